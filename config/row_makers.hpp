#pragma once

// Inside rows.cpp only: what each kind of row accepts. A place is a generic lambda that gives the
// member of any Settings, so a setting's name, place, bounds and help are stated once, together.

#include "config/endpoint.hpp"
#include "config/rows.hpp"
#include "ledger/decimal.hpp"

#include <algorithm>
#include <string>
#include <type_traits>
#include <utility>

namespace bursar::config {

struct Whole {
  std::int64_t least = 0;
  std::int64_t most = 0;
};

struct Dollars {
  std::int64_t least = 0;
  std::int64_t most = 0;
};

constexpr std::size_t text_length_max = 4'096;
constexpr std::size_t list_length_max = 1'000;

/// What a text must be to be accepted.
struct Shape {
  std::string expected;
  bool (*fits)(const std::string& text) = nullptr;
};

inline const Shape endpoint_shape{
    R"(an address and port in quotes, such as "127.0.0.1:3100" or "[::1]:3100")",
    [](const std::string& text) { return parse_endpoint(text).has_value(); }};
inline const Shape optional_endpoint_shape{
    endpoint_shape.expected + ", or \"\"",
    [](const std::string& text) { return text.empty() || parse_endpoint(text).has_value(); }};
inline const Shape path_shape{"a path in quotes", [](const std::string& text) {
                                return !text.empty() && text.size() <= text_length_max;
                              }};
inline const Shape word_shape{R"(texts, such as ["pay.example.com"])", [](const std::string& text) {
                                return !text.empty() && text.size() <= text_length_max;
                              }};
inline const Shape called_shape{
    R"("host:port" in lower case, such as ["127.0.0.1:4050", "hooks.local:8080"])",
    [](const std::string& text) { return is_called(text); }};
inline const Shape optional_path_shape{"a path in quotes, or \"\"", [](const std::string& text) {
                                         return text.size() <= text_length_max;
                                       }};

template <class Place>
using Member = std::remove_reference_t<std::invoke_result_t<Place, Settings&>>;

template <class Place>
Row integer(const char* name, Place place, Whole bounds, const char* help) {
  return {.name = name,
          .kind = Kind::integer,
          .expected = "a whole number from " + std::to_string(bounds.least) + " to " +
                      std::to_string(bounds.most),
          .help = help,
          .read = [place](const Settings& all) { return Value{std::int64_t(place(all))}; },
          .write =
              [place, bounds](Settings& all, const Value& value) {
                const auto* number = std::get_if<std::int64_t>(&value);
                if (number == nullptr || *number < bounds.least || *number > bounds.most)
                  return false;
                place(all) = static_cast<Member<Place>>(*number);
                return true;
              }};
}

template <class Place>
Row text(const char* name, Place place, const Shape& shape, const char* help) {
  return {.name = name,
          .kind = Kind::text,
          .expected = shape.expected,
          .help = help,
          .read = [place](const Settings& all) { return Value{place(all)}; },
          .write =
              [place, fits = shape.fits](Settings& all, const Value& value) {
                const auto* text = std::get_if<std::string>(&value);
                if (text == nullptr || !fits(*text)) return false;
                place(all) = *text;
                return true;
              }};
}

template <class Place>
Row list(const char* name, Place place, const Shape& each, const char* help) {
  return {.name = name,
          .kind = Kind::list,
          .expected = "a list of " + each.expected,
          .help = help,
          .read = [place](const Settings& all) { return Value{place(all)}; },
          .write =
              [place, fits = each.fits](Settings& all, const Value& value) {
                const auto* texts = std::get_if<std::vector<std::string>>(&value);
                if (texts == nullptr || texts->size() > list_length_max) return false;
                if (!std::ranges::all_of(*texts, fits)) return false;
                place(all) = *texts;
                return true;
              },
          .takes = each.fits};
}

template <class Place>
Row money(const char* name, Place place, Dollars bounds, const char* help) {
  using ledger::Money;
  return {.name = name,
          .kind = Kind::money,
          .expected = "an amount in quotes from \"" + std::to_string(bounds.least) + "\" to \"" +
                      std::to_string(bounds.most) + '"',
          .help = help,
          .read = [place](const Settings& all) { return Value{ledger::text(place(all))}; },
          .write =
              [place, bounds](Settings& all, const Value& value) {
                const auto* text = std::get_if<std::string>(&value);
                const auto amount = text == nullptr ? std::nullopt : ledger::parse_decimal(*text);
                if (!amount || *amount < Money::dollars(bounds.least) ||
                    *amount > Money::dollars(bounds.most))
                  return false;
                place(all) = *amount;
                return true;
              }};
}

/// Also by the words that other settings are switched with.
template <class Place>
Row flag(const char* name, Place place, const char* help) {
  return {.name = name,
          .kind = Kind::flag,
          .expected = "true or false",
          .help = help,
          .read = [place](const Settings& all) { return Value{place(all)}; },
          .write =
              [place](Settings& all, const Value& value) {
                if (const auto* flag = std::get_if<bool>(&value)) {
                  place(all) = *flag;
                  return true;
                }
                const auto* word = std::get_if<std::string>(&value);
                if (word == nullptr || (*word != "on" && *word != "off")) return false;
                place(all) = *word == "on";
                return true;
              }};
}

/// One of some words: an enum's in the order of its values, or a text's.
template <class Place>
Row choice(const char* name, Place place, const std::vector<std::string>& words, const char* help) {
  std::string expected;
  for (const std::string& word : words)
    expected += (expected.empty() ? "one of \"" : ", \"") + word + '"';
  const auto written = [place, words](const Settings& all) {
    if constexpr (std::is_enum_v<Member<Place>>)
      return Value{words.at(std::to_underlying(place(all)))};
    else
      return Value{place(all)};
  };
  const auto write = [place, words](Settings& all, const Value& value) {
    const auto* word = std::get_if<std::string>(&value);
    const auto found = word == nullptr ? words.end() : std::ranges::find(words, *word);
    if (found == words.end()) return false;
    if constexpr (std::is_enum_v<Member<Place>>)
      place(all) = static_cast<Member<Place>>(found - words.begin());
    else
      place(all) = *word;
    return true;
  };
  return {.name = name,
          .kind = Kind::choice,
          .expected = std::move(expected),
          .help = help,
          .read = written,
          .write = write};
}

}  // namespace bursar::config

// The member of a Settings as a place: PLACE(http.listen).
#define PLACE(member) ([](auto& all) -> auto& { return all.member; })
