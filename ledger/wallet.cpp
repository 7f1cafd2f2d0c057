#include "ledger/wallet.hpp"

#include "ledger/approving.hpp"
#include "ledger/archiving.hpp"
#include "ledger/check.hpp"
#include "ledger/clearing.hpp"
#include "ledger/funding.hpp"
#include "ledger/giving.hpp"
#include "ledger/payment_entries.hpp"
#include "ledger/topup.hpp"
#include "ledger/withdrawing.hpp"

#include <algorithm>
#include <utility>

namespace bursar::ledger {

namespace {

/// Whether somebody settles what is paid to somebody outside. In the sandbox nobody has to.
Result<void> settles(const Pay& pay, const Terms& terms) {
  if (pay.payee || pay.payer.environment == Environment::sandbox || terms.external_record_only)
    return {};
  return refuse(Errc::settlement_not_configured);
}

Money budget_left(const WalletState& state, const Usage& usage) {
  if (!state.budget_limit) return amount_max;
  return std::max(*state.budget_limit - usage.in_total, Money{});
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

/// What of the account's money is not available once it is decided: debited, or held from then on.
Money bound_by(const Decided& decided, AccountNumber account) {
  return held_change(decided.fact, account) - posted_to(account, decided.entries);
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
                         .counters = {usage_unrecorded_, state_.recent, paid_unrecorded_},
                         .open_holds = state_.holds.size() + approvals_unrecorded_},
                        now);
  if (decided || holds_unrecorded_ == 0) return decided;
  auto recorded = decide(pay,
                         {.terms = terms,
                          .policy = policy,
                          .free = available(),
                          .counters = counters(),
                          .open_holds = state_.holds.size()},
                         now);
  return recorded ? decided : recorded;
}

template <class Judge>
Result<Decided> Wallet::beside_holds(Judge judge) const {
  auto decided = judge(available() - held_unrecorded_);
  if (decided || holds_unrecorded_ == 0) return decided;
  auto recorded = judge(available());
  return recorded ? decided : recorded;
}

template <class Judge>
bool Wallet::only_holds_refuse(Judge judge) const {
  return in_flight() && !beside_holds(judge) && judge(available() + expected_);
}

Result<Decided> Wallet::decide(const Fund& fund, const Terms& terms, Time now) const {
  return beside_holds([&](Money free) { return decide(fund, terms, now, free); });
}

Result<Decided> Wallet::decide(const FundBatch& batch, const Terms& /*terms*/, Time /*now*/) const {
  return beside_holds([&](Money free) { return given(batch, state_, free); });
}

Result<Decided> Wallet::decide(const Clear& clear, const Terms& /*terms*/, Time /*now*/) const {
  return beside_holds([&](Money free) { return decide(clear, free); });
}

Result<Decided> Wallet::decide(const Withdraw& withdraw, const Terms& /*terms*/,
                               Time /*now*/) const {
  return beside_holds([&](Money free) { return withdrawn(withdraw, state_, free); });
}

Result<Decided> Wallet::decide(const Pay& pay, const Bench& bench, Time now) const {
  const auto& [terms, policy, free, counters, open_holds] = bench;
  const Usage& usage = counters.usage;
  CHECK(pay.payer.account == state_.address.account);
  if (pay.payee)
    if (const auto can = may_move(pay.payer, *pay.payee); !can) return std::unexpected{can.error()};
  if (const auto may = settles(pay, terms); !may) return std::unexpected{may.error()};
  if (const auto is = active(state_); !is) return std::unexpected{is.error()};

  // A payment that was decided a little earlier than one under way counts in the same windows.
  now = std::max(now, start_of_day(usage.day));
  // A budget needs no funding; whether its source has the money is for that one to say.
  const bool draws = state_.budget_limit.has_value();
  const Money affordable = draws ? amount_max : terms.fees.principal_within(free);
  if (const auto may = within_limits(spend_of(pay, now), state_, policy, counters, affordable);
      !may)
    return std::unexpected{may.error()};

  const Money fee = terms.fees.fee(pay.amount);
  const Money lacking = std::max(pay.amount.money() + fee - free, Money{});
  CHECK(lacking.zero() || draws);
  Usage usage_after = usage;
  usage_after.add(pay.amount.money(), now);
  Paid paid{.payer = pay.payer.account,
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
            .salt = pay.salt};
  const PolicyRule rule =
      policy ? approval_rule(policy->terms, pay.amount.money()) : PolicyRule::none;
  if (rule == PolicyRule::none)
    return Decided{.fact = std::move(paid),
                   .entries = payment_entries(pay.payer, pay.payee, {pay.amount, fee, lacking})};
  if (open_holds >= open_holds_max) return refuse(Errc::approvals_full);
  return hold_for_approval(std::move(paid), rule, policy->terms,
                           {now.milliseconds + terms.approval_ttl_ms});
}

Result<Decided> Wallet::decide(const Fund& fund, const Terms& terms, Time now, Money free) const {
  if (fund.source == FundingSource::organization) return given(fund, state_, free);
  auto taken = taken_from_treasury(fund, state_, terms.faucet_per_day, now);
  if (!taken) return taken;
  if (const auto can = accept(fund.amount.money()); !can) return std::unexpected{can.error()};
  return taken;
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
    if (const auto can = accept(clear.amount.money()); !can) return std::unexpected{can.error()};
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
  // What draws on a budget may wait and hold nothing of the wallet's own.
  if (!state_.held.zero() || !state_.holds.empty()) return refuse(Errc::holds_open);
  if (!state_.posted.zero() && !archive.with_agent) return refuse(Errc::balance_not_zero);
  return archived(archive, state_.posted);
}

Result<void> Wallet::accept_funding(Money amount) const {
  if (state_.status == WalletStatus::frozen) return refuse(Errc::wallet_frozen);
  return accept(amount);
}

Result<void> Wallet::accept(Money amount) const {
  // No figures: whoever pays learns nothing about a stranger's balance.
  if (state_.status == WalletStatus::archived) return refuse(Errc::payee_archived);
  if (state_.posted + expected_ + amount > balance_max) return refuse(Errc::balance_limit);
  return {};
}

Result<void> Wallet::give(Money drawn) const {
  return give(drawn, available() - held_unrecorded_);
}

Result<void> Wallet::give(Money drawn, Money free) const {
  if (active(state_) && drawn <= free) return {};
  return refuse(Errc::budget_source_short);
}

bool Wallet::only_what_is_under_way_refuses(Money drawn) const {
  return in_flight() && !give(drawn) && give(drawn, available() + expected_);
}

bool Wallet::only_what_is_under_way_refuses(const Pay& pay, const Terms& terms, Time now,
                                            const PolicyInForce* policy) const {
  return in_flight() && !decide(pay, terms, now, policy) &&
         decide(pay,
                {.terms = terms,
                 .policy = own_policy(state_, policy),
                 .free = available() + expected_,
                 .counters = counters(),
                 .open_holds = state_.holds.size()},
                now);
}

bool Wallet::only_what_is_under_way_refuses(const Fund& fund, const Terms& terms, Time now) const {
  return only_holds_refuse([&](Money free) { return decide(fund, terms, now, free); });
}

bool Wallet::only_what_is_under_way_refuses(const FundBatch& batch, const Terms& /*terms*/,
                                            Time /*now*/) const {
  return only_holds_refuse([&](Money free) { return given(batch, state_, free); });
}

bool Wallet::only_what_is_under_way_refuses(const Clear& clear, const Terms& /*terms*/,
                                            Time /*now*/) const {
  return only_holds_refuse([&](Money free) { return decide(clear, free); });
}

bool Wallet::only_what_is_under_way_refuses(const Withdraw& withdraw, const Terms& /*terms*/,
                                            Time /*now*/) const {
  return only_holds_refuse([&](Money free) { return withdrawn(withdraw, state_, free); });
}

void Wallet::hold(const Decided& decided, Time /*now*/) {
  hold(bound_by(decided, state_.address.account));
  if (std::holds_alternative<PaymentHeld>(decided.fact)) ++approvals_unrecorded_;
  if (const Paid* paid = counted_payment(decided.fact)) {
    usage_unrecorded_.add(paid->amount.money(), counted_at(*paid));
    paid_unrecorded_.push_back(counted_at(*paid));
  }
}

void Wallet::release(const Decided& decided, Time /*then*/) {
  CHECK(holds_unrecorded_ > 0);
  if (std::holds_alternative<PaymentHeld>(decided.fact)) --approvals_unrecorded_;
  if (const Paid* paid = counted_payment(decided.fact)) {
    usage_unrecorded_.take_back(paid->amount.money(), counted_at(*paid));
    paid_unrecorded_.erase(std::ranges::find(paid_unrecorded_, counted_at(*paid)));
  }
  release(bound_by(decided, state_.address.account));
}

void Wallet::expect(Money credit) {
  if (credit.negative()) return hold(-credit);
  expected_ = expected_ + credit;
}

void Wallet::no_longer_expect(Money credit) {
  if (credit.negative()) return release(-credit);
  expected_ = expected_ - credit;
  CHECK(!expected_.negative());
}

void Wallet::hold(Money money) {
  ++holds_unrecorded_;
  held_unrecorded_ = held_unrecorded_ + money;
  CHECK(held_unrecorded_ <= available());
}

void Wallet::release(Money money) {
  CHECK(holds_unrecorded_ > 0);
  --holds_unrecorded_;
  held_unrecorded_ = held_unrecorded_ - money;
  CHECK(!held_unrecorded_.negative());
  // Whatever windows the holds have opened close with the last of them.
  if (holds_unrecorded_ == 0) usage_unrecorded_ = state_.usage;
}

void Wallet::apply(const Record& record) {
  const AccountNumber account = state_.address.account;
  state_.last_time = std::max(state_.last_time, record.time);
  state_.held = state_.held + held_change(record.fact, account);
  for (const Entry& entry : record.entries) {
    if (entry.account != account || !transacts(record.fact)) continue;
    state_.posted = state_.posted + entry.amount;
    ++state_.transaction_count;
    state_.last_transaction_at = std::max(state_.last_transaction_at, record.time);
  }
  CHECK(!available().negative() && !state_.held.negative() && state_.posted <= balance_max);
  if (state_.posted > Money{}) state_.ever_held_money = true;

  apply_hold(state_.holds, record, account);
  if (const Paid* paid = counted_payment(record.fact); paid && paid->payer == account) {
    state_.usage.add(paid->amount.money(), counted_at(*paid));
    usage_unrecorded_.add(paid->amount.money(), counted_at(*paid));
    state_.recent.add(paid->counted_at == Time{} ? record.time : paid->counted_at,
                      paid->velocity_count);
  }
  if (const auto* ended = std::get_if<ApprovalEnded>(&record.fact);
      ended && ended->payer == account) {
    state_.usage.take_back(ended->amount.money(), ended->counted_at);
    usage_unrecorded_.take_back(ended->amount.money(), ended->counted_at);
  }
  if (const auto* paid = std::get_if<Paid>(&record.fact); paid && paid->payer == account) {
    state_.total_spent = saturating_sum(state_.total_spent, paid->amount.money() + paid->fee);
    state_.total_drawn = saturating_sum(state_.total_drawn, paid->drawn);
  }
  if (const auto* funded = std::get_if<Funded>(&record.fact);
      funded && funded->wallet == account && funded->source == FundingSource::test_faucet) {
    // The day stands in the fact: the writer may have moved the record's time past midnight.
    state_.faucet_day = funded->faucet_day;
    state_.faucet_used = funded->faucet_used_after;
  }
  if (const auto* funded = std::get_if<Funded>(&record.fact);
      funded && funded->wallet == account && funded->topped_up_on != 0)
    count_topup(state_, *funded);
  if (const auto* set = std::get_if<TopupSet>(&record.fact); set && set->wallet == account)
    state_.topup = set->terms;
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
    state_.topup = {};
  }
}

}  // namespace bursar::ledger
