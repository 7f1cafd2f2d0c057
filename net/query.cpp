#include "net/query.hpp"

#include "net/json_text.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace bursar::net {

namespace {

constexpr std::size_t tags_max = 50;

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::unexpected<Fault> fault(std::string_view name, std::string detail) {
  return std::unexpected{Fault{std::string{"?"}.append(name), std::move(detail)}};
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                            (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '~';
    if (unreserved) {
      encoded.push_back(c);
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    encoded.push_back('%');
    encoded.push_back(digits[byte >> 4]);
    encoded.push_back(digits[byte & 15]);
  }
  return encoded;
}

std::string joined(const std::vector<std::string>& tags) {
  std::string all;
  for (const std::string& tag : tags) all.append(all.empty() ? "" : ",").append(tag);
  return all;
}

std::string_view word(ledger::WalletType type) {
  return type == ledger::WalletType::org ? "org" : "agent";
}

std::string_view word(std::optional<ledger::Environment> environment) {
  if (!environment) return "";
  return *environment == ledger::Environment::sandbox ? "SANDBOX" : "PRODUCTION";
}

bool among(std::string_view words, std::string_view word) {
  if (word.contains('|')) return false;
  for (std::size_t at = words.find(word); at != std::string_view::npos;
       at = words.find(word, at + 1)) {
    const auto end = at + word.size();
    if ((at == 0 || words[at - 1] == '|') && (end == words.size() || words[end] == '|'))
      return true;
  }
  return false;
}

std::string split_tags(std::string_view value, std::vector<std::string>& tags) {
  while (!value.empty()) {
    const auto end = std::min(value.find(','), value.size());
    if (end > 0) tags.emplace_back(value.substr(0, end));
    value.remove_prefix(std::min(end + 1, value.size()));
  }
  std::ranges::sort(tags);
  return tags.size() > tags_max ? "There are too many tags." : "";
}

std::string read_past(std::string_view value, std::optional<ledger::PastPoint>& point) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error == std::errc{} && end == value.data() + value.size())
    point = ledger::OrganizationSequence{number};
  else if (const auto time = ledger::parse_time(value))
    point = *time;
  else
    return "as_of must be a time such as 2026-11-25T09:30:00Z ('+' is written %2B), or an org_seq.";
  return {};
}

std::string read_time(std::string_view name, std::string_view value,
                      std::optional<ledger::Time>& time) {
  time = ledger::parse_time(value);
  if (time) return {};
  return std::string{name} + " must be a time such as 2026-11-25T09:30:00Z ('+' is written %2B).";
}

bool read_number(std::string_view value, std::uint32_t least, std::uint32_t most,
                 std::uint32_t& number) {
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  return error == std::errc{} && end == value.data() + value.size() && number >= least &&
         number <= most;
}

bool read_sequence(std::string_view value, std::uint64_t& number) {
  constexpr std::uint64_t most = std::uint64_t{1} << 48;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  return error == std::errc{} && end == value.data() + value.size() && number < most;
}

/// Of what is a text and nothing else; null: it is none of those.
std::string* text_of(Query& query, std::string_view name) {
  if (name == "resource") return &query.resource;
  if (name == "types") return &query.types;
  if (name == "payTo") return &query.pay_to;
  if (name == "scheme") return &query.scheme;
  if (name == "network") return &query.network;
  if (name == "extensions") return &query.extensions;
  return nullptr;
}

// What is wrong with it, or nothing.
std::string take(Query& query, const Parameter& parameter, std::string value) {
  const std::string_view name = parameter.name;
  std::uint32_t number = 0;
  if (name == "type") std::ranges::transform(value, value.begin(), lower);
  if (!parameter.words.empty() && !among(parameter.words, value))
    return std::string{name} + " must be one of " + std::string{parameter.words} + ".";
  if (name == limit_parameter.name) {
    if (!read_number(value, 1, page_rows_max, query.limit))
      return "limit must be a number from 1 to 100.";
  } else if (name == page_parameter.name) {
    if (!read_number(value, 1, std::numeric_limits<std::uint32_t>::max(), query.page))
      return "page must be a number from 1.";
  } else if (name == wait_parameter.name) {
    if (!read_number(value, 1, wait_seconds_max, query.wait_seconds))
      return "wait must be a number of seconds from 1 to 60.";
  } else if (name == offset_parameter.name) {
    if (!read_number(value, 0, offset_max, number)) return "offset must be a number from 0.";
    query.offset = number;
  } else if (name == after_parameter.name) {
    if (!read_sequence(value, query.after)) return "after must be an org_seq, from 0.";
  } else if (name == "verified") {
    query.verified = value == "true";
  } else if (name == "force") {
    query.force = value == "true";
  } else if (name == "cursor") {
    query.cursor = std::move(value);
  } else if (name == "status") {
    query.status = std::move(value);
  } else if (name == "wallet_id") {
    query.wallet = std::move(value);
  } else if (name == "from") {
    return read_time(name, value, query.from);
  } else if (name == "to") {
    return read_time(name, value, query.to);
  } else if (name == "tags") {
    return split_tags(value, query.tags);
  } else if (name == "category") {
    query.category = std::move(value);
  } else if (const auto text = text_of(query, name)) {
    *text = std::move(value);
  } else if (name == "as_of") {
    return read_past(value, query.as_of);
  } else if (name == "type") {
    if (value == "http" || value == "mcp")
      query.resource_type = value;
    else
      query.type = value == "org" ? ledger::WalletType::org : ledger::WalletType::agent;
  } else if (name == "organization_id") {
    query.organization = std::move(value);
  } else if (name == "environment") {
    query.environment =
        value == "PRODUCTION" ? ledger::Environment::production : ledger::Environment::sandbox;
  }
  return {};
}

}  // namespace

std::string Query::filters() const {
  std::string all = "status=" + status + "&tags=" + joined(tags);
  if (type) all.append("&type=").append(word(*type));
  if (!wallet.empty()) all.append("&wallet=").append(wallet);
  if (from) all.append("&from=").append(std::to_string(from->milliseconds));
  if (to) all.append("&to=").append(std::to_string(to->milliseconds));
  if (!types.empty()) all.append("&types=").append(types);
  all.append("&of=").append(organization).append("&in=").append(word(environment));
  return all;
}

std::string Query::next_page(std::string_view next_cursor) const {
  std::string next = "limit=" + std::to_string(limit);
  if (!status.empty()) next.append("&status=").append(percent_encoded(status));
  if (!tags.empty()) next.append("&tags=").append(percent_encoded(joined(tags)));
  if (type) next.append("&type=").append(word(*type));
  if (!organization.empty()) next.append("&organization_id=").append(percent_encoded(organization));
  if (environment) next.append("&environment=").append(word(environment));
  if (!wallet.empty()) next.append("&wallet_id=").append(percent_encoded(wallet));
  if (from) next.append("&from=").append(percent_encoded(ledger::text(*from)));
  if (to) next.append("&to=").append(percent_encoded(ledger::text(*to)));
  if (!types.empty()) next.append("&types=").append(percent_encoded(types));
  return next.append("&cursor=").append(next_cursor);
}

std::optional<std::string> percent_decoded(std::string_view written, Plus plus) {
  std::string decoded;
  decoded.reserve(written.size());
  for (std::size_t at = 0; at < written.size(); ++at) {
    char c = written[at] == '+' && plus == Plus::space ? ' ' : written[at];
    if (c == '%') {
      if (at + 2 >= written.size()) return std::nullopt;
      const int high = hex_value(written[at + 1]);
      const int low = hex_value(written[at + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high << 4 | low);
      at += 2;
    }
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return std::nullopt;
    decoded.push_back(c);
  }
  return decoded;
}

std::expected<Query, Fault> read_query(std::string_view written, std::span<const Parameter> known) {
  Query query;
  std::vector<std::string_view> seen;
  while (!written.empty()) {
    const auto end = std::min(written.find('&'), written.size());
    const std::string_view pair = written.substr(0, end);
    written.remove_prefix(std::min(end + 1, written.size()));
    const auto equals = std::min(pair.find('='), pair.size());
    const auto name = pair.substr(0, equals);
    const auto parameter = std::ranges::find(known, name, &Parameter::name);
    if (parameter == known.end())
      return visible_ascii(name, 64)
                 ? fault(name, "There is no query parameter '" + std::string{name} + "' here.")
                 : fault("", "There is no such query parameter here.");
    if (std::ranges::find(seen, name) != seen.end())
      return fault(name, std::string{name} + " is given twice.");
    seen.push_back(name);
    auto value = percent_decoded(pair.substr(std::min(equals + 1, pair.size())));
    if (!value) return fault(name, std::string{name} + " is not properly escaped.");
    if (auto wrong = take(query, *parameter, std::move(*value)); !wrong.empty())
      return fault(name, std::move(wrong));
  }
  return query;
}

}  // namespace bursar::net
