#include "ledger/wallet.hpp"

#include "ledger/archiving.hpp"
#include "ledger/check.hpp"
#include "ledger/clearing.hpp"

#include <algorithm>

namespace bursar::ledger {

namespace {

Result<void> active(const WalletState& state) {
  if (state.status == WalletStatus::frozen) return refuse(Errc::wallet_frozen);
  if (state.status == WalletStatus::archived) return refuse(Errc::wallet_archived);
  return {};
}

/// What the edge has made sure of already. Should it fail to, no money moves either.
Result<void> may_move(const WalletAddress& from, const WalletAddress& to) {
  if (from.account == to.account) return refuse(Errc::invalid_request);
  if (from.environment != to.environment) return refuse(Errc::environment_mismatch);
  return {};
}

/// Whether somebody settles what is paid to somebody outside. In the sandbox nobody has to.
Result<void> settles(const Pay& pay, const Terms& terms) {
  if (pay.payee || pay.payer.environment == Environment::sandbox || terms.external_record_only)
    return {};
  return refuse(Errc::settlement_not_configured);
}

/// A budget needs no funding where there is a treasury to draw from.
bool draws(const WalletState& state) {
  return state.budget_limit && state.address.environment == Environment::sandbox;
}

Money budget_left(const WalletState& state, const Usage& usage) {
  if (!state.budget_limit) return amount_max;
  return std::max(*state.budget_limit - usage.in_total, Money{});
}

/// A payment's entries, those of each organisation summing to zero. The payer's is there even when
/// the budget's source pays all of it: an account's history is the chain of its entries.
std::vector<Entry> entries_of(const Pay& pay, Money fee, Money drawn) {
  const Money amount = pay.amount.money();
  const auto payers = [&](SystemAccount which) {
    return system_account(pay.payer.system_accounts, which);
  };
  std::vector<Entry> entries;
  entries.reserve(6);
  const auto post = [&](AccountNumber account, Money money) {
    entries.push_back({.account = account, .amount = money});
  };
  post(pay.payer.account, drawn - amount - fee);
  if (!drawn.zero()) post(payers(SystemAccount::treasury), -drawn);
  if (!fee.zero()) post(payers(SystemAccount::fees), fee);
  if (!pay.payee) {
    post(payers(SystemAccount::external), amount);
    return entries;
  }
  if (pay.payee->organization != pay.payer.organization) {
    post(payers(SystemAccount::inter_org), amount);
    post(system_account(pay.payee->system_accounts, SystemAccount::inter_org), -amount);
  }
  post(pay.payee->account, amount);
  return entries;
}

/// What an agent's day at the faucet has come to.
struct FaucetUse {
  std::int64_t day = 0;
  Money used = {};
};

Decided moved(const Fund& fund, AccountNumber from, const FaucetUse& faucet) {
  const Money amount = fund.amount.money();
  return {.fact = Funded{.source = fund.source,
                         .wallet = fund.wallet.account,
                         .wallet_id = fund.wallet.id,
                         .from = from,
                         .amount = fund.amount,
                         .faucet_day = faucet.day,
                         .faucet_used_after = faucet.used,
                         .as_usdc = fund.as_usdc,
                         .salt = fund.salt},
          .entries = {{.account = from, .amount = -amount},
                      {.account = fund.wallet.account, .amount = amount}}};
}

Spend spend_of(const Pay& pay, Time now) {
  return {.amount = pay.amount.money(),
          .to = pay.payee ? pay.payee->id : WalletId{},
          .to_external = pay.payee_external,
          .category = pay.category,
          .now = now};
}

/// The wallet's own policy; none, where another one or none was found in its place.
const PolicyInForce* own_policy(const WalletState& state, const PolicyInForce* policy) {
  return policy != nullptr && policy->terms.id == state.policy ? policy : nullptr;
}

/// Policy, budget, funds: the order in which a payment's limits are told.
Result<void> within_limits(const Spend& spend, const WalletState& state,
                           const PolicyInForce* policy, const Counters& counters,
                           Money affordable) {
  const bool bound = !state.policy.bits.none();
  const Money left = budget_left(state, counters.usage);
  const auto refusal = [&](Error error) {
    error.max_allowed_now = std::min(left, affordable);
    if (bound)
      error.max_allowed_now = std::min(error.max_allowed_now, allowance(policy, counters, spend));
    return std::unexpected{error};
  };
  if (bound)
    if (const auto may = judge(policy, counters, spend); !may) return refusal(may.error());
  if (spend.amount > left)
    return refusal({.code = Errc::budget_exceeded,
                    .limit = state.budget_limit.value_or(Money{}),
                    .used = counters.usage.in_total});
  if (spend.amount > affordable) return refusal({.code = Errc::insufficient_funds});
  return {};
}

/// As the org wallet; whether the funded wallet can receive is for that one to say.
Result<Decided> give(const Fund& fund, const WalletState& state, Money free) {
  CHECK(fund.org_wallet && fund.org_wallet->account == state.address.account);
  if (const auto can = may_move(*fund.org_wallet, fund.wallet); !can)
    return std::unexpected{can.error()};
  if (fund.wallet.organization != state.address.organization) return refuse(Errc::not_found);
  if (const auto is = active(state); !is) return std::unexpected{is.error()};
  if (fund.amount.money() > free)
    return std::unexpected{Error{.code = Errc::insufficient_funds, .max_allowed_now = free}};
  return moved(fund, fund.org_wallet->account, {});
}

/// How much of the day's faucet is used with this funding. One that no limit binds does not count.
Result<FaucetUse> use_faucet(const Fund& fund, const WalletState& state, Money per_day, Time now) {
  const std::int64_t day = std::max(day_of(now), state.faucet_day);
  const Money used = day == state.faucet_day ? state.faucet_used : Money{};
  if (!fund.faucet_limited) return FaucetUse{day, used};
  const Money left = std::max(per_day - used, Money{});
  if (fund.amount.money() <= left) return FaucetUse{day, used + fund.amount.money()};
  return std::unexpected{Error{.code = Errc::faucet_exhausted,
                               .limit = per_day,
                               .used = used,
                               .max_allowed_now = left,
                               .resets_at = start_of_day(day + 1)}};
}

/// The instant whose windows a payment was counted in. It stands in the fact, so that a record
/// whose time the writer moved past midnight is counted where it was judged. Older journals tell
/// the day alone.
Time counted_at(const Paid& paid) {
  return paid.counted_at == Time{} ? start_of_day(paid.usage_after.day) : paid.counted_at;
}

Money debit_of(const Decided& decided, AccountNumber account) {
  for (const Entry& entry : decided.entries)
    if (entry.account == account) return -entry.amount;
  return {};
}

}  // namespace

WalletState first_state(const WalletOpened& opened) {
  return {.address = opened.address, .policy = opened.policy, .budget_limit = opened.budget_limit};
}

// Where the records alone refuse it is they who say why: a hold under way may come to nothing, and
// the figures of a refusal must not tell of it.
Result<Decided> Wallet::decide(const Pay& pay, const Terms& terms, Time now,
                               const PolicyInForce* policy) const {
  policy = own_policy(state_, policy);
  auto decided = decide(pay,
                        {.terms = terms,
                         .policy = policy,
                         .free = available() - held_unrecorded_,
                         .counters = {usage_unrecorded_, state_.recent, paid_unrecorded_}},
                        now);
  if (decided || holds_unrecorded_ == 0) return decided;
  auto recorded = decide(
      pay, {.terms = terms, .policy = policy, .free = available(), .counters = counters()}, now);
  return recorded ? decided : recorded;
}

Result<Decided> Wallet::decide(const Fund& fund, const Terms& terms, Time now) const {
  auto decided = decide(fund, terms, now, available() - held_unrecorded_);
  if (decided || holds_unrecorded_ == 0) return decided;
  auto recorded = decide(fund, terms, now, available());
  return recorded ? decided : recorded;
}

Result<Decided> Wallet::decide(const Clear& clear, const Terms& /*terms*/, Time /*now*/) const {
  auto decided = decide(clear, available() - held_unrecorded_);
  if (decided || holds_unrecorded_ == 0) return decided;
  auto recorded = decide(clear, available());
  return recorded ? decided : recorded;
}

Result<Decided> Wallet::decide(const Pay& pay, const Bench& bench, Time now) const {
  const auto& [terms, policy, free, counters] = bench;
  const Usage& usage = counters.usage;
  CHECK(pay.payer.account == state_.address.account);
  if (pay.payee)
    if (const auto can = may_move(pay.payer, *pay.payee); !can) return std::unexpected{can.error()};
  if (const auto may = settles(pay, terms); !may) return std::unexpected{may.error()};
  if (const auto is = active(state_); !is) return std::unexpected{is.error()};

  // A payment that was decided a little earlier than one under way counts in the same windows.
  now = std::max(now, start_of_day(usage.day));
  const Money affordable = draws(state_) ? amount_max : terms.fees.principal_within(free);
  if (const auto may = within_limits(spend_of(pay, now), state_, policy, counters, affordable);
      !may)
    return std::unexpected{may.error()};

  const Money fee = terms.fees.fee(pay.amount);
  const Money lacking = std::max(pay.amount.money() + fee - free, Money{});
  CHECK(lacking.zero() || draws(state_));
  Usage usage_after = usage;
  usage_after.add(pay.amount.money(), now);
  return Decided{.fact = Paid{.payer = pay.payer.account,
                              .payer_id = pay.payer.id,
                              .payee = pay.payee ? pay.payee->account : AccountNumber{},
                              .payee_id = pay.payee ? pay.payee->id : WalletId{},
                              .payee_external = pay.payee_external,
                              .amount = pay.amount,
                              .fee = fee,
                              .drawn = lacking,
                              .policy = state_.policy,
                              .policy_version = policy ? policy->terms.version : 0,
                              .velocity_count = policy ? policy->velocity_count() : std::uint16_t{},
                              .usage_after = usage_after,
                              .counted_at = now,
                              .description = pay.description,
                              .category = pay.category,
                              .metadata = pay.metadata,
                              .as_usdc = pay.as_usdc,
                              .salt = pay.salt},
                 .entries = entries_of(pay, fee, lacking)};
}

Result<Decided> Wallet::decide(const Fund& fund, const Terms& terms, Time now, Money free) const {
  if (fund.source == FundingSource::organization) return give(fund, state_, free);
  CHECK(fund.wallet.account == state_.address.account);
  if (const auto is = active(state_); !is) return std::unexpected{is.error()};

  FaucetUse faucet;
  if (fund.source == FundingSource::test_faucet) {
    const auto used = use_faucet(fund, state_, terms.faucet_per_day, now);
    if (!used) return std::unexpected{used.error()};
    faucet = *used;
  }
  if (const auto can = accept(fund.amount); !can) return std::unexpected{can.error()};
  return moved(fund, system_account(state_.address.system_accounts, SystemAccount::treasury),
               faucet);
}

// Taking fees out is no business of the wallet's, however it is.
Result<Decided> Wallet::decide(const Clear& clear, Money free) const {
  CHECK(clear.wallet.account == state_.address.account);
  if (clear.wallet.type != WalletType::org) return refuse(Errc::invalid_request);
  if (clear.kind != Clearing::fees_withdrawal)
    if (const auto is = active(state_); !is) return std::unexpected{is.error()};
  if (clear.kind == Clearing::withdrawal && clear.amount.money() > free)
    return std::unexpected{Error{.code = Errc::insufficient_funds, .max_allowed_now = free}};
  if (clear.kind == Clearing::deposit)
    if (const auto can = accept(clear.amount); !can) return std::unexpected{can.error()};
  return Decided{.fact = Cleared{.kind = clear.kind,
                                 .wallet = clear.wallet.account,
                                 .wallet_id = clear.wallet.id,
                                 .organization_id = clear.organization_id,
                                 .environment = clear.wallet.environment,
                                 .amount = clear.amount,
                                 .reference = clear.reference,
                                 .request_id = clear.request_id,
                                 .salt = clear.salt},
                 .entries = entries_of(clear)};
}

Result<Decided> Wallet::decide(const ArchiveWallet& archive) const {
  CHECK(archive.wallet.account == state_.address.account && !in_flight());
  if (archive.wallet.type == WalletType::org) return refuse(Errc::invalid_request);
  // One that was archived by itself may still have an agent to delete.
  if (state_.status == WalletStatus::archived && !archive.with_agent)
    return refuse(Errc::wallet_archived);
  if (!state_.held.zero()) return refuse(Errc::holds_open);
  if (!state_.posted.zero() && !archive.with_agent) return refuse(Errc::balance_not_zero);
  return archived(archive, state_.posted);
}

Result<void> Wallet::accept_funding(Amount amount) const {
  if (state_.status == WalletStatus::frozen) return refuse(Errc::wallet_frozen);
  return accept(amount);
}

Result<void> Wallet::accept(Amount amount) const {
  // No figures: whoever pays learns nothing about a stranger's balance.
  if (state_.status == WalletStatus::archived) return refuse(Errc::payee_archived);
  if (state_.posted + expected_ + amount.money() > balance_max) return refuse(Errc::balance_limit);
  return {};
}

bool Wallet::only_what_is_under_way_refuses(const Pay& pay, const Terms& terms, Time now,
                                            const PolicyInForce* policy) const {
  return in_flight() && !decide(pay, terms, now, policy) &&
         decide(pay,
                {.terms = terms,
                 .policy = own_policy(state_, policy),
                 .free = available() + expected_,
                 .counters = counters()},
                now);
}

bool Wallet::only_what_is_under_way_refuses(const Fund& fund, const Terms& terms, Time now) const {
  return in_flight() && !decide(fund, terms, now) &&
         decide(fund, terms, now, available() + expected_);
}

bool Wallet::only_what_is_under_way_refuses(const Clear& clear, const Terms& terms,
                                            Time now) const {
  return in_flight() && !decide(clear, terms, now) && decide(clear, available() + expected_);
}

void Wallet::hold(const Decided& decided, Time /*now*/) {
  ++holds_unrecorded_;
  held_unrecorded_ = held_unrecorded_ + debit_of(decided, state_.address.account);
  CHECK(held_unrecorded_ <= available());
  if (const auto* paid = std::get_if<Paid>(&decided.fact)) {
    usage_unrecorded_.add(paid->amount.money(), counted_at(*paid));
    paid_unrecorded_.push_back(counted_at(*paid));
  }
}

void Wallet::release(const Decided& decided, Time /*then*/) {
  CHECK(holds_unrecorded_ > 0);
  --holds_unrecorded_;
  held_unrecorded_ = held_unrecorded_ - debit_of(decided, state_.address.account);
  CHECK(!held_unrecorded_.negative());
  if (const auto* paid = std::get_if<Paid>(&decided.fact)) {
    usage_unrecorded_.take_back(paid->amount.money(), counted_at(*paid));
    paid_unrecorded_.erase(std::ranges::find(paid_unrecorded_, counted_at(*paid)));
  }
  // Whatever windows the holds have opened close with the last of them.
  if (holds_unrecorded_ == 0) usage_unrecorded_ = state_.usage;
}

void Wallet::expect(Money credit) {
  expected_ = expected_ + credit;
}

void Wallet::no_longer_expect(Money credit) {
  expected_ = expected_ - credit;
  CHECK(!expected_.negative());
}

void Wallet::apply(const Record& record) {
  const AccountNumber account = state_.address.account;
  state_.last_time = std::max(state_.last_time, record.time);
  for (const Entry& entry : record.entries) {
    if (entry.account != account) continue;
    state_.posted = state_.posted + entry.amount;
    ++state_.transaction_count;
    state_.last_transaction_at = std::max(state_.last_transaction_at, record.time);
  }
  CHECK(!available().negative() && state_.posted <= balance_max);
  if (state_.posted > Money{}) state_.ever_held_money = true;

  if (const auto* paid = std::get_if<Paid>(&record.fact); paid && paid->payer == account) {
    state_.usage.add(paid->amount.money(), counted_at(*paid));
    usage_unrecorded_.add(paid->amount.money(), counted_at(*paid));
    state_.recent.add(paid->counted_at == Time{} ? record.time : paid->counted_at,
                      paid->velocity_count);
    state_.total_spent = saturating_sum(state_.total_spent, paid->amount.money() + paid->fee);
    state_.total_drawn = saturating_sum(state_.total_drawn, paid->drawn);
  }
  if (const auto* funded = std::get_if<Funded>(&record.fact);
      funded && funded->wallet == account && funded->source == FundingSource::test_faucet) {
    // The day stands in the fact: the writer may have moved the record's time past midnight.
    state_.faucet_day = funded->faucet_day;
    state_.faucet_used = funded->faucet_used_after;
  }
  if (const auto* attached = std::get_if<PolicyAttached>(&record.fact);
      attached && attached->wallet == account)
    state_.policy = attached->policy;
  if (const auto* changed = std::get_if<WalletChanged>(&record.fact);
      changed && changed->wallet == account) {
    if (changed->policy) state_.policy = *changed->policy;
    if (changed->status) state_.status = *changed->status;
  }
  if (const auto* ended = std::get_if<WalletArchived>(&record.fact);
      ended && ended->wallet == account) {
    state_.status = WalletStatus::archived;
    state_.policy = {};
  }
}

}  // namespace bursar::ledger
