#include "ledger/topup.hpp"

#include "ledger/decimal.hpp"

#include <algorithm>
#include <variant>

namespace bursar::ledger {

namespace {

/// No earlier day than the wallet has come to.
std::int64_t day_of_topup(const WalletState& state, Time now) {
  return std::max(day_of(now), state.topup_day);
}

Money used_in(const WalletState& state, std::int64_t day) {
  return day == state.topup_day ? state.topup_used : Money{};
}

/// It stands beside the wallet and is all that `terms` say of it.
WalletAddress org_wallet_of(const WalletState& state, const TopupTerms& terms) {
  WalletAddress own = state.address;
  own.account = terms.from;
  own.id = terms.from_id;
  own.type = WalletType::org;
  return own;
}

}  // namespace

Money topped_up_in_day(const WalletState& state, Time now) {
  return used_in(state, day_of(now));
}

std::optional<Fund> topup_wanted(const WalletState& state, Time now) {
  if (!state.topup || !state.topup->enabled || state.status != WalletStatus::active)
    return std::nullopt;
  const TopupTerms& terms = *state.topup;
  if (state.posted - state.held >= terms.trigger_below) return std::nullopt;
  const std::int64_t day = day_of_topup(state, now);
  if (used_in(state, day) + terms.amount.money() > terms.max_per_day) return std::nullopt;
  return Fund{.wallet = state.address,
              .org_wallet = org_wallet_of(state, terms),
              .amount = terms.amount,
              .topped_up_on = day};
}

void count_topup(WalletState& state, const Funded& funded) {
  state.topup_used = saturating_sum(used_in(state, funded.topped_up_on), funded.amount.money());
  state.topup_day = funded.topped_up_on;
}

std::optional<std::string> wrong_setting(const Books& books, const Record& record) {
  const auto& set = std::get<TopupSet>(record.fact);
  if (!record.entries.empty()) return "sets a top-up and moves money";
  const WalletAddress& address = books.profiles.at(set.wallet).opened.address;
  if (address.organization != record.organizations[0].organization)
    return "sets a top-up of another organisation's wallet";
  if (address.type == WalletType::org) return "sets a top-up of an organisation's own wallet";
  if (books.wallets.at(set.wallet).state().status == WalletStatus::archived)
    return "sets a top-up of a wallet that is archived";
  if (!set.terms) return {};
  if (!own_wallet_beside(books, address, set.terms->from, set.terms->from_id))
    return "sets a top-up from a wallet that is not its organisation's own";
  return {};
}

// A wallet asks for one at a time, and its terms stay as they are meanwhile, so this is exact.
std::optional<std::string> wrong_topup(const Books& books, const Funded& funded) {
  if (funded.topped_up_on == 0) return {};
  const WalletState& state = books.wallets.at(funded.wallet).state();
  if (!state.topup || !state.topup->enabled) return "tops up a wallet that is not to be";
  const TopupTerms& terms = *state.topup;
  if (funded.source != FundingSource::organization || funded.from != terms.from)
    return "tops up from another wallet than was set";
  if (funded.amount != terms.amount)
    return "tops up with " + text(funded.amount.money()) + " instead of " +
           text(terms.amount.money());
  if (funded.topped_up_on < state.topup_day) return "goes back to an earlier day of top-ups";
  const Money day = used_in(state, funded.topped_up_on) + funded.amount.money();
  if (day > terms.max_per_day)
    return "tops up with " + text(day) + " in a day that allows " + text(terms.max_per_day);
  return {};
}

}  // namespace bursar::ledger
