#include "ledger/books_difference.hpp"

#include <algorithm>

namespace bursar::ledger {

namespace {

bool same(const Wallet& a, const Wallet& b) {
  return a.state() == b.state();
}
template <class Row>
bool same(const Row& a, const Row& b) {
  return a == b;
}

/// The number of the first row that is another or in one of them only.
template <class Row>
std::optional<std::size_t> differs(const std::vector<Row>& a, const std::vector<Row>& b) {
  const auto [in_a, in_b] = std::ranges::mismatch(a, b);
  if (in_a == a.end() && in_b == b.end()) return std::nullopt;
  return static_cast<std::size_t>(in_a - a.begin());
}

/// The key of a row that is another or in one of them only.
template <class Map>
std::optional<typename Map::key_type> differs(const Map& a, const Map& b) {
  for (const auto& [key, kept] : a) {
    const auto other = b.find(key);
    if (other == b.end() || !same(other->second, kept)) return key;
  }
  for (const auto& [key, kept] : b)
    if (!a.contains(key)) return key;
  return std::nullopt;
}

}  // namespace

std::optional<std::string> difference(const Books& a, const Books& b) {
  if (a.standing() != b.standing()) return "the last record";
  const auto numbered = [](const char* what, std::size_t number) {
    return std::string{what} + ' ' + std::to_string(number);
  };
  if (const auto wallet = differs(a.wallets, b.wallets))
    return numbered("the wallet of account", wallet->value);
  if (const auto account = differs(a.accounts, b.accounts)) return numbered("account", *account);
  if (const auto account = differs(a.owners, b.owners))
    return numbered("the owner of account", *account);
  if (const auto wallet = differs(a.profiles, b.profiles))
    return numbered("the profile of account", wallet->value);
  if (const auto number = differs(a.organization_heads, b.organization_heads))
    return numbered("the last record of organisation", *number);
  if (const auto number = differs(a.organizations, b.organizations))
    return numbered("organisation", *number);
  if (const auto key = differs(a.keys, b.keys)) return "the key " + text("key_", key->bits);
  if (const auto policy = differs(a.policies, b.policies))
    return "the policy " + text("pol_", policy->bits);
  if (const auto wallet = differs(a.sessions, b.sessions))
    return numbered("the session of account", wallet->value);
  if (const auto request = differs(a.approvals, b.approvals))
    return numbered("the approval that was asked for with record", request->value);
  if (const auto made = differs(a.services, b.services))
    return numbered("the service that was made with record", made->value);
  if (const auto issued = differs(a.tokens, b.tokens))
    return numbered("the token that was issued with record", issued->value);
  if (const auto asked = differs(a.payouts, b.payouts))
    return numbered("the payout that was asked for with record", asked->value);
  if (const auto opened = differs(a.disputes, b.disputes))
    return numbered("the dispute that was opened with record", opened->value);
  if (const auto made = differs(a.webhooks, b.webhooks))
    return numbered("the webhook that was made with record", made->value);
  if (const auto payment = differs(a.courses, b.courses))
    return numbered("what has become of the payment of record", payment->value);
  if (const auto sealed = differs(a.seals, b.seals))
    return numbered("a sealed key of account", sealed->first.value);
  return std::nullopt;
}

}  // namespace bursar::ledger
