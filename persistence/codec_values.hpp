#pragma once

// The small values that every part of a record is made of. An empty text, list or byte string is a
// null pointer on disk: most of them are empty in most records.

#include "ledger/ids.hpp"
#include "ledger/money.hpp"
#include "ledger/policy.hpp"
#include "persistence/codec_schema.hpp"
#include "persistence/errors.hpp"

#include <array>
#include <cstring>
#include <optional>
#include <string>

namespace bursar::persistence {

inline capnp::Text::Reader wire_text(const std::string& text) {
  return {text.data(), text.size()};
}
inline std::string text(capnp::Text::Reader from) {
  return {from.begin(), from.size()};
}

template <std::size_t N>
capnp::Data::Reader wire_data(const std::array<std::uint8_t, N>& bytes) {
  return {bytes.data(), bytes.size()};
}
template <std::size_t N>
std::array<std::uint8_t, N> data(capnp::Data::Reader from) {
  if (from.size() != N) throw Corrupt{"a key or hash has the wrong length"};
  std::array<std::uint8_t, N> bytes;
  std::memcpy(bytes.data(), from.begin(), N);
  return bytes;
}

/// For an enumeration without gaps that ends with `last`.
template <class Enum>
Enum enumerator(std::uint8_t value, Enum last) {
  if (value > static_cast<std::uint8_t>(last))
    throw Corrupt{"an enumerator is unknown to this version"};
  return static_cast<Enum>(value);
}

inline ledger::Amount amount(std::int64_t units) {
  const auto checked = ledger::Amount::of(ledger::Money::units(units));
  if (!checked) throw Corrupt{"an amount is out of its range"};
  return *checked;
}

/// Optional money is a group of a flag and a value.
template <class Group>
void write_optional(const std::optional<ledger::Money>& money, Group to) {
  if (!money) return;
  to.setPresent(true);
  to.setUnits(money->units());
}
template <class Group>
std::optional<ledger::Money> optional_money(Group from) {
  if (!from.getPresent()) return std::nullopt;
  return ledger::Money::units(from.getUnits());
}

/// A policy's counters are a group in a payment and a struct in a checkpoint.
template <class Builder>
void write_usage(const ledger::Usage& usage, Builder to) {
  const auto& [day, month, in_day, in_month, in_total] = usage;
  to.setDay(day);
  to.setMonth(month);
  to.setInDay(in_day.units());
  to.setInMonth(in_month.units());
  to.setInTotal(in_total.units());
}
template <class Reader>
ledger::Usage read_usage(Reader from) {
  using ledger::Money;
  return {.day = from.getDay(),
          .month = from.getMonth(),
          .in_day = Money::units(from.getInDay()),
          .in_month = Money::units(from.getInMonth()),
          .in_total = Money::units(from.getInTotal())};
}

}  // namespace bursar::persistence
