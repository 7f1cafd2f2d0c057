#include "net/json_values.hpp"

#include "ledger/check.hpp"
#include "ledger/decimal.hpp"
#include "net/json_text.hpp"
#include "net/permission_words.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <system_error>

namespace bursar::net {

using ledger::Errc;

namespace {

constexpr std::array<std::string_view, 1> policy_prefixes = {"pol_"};

bool among(std::string_view words, std::string_view text) {
  while (!words.empty()) {
    const std::size_t end = std::min(words.find('|'), words.size());
    if (words.substr(0, end) == text) return true;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return false;
}

std::optional<Complaint> take_currency(std::string_view text, const Field& field, void* body) {
  if (text != "USD" && text != "USDC")
    return Complaint{"must be USD or USDC", Errc::unsupported_currency};
  *static_cast<bool*>(field.member(body)) = text == "USDC";
  return std::nullopt;
}

std::optional<Complaint> take_time(std::string_view text, const Field& field, void* body) {
  const auto time = ledger::parse_time(text);
  if (!time) return Complaint{"must be a time such as 2026-11-25T09:30:00Z"};
  *static_cast<ledger::Time*>(field.member(body)) = *time;
  return std::nullopt;
}

std::optional<Complaint> too_long(std::string_view text, const Field& field) {
  const bool in_bytes = !field.bytes_remedy.empty();
  const std::size_t length = in_bytes ? text.size() : characters(text);
  if (length <= field.bound) return std::nullopt;
  std::string detail = "is longer than " + std::to_string(field.bound);
  if (!in_bytes) return Complaint{detail.append(" characters")};
  detail.append(" bytes of UTF-8, by ").append(std::to_string(length - field.bound));
  return Complaint{detail.append(": ").append(field.bytes_remedy)};
}

std::optional<Complaint> complaint_about(std::string_view text, const Field& field) {
  if (holds_control_character(text, field.kind == Kind::text))
    return Complaint{"holds a control character"};
  if (auto complaint = too_long(text, field)) return complaint;
  if (field.need == Need::required && text.empty()) return Complaint{"must not be empty"};
  if (field.kind == Kind::idempotency && !visible_ascii(text))
    return Complaint{"must be 1 to 255 visible ASCII characters"};
  if (!field.words.empty() && !among(field.words, text))
    return Complaint{"must be one of " + std::string{field.words}};
  return std::nullopt;
}

/// What else than an amount is money, by its kind.
struct MoneyRule {
  std::string_view wording;
  bool zero = false;
  bool negative = false;
};

MoneyRule money_rule(Kind kind) {
  if (kind == Kind::limit) return {.wording = "must be from 0 to 1000000000.00", .zero = true};
  if (kind == Kind::adjustment)
    return {.wording = "must be from -1000000000.00 to 1000000000.00 and not 0", .negative = true};
  if (kind == Kind::all_or_some)
    return {.wording = "must be \"all\", or above 0 and at most 1000000000.00"};
  return {.wording = "must be above 0 and at most 1000000000.00"};
}

}  // namespace

std::optional<Complaint> take_text(std::string_view text, const Field& field, void* body) {
  if (field.kind == Kind::currency) return take_currency(text, field, body);
  if (field.kind == Kind::time) return take_time(text, field, body);
  if (auto complaint = complaint_about(text, field)) return complaint;
  if (field.kind == Kind::wallet_id)
    static_cast<ledger::WalletId*>(field.member(body))->bits =
        ledger::parse_id(text, wallet_prefixes).value_or(names_nothing);
  else if (field.kind == Kind::policy_id)
    static_cast<ledger::PolicyId*>(field.member(body))->bits =
        ledger::parse_id(text, policy_prefixes).value_or(names_nothing);
  else
    static_cast<std::string*>(field.member(body))->assign(text);
  return std::nullopt;
}

std::optional<Complaint> take_money(std::string_view written, bool quoted, const Field& field,
                                    void* body) {
  const auto take = [&](ledger::Money money) -> std::optional<Complaint> {
    *static_cast<ledger::Money*>(field.member(body)) = money;
    return std::nullopt;
  };
  if (field.kind == Kind::all_or_some && quoted && written == all_word) return take({});
  const auto read = quoted ? ledger::parse_decimal(written) : ledger::parse_json_number(written);
  const MoneyRule rule = money_rule(field.kind);
  if (!read || (written.starts_with('-') && !rule.negative) || (read->zero() && !rule.zero) ||
      *read > ledger::amount_max || *read < -ledger::amount_max)
    return Complaint{std::string{rule.wording} + ", with at most 8 decimals", Errc::invalid_amount};
  return take(*read);
}

std::optional<Complaint> take_count(std::string_view written, const Field& field, void* body) {
  std::uint64_t count = 0;
  const auto [end, error] = std::from_chars(written.data(), written.data() + written.size(), count);
  const bool zeros_in_front = written.size() > 1 && written.starts_with('0');
  if (error != std::errc{} || end != written.data() + written.size() || zeros_in_front ||
      count > field.bound)
    return Complaint{"must be a whole number from 0 to " + std::to_string(field.bound)};
  *static_cast<std::int64_t*>(field.member(body)) = static_cast<std::int64_t>(count);
  return std::nullopt;
}

// Written as a script's number, so that nothing of it is exact; what is less than a millisecond is
// one.
std::optional<Complaint> take_seconds(std::string_view written, const Field& field, void* body) {
  constexpr double second_ms = 1'000;
  double seconds = 0;
  const auto [end, error] =
      std::from_chars(written.data(), written.data() + written.size(), seconds);
  if (error != std::errc{} || end != written.data() + written.size() || !(seconds > 0))
    return Complaint{"must be a number of seconds above 0"};
  const double within = std::min(seconds, static_cast<double>(field.bound));
  *static_cast<std::int64_t*>(field.member(body)) =
      std::max(static_cast<std::int64_t>(within * second_ms), std::int64_t{1});
  return std::nullopt;
}

std::optional<Complaint> take_element(std::string_view word, const Field& field, void* list) {
  if (field.kind == Kind::labels) {
    if (word.empty() || word.contains(',') || holds_control_character(word, false) ||
        characters(word) > schema::default_bound(Kind::label))
      return Complaint{"holds an element that is empty, too long or not plain text"};
    static_cast<std::vector<std::string>*>(list)->emplace_back(word);
    return std::nullopt;
  }
  if (field.kind == Kind::names) {
    if (word.empty() || holds_control_character(word, false) ||
        characters(word) > schema::default_bound(Kind::label))
      return Complaint{"holds an element that is empty, too long or not plain text"};
    static_cast<std::vector<std::string>*>(list)->emplace_back(word);
    return std::nullopt;
  }
  const auto known = permission(word);
  if (!known) return Complaint{"holds an unknown permission"};
  auto& all = *static_cast<ledger::Permissions*>(list);
  all = all | *known;
  return std::nullopt;
}

ledger::Amount amount_of(ledger::Money taken) {
  const auto amount = ledger::Amount::of(taken);
  CHECK(amount.has_value());
  return *amount;
}

}  // namespace bursar::net
