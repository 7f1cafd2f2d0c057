// What a wallet decides as a payer: payments, and tokens that may become some.

#include "ledger/approving.hpp"
#include "ledger/business_days.hpp"
#include "ledger/check.hpp"
#include "ledger/funding.hpp"
#include "ledger/giving.hpp"
#include "ledger/payment_entries.hpp"
#include "ledger/wallet.hpp"

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

bool settles_out(const Pay& pay, const Terms& terms, DestinationType to) {
  const auto served = terms.payout_destinations.at(static_cast<std::size_t>(pay.payer.environment));
  return (served >> static_cast<unsigned>(to) & 1U) != 0;
}

/// A budget needs no funding; whether its source has the money is for that one to say. What a token
/// reserves cannot wait for that: there a wallet of production must have it itself.
bool draws(const WalletState& state, bool reserves) {
  return state.budget_limit && (!reserves || state.address.environment == Environment::sandbox);
}

Money budget_left(const WalletState& state, const Usage& usage) {
  if (!state.budget_limit) return amount_max;
  return std::max(*state.budget_limit - usage.in_total, Money{});
}

Spend spend_of(const Pay& pay, ServiceId service, Time now) {
  return {.amount = pay.amount.money(),
          .to = pay.payee ? pay.payee->id : WalletId{},
          .service = service,
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

/// Where its policy asks for an approval that nobody is asked for.
Result<void> needs_no_approval(const PolicyInForce* policy, Money amount) {
  const PolicyRule rule = policy ? approval_rule(policy->terms, amount) : PolicyRule::none;
  if (rule == PolicyRule::none) return {};
  const Money above = policy->terms.approval_above.value_or(Money{});
  return std::unexpected{
      Error{.code = Errc::policy_denied,
            .rule = rule,
            .limit = above,
            .max_allowed_now = rule == PolicyRule::approval_above ? above : Money{}}};
}

}  // namespace

Wallet::Bench Wallet::bench_of_all(const Terms& terms, const PolicyInForce* policy) const {
  return {.terms = terms,
          .policy = policy,
          .free = available() - held_unrecorded_,
          .counters = {usage_unrecorded_, state_.recent, paid_unrecorded_},
          .open_holds = state_.holds.size() + approvals_unrecorded_,
          .open_tokens = state_.tokens.size() + tokens_unrecorded_,
          .open_payouts = state_.payouts.size() + payouts_unrecorded_};
}

Wallet::Bench Wallet::bench_of_records(const Terms& terms, const PolicyInForce* policy,
                                       Money free) const {
  return {.terms = terms,
          .policy = policy,
          .free = free,
          .counters = counters(),
          .open_holds = state_.holds.size(),
          .open_tokens = state_.tokens.size(),
          .open_payouts = state_.payouts.size()};
}

// Where the records alone refuse it is they who say why: a hold under way may come to nothing, and
// the figures of a refusal must not tell of it.
template <class Asked>
Result<Decided> Wallet::decide_payment(const Asked& asked, const Terms& terms, Time now,
                                       const PolicyInForce* policy) const {
  policy = own_policy(state_, policy);
  auto decided = decide(asked, bench_of_all(terms, policy), now);
  if (decided || holds_unrecorded_ == 0) return decided;
  auto recorded = decide(asked, bench_of_records(terms, policy, available()), now);
  return recorded ? decided : recorded;
}

template <class Asked>
bool Wallet::only_others_refuse(const Asked& asked, const Terms& terms, Time now,
                                const PolicyInForce* policy) const {
  return in_flight() && !decide(asked, terms, now, policy) &&
         decide(asked, bench_of_records(terms, own_policy(state_, policy), available() + expected_),
                now);
}

Result<Decided> Wallet::decide(const Pay& pay, const Terms& terms, Time now,
                               const PolicyInForce* policy) const {
  return decide_payment(pay, terms, now, policy);
}

Result<Decided> Wallet::decide(const Authorize& authorize, const Terms& terms, Time now,
                               const PolicyInForce* policy) const {
  return decide_payment(authorize, terms, now, policy);
}

Result<Decided> Wallet::decide(const PayOut& payout, const Terms& terms, Time now,
                               const PolicyInForce* policy) const {
  return decide_payment(payout, terms, now, policy);
}

bool Wallet::only_what_is_under_way_refuses(const PayOut& payout, const Terms& terms, Time now,
                                            const PolicyInForce* policy) const {
  return only_others_refuse(payout, terms, now, policy);
}

bool Wallet::only_what_is_under_way_refuses(const Pay& pay, const Terms& terms, Time now,
                                            const PolicyInForce* policy) const {
  return only_others_refuse(pay, terms, now, policy);
}

bool Wallet::only_what_is_under_way_refuses(const Authorize& authorize, const Terms& terms,
                                            Time now, const PolicyInForce* policy) const {
  return only_others_refuse(authorize, terms, now, policy);
}

Result<Paid> Wallet::payment(const Pay& pay, const Bought& bought, const Bench& bench,
                             Time now) const {
  const Terms& terms = bench.terms;
  const PolicyInForce* const policy = bench.policy;
  const Usage& usage = bench.counters.usage;
  CHECK(pay.payer.account == state_.address.account);
  if (pay.payee)
    if (const auto can = may_move(pay.payer, *pay.payee); !can) return std::unexpected{can.error()};
  if (bought.pays_out) {
    if (!settles_out(pay, terms, *bought.pays_out)) return refuse(Errc::settlement_not_configured);
  } else if (const auto may = settles(pay, terms); !may) {
    return std::unexpected{may.error()};
  }
  if (const auto is = active(state_); !is) return std::unexpected{is.error()};

  // A payment that was decided a little earlier than one under way counts in the same windows.
  now = std::max(now, start_of_day(usage.day));
  const bool may_draw = draws(state_, bought.reserved);
  const Money affordable = may_draw ? amount_max : bought.fees.principal_within(bench.free);
  if (const auto may = within_limits(spend_of(pay, bought.service, now), state_, policy,
                                     bench.counters, affordable);
      !may)
    return std::unexpected{may.error()};

  const Money fee = bought.fees.fee(pay.amount);
  const Money lacking = std::max(pay.amount.money() + fee - bench.free, Money{});
  CHECK(lacking.zero() || may_draw);
  Usage usage_after = usage;
  usage_after.add(pay.amount.money(), now);
  return Paid{.payer = pay.payer.account,
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
}

Result<Decided> Wallet::decide(const Pay& pay, const Bench& bench, Time now) const {
  auto paid = payment(pay, {.fees = bench.terms.fees}, bench, now);
  if (!paid) return std::unexpected{paid.error()};
  const PolicyRule rule =
      bench.policy ? approval_rule(bench.policy->terms, pay.amount.money()) : PolicyRule::none;
  if (rule == PolicyRule::none) {
    auto entries = payment_entries(pay.payer, pay.payee, {paid->amount, paid->fee, paid->drawn});
    return Decided{.fact = *std::move(paid), .entries = std::move(entries)};
  }
  if (bench.open_holds >= open_holds_max) return refuse(Errc::approvals_full);
  const Time expires_at{paid->counted_at.milliseconds + bench.terms.approval_ttl_ms};
  return hold_for_approval(*std::move(paid), rule, bench.policy->terms, expires_at);
}

// Nobody is asked to approve one: its caller waits for a call that takes a second.
Result<Decided> Wallet::decide(const Authorize& authorize, const Bench& bench, Time now) const {
  CHECK(authorize.pay.payee.has_value());
  const Pay& pay = authorize.pay;
  const Terms& terms = bench.terms;
  const Bought bought{
      .fees = {.basis_points = 0}, .service = authorize.terms.service.id, .reserved = true};
  auto paid = payment(pay, bought, bench, now);
  if (!paid) return std::unexpected{paid.error()};
  if (const auto may = needs_no_approval(bench.policy, pay.amount.money()); !may)
    return std::unexpected{may.error()};
  if (bench.open_tokens >= terms.open_tokens_max) return refuse(Errc::tokens_full);
  TokenIssued issued{.payment = *std::move(paid), .terms = authorize.terms};
  const std::int64_t ttl_ms =
      authorize.ttl_ms == 0 ? terms.token_ttl_ms : std::min(authorize.ttl_ms, terms.token_ttl_ms);
  issued.terms.expires_at = {issued.payment.counted_at.milliseconds + ttl_ms};
  return Decided{.fact = std::move(issued), .entries = {{.account = pay.payer.account}}};
}

// Nor of these: whoever approved one would see where it goes by its end alone.
Result<Decided> Wallet::decide(const PayOut& payout, const Bench& bench, Time now) const {
  CHECK(!payout.pay.payee.has_value());
  const DestinationType to = payout.destination.type;
  const Bought bought{.fees = {.basis_points = 0}, .reserved = true, .pays_out = to};
  auto paid = payment(payout.pay, bought, bench, now);
  if (!paid) return std::unexpected{paid.error()};
  if (const auto may = needs_no_approval(bench.policy, payout.pay.amount.money()); !may)
    return std::unexpected{may.error()};
  if (bench.open_payouts >= bench.terms.open_payouts_max) return refuse(Errc::payouts_full);
  const Time asked_at = paid->counted_at;
  return Decided{
      .fact = PayoutAsked{.payment = *std::move(paid),
                          .destination = payout.destination,
                          .arrives_on = arrival(to, asked_at),
                          .submit_at = {asked_at.milliseconds + bench.terms.payout_pending_ms}},
      .entries = {{.account = payout.pay.payer.account}}};
}

}  // namespace bursar::ledger
