#include "ledger/wallet.hpp"

#include "ledger/archiving.hpp"
#include "ledger/check.hpp"
#include "ledger/clearing.hpp"
#include "ledger/dispute_deeds.hpp"
#include "ledger/funding.hpp"
#include "ledger/giving.hpp"
#include "ledger/receivables.hpp"
#include "ledger/refunding.hpp"
#include "ledger/topup.hpp"
#include "ledger/withdrawing.hpp"

#include <algorithm>
#include <utility>

namespace bursar::ledger {

namespace {

/// What of the account's money is not available once it is decided: debited, or held from then on.
/// What it sets free is so when it is recorded.
Money bound_by(const Decided& decided, AccountNumber account) {
  return std::max(held_change(decided.fact, account) - posted_to(account, decided.entries),
                  Money{});
}

/// What the account itself gets by it, as of a refund from outside: on its way until then.
Money brought_by(const Decided& decided, AccountNumber account) {
  return std::max(posted_to(account, decided.entries), Money{});
}

}  // namespace

WalletState first_state(const WalletOpened& opened) {
  return {.address = opened.address, .policy = opened.policy, .budget_limit = opened.budget_limit};
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

Result<Decided> Wallet::decide(const Refund& refund, const Terms& /*terms*/, Time /*now*/) const {
  return beside_holds([&](Money free) { return decide(refund, free); });
}

Result<Decided> Wallet::decide(const ActOnDispute& act, const Terms& terms, Time now) const {
  return beside_holds([&](Money free) { return decided(act, state_, terms, now, free); });
}

std::optional<Decided> Wallet::repay() const {
  return repayment(state_, available() - held_unrecorded_);
}

Result<Decided> Wallet::decide(const Fund& fund, const Terms& terms, Time now, Money free) const {
  if (fund.source == FundingSource::organization) return given(fund, state_, free);
  auto taken = taken_from_treasury(fund, state_, terms.faucet_per_day, now);
  if (!taken) return taken;
  if (const auto can = accept(fund.amount.money()); !can) return std::unexpected{can.error()};
  return taken;
}

// What comes from outside to the payer itself is for this one to accept.
Result<Decided> Wallet::decide(const Refund& refund, Money free) const {
  auto given = refunded(refund, state_, free);
  if (!given) return given;
  const Money credit = posted_to(state_.address.account, given->entries);
  if (credit > Money{})
    if (const auto can = accept(credit); !can) return std::unexpected{can.error()};
  return given;
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
  if (!state_.held.zero() || !state_.holds.empty() || !state_.tokens.empty() ||
      !state_.payouts.empty())
    return refuse(Errc::holds_open);
  // Nothing comes to one that is archived: what it owes keeps no agent.
  const bool repays = !state_.owed.zero() && state_.status != WalletStatus::archived;
  if (repays || (!archive.with_agent && !state_.posted.zero()))
    return refuse(Errc::balance_not_zero);
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

bool Wallet::only_what_is_under_way_refuses(const Refund& refund, const Terms& /*terms*/,
                                            Time /*now*/) const {
  return only_holds_refuse([&](Money free) { return decide(refund, free); });
}

bool Wallet::only_what_is_under_way_refuses(const ActOnDispute& act, const Terms& terms,
                                            Time now) const {
  return only_holds_refuse([&](Money free) { return decided(act, state_, terms, now, free); });
}

void Wallet::hold(const Decided& decided, Time /*now*/) {
  hold(bound_by(decided, state_.address.account));
  expected_ = expected_ + brought_by(decided, state_.address.account);
  if (std::holds_alternative<PaymentHeld>(decided.fact)) ++approvals_unrecorded_;
  if (std::holds_alternative<TokenIssued>(decided.fact)) ++tokens_unrecorded_;
  if (std::holds_alternative<PayoutAsked>(decided.fact)) ++payouts_unrecorded_;
  if (const Paid* paid = counted_payment(decided.fact)) {
    usage_unrecorded_.add(paid->amount.money(), counted_at(*paid));
    paid_unrecorded_.push_back(counted_at(*paid));
  }
}

void Wallet::release(const Decided& decided, Time /*then*/) {
  CHECK(holds_unrecorded_ > 0);
  expected_ = expected_ - brought_by(decided, state_.address.account);
  if (std::holds_alternative<PaymentHeld>(decided.fact)) --approvals_unrecorded_;
  if (std::holds_alternative<TokenIssued>(decided.fact)) --tokens_unrecorded_;
  if (std::holds_alternative<PayoutAsked>(decided.fact)) --payouts_unrecorded_;
  if (const Paid* paid = counted_payment(decided.fact)) {
    usage_unrecorded_.take_back(paid->amount.money(), counted_at(*paid));
    paid_unrecorded_.erase(std::ranges::find(paid_unrecorded_, counted_at(*paid)));
  }
  release(bound_by(decided, state_.address.account));
}

// What brings nothing is under way all the same: it is held for as what takes nothing.
void Wallet::expect(Money credit) {
  if (credit <= Money{}) return hold(-credit);
  expected_ = expected_ + credit;
}

void Wallet::no_longer_expect(Money credit) {
  if (credit <= Money{}) return release(-credit);
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

  state_.owed = state_.owed + owed_change(record.fact, account);
  apply_hold(state_.holds, record, account);
  apply_token(state_.tokens, record, account);
  apply_payout(state_.payouts, record, account);
  if (const Paid* paid = counted_payment(record.fact); paid && paid->payer == account) {
    state_.usage.add(paid->amount.money(), counted_at(*paid));
    usage_unrecorded_.add(paid->amount.money(), counted_at(*paid));
    state_.recent.add(paid->counted_at == Time{} ? record.time : paid->counted_at,
                      paid->velocity_count);
  }
  const GivenBack back = given_back(record.fact, account);
  state_.usage.take_back(back.amount, back.counted_at);
  usage_unrecorded_.take_back(back.amount, back.counted_at);
  if (const auto* paid = std::get_if<Paid>(&record.fact); paid && paid->payer == account) {
    state_.total_spent = saturating_sum(state_.total_spent, paid->cost());
    state_.total_drawn = saturating_sum(state_.total_drawn, paid->drawn);
  }
  if (const auto* out = std::get_if<PayoutCompleted>(&record.fact); out && out->payer == account) {
    state_.total_spent = saturating_sum(state_.total_spent, out->amount.money());
    state_.total_drawn = saturating_sum(state_.total_drawn, out->drawn);
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
  if (const auto* sealed = std::get_if<Sealed>(&record.fact); sealed && sealed->wallet == account)
    ++state_.seals;
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
