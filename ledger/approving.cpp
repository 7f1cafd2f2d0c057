#include "ledger/approving.hpp"

#include "ledger/check.hpp"
#include "ledger/decimal.hpp"
#include "ledger/payment_entries.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace bursar::ledger {

namespace {

using Finding = std::optional<std::string>;

ApprovalEnded ended(const WalletState& state, const OpenHold& hold, ApprovalStatus status) {
  return {.request = hold.request,
          .payer = state.address.account,
          .payer_id = state.address.id,
          .amount = *Amount::of(hold.amount),
          .held = hold.held,
          .counted_at = hold.counted_at,
          .status = status};
}

Decided ending(ApprovalEnded fact) {
  const AccountNumber payer = fact.payer;
  return {.fact = std::move(fact), .entries = {{.account = payer}}};
}

/// The policy in force has a last word on who is paid: it may have been changed for that reason.
bool blocked(const WalletState& state, const PaymentHeld& held, const PolicyInForce* policy) {
  if (state.policy.bits.none()) return false;
  if (policy == nullptr || policy->terms.id != state.policy) return true;
  const Spend spend{.to = held.payment.payee_id, .to_external = held.payment.payee_external};
  const auto says = ruling(PolicyRule::blocked_recipients, *policy,
                           {.usage = state.usage, .recent = state.recent}, spend);
  return says && !says->allows;
}

Paid approved(const DecideApproval& asked) {
  Paid paid = asked.held.payment;
  paid.approved = {.request = asked.request,
                   .request_epoch = asked.request_epoch,
                   .decided_by = asked.decided_by,
                   .note = asked.note};
  return paid;
}

Finding only_a_place_in_the_chain(const Record& record, AccountNumber payer) {
  if (record.entries.size() == 1 && record.entries[0].account == payer &&
      record.entries[0].amount.zero())
    return {};
  return "moves more than a hold of its payer";
}

Finding follows(const Record& record, Sequence request) {
  if (record.previous_of_payment == request) return {};
  return "does not follow the record of what it decides";
}

Finding decider(const Books& books, const Record& record, KeyId id) {
  const auto key = books.keys.find(id);
  if (key == books.keys.end()) return "was decided by a key that is not there";
  if (key->second.organization != record.organizations[0].organization)
    return "was decided by a key of another organisation";
  return {};
}

Finding open_with(const Books& books, AccountNumber payer, const OpenHold& said) {
  const auto wallet = books.wallets.find(payer);
  const OpenHold* const hold = wallet == books.wallets.end()
                                   ? nullptr
                                   : find_hold(wallet->second.state().holds, said.request);
  if (hold == nullptr) return "decides a payment that does not wait for approval";
  if (hold->held != said.held || hold->amount != said.amount || hold->counted_at != said.counted_at)
    return "decides another payment than the one that waits for approval";
  return {};
}

}  // namespace

Decided hold_for_approval(Paid payment, PolicyRule rule, const PolicyTerms& terms,
                          Time expires_at) {
  const AccountNumber payer = payment.payer;
  const Money above = rule == PolicyRule::approval_above ? *terms.approval_above : Money{};
  return {.fact = PaymentHeld{.payment = std::move(payment),
                              .rule = rule,
                              .above = above,
                              .expires_at = expires_at},
          .entries = {{.account = payer}}};
}

Result<Decided> decide(const WalletState& state, const DecideApproval& asked,
                       const PolicyInForce* policy, Time now) {
  CHECK(asked.held.payment.payer == state.address.account);
  const OpenHold* const hold = find_hold(state.holds, asked.request);
  if (hold == nullptr) return refuse(Errc::invalid_state);
  if (now >= hold->expires_at) return end_approval(state, *hold, ApprovalStatus::expired);
  if (asked.status == ApprovalStatus::rejected) return reject_approved(state, *hold, asked, {});
  if (state.status == WalletStatus::frozen) return refuse(Errc::wallet_frozen);
  if (blocked(state, asked.held, policy))
    return reject_approved(state, *hold, asked, Errc::policy_denied);
  Paid paid = approved(asked);
  auto entries = payment_entries(state.address, asked.payee, {paid.amount, paid.fee, paid.drawn});
  return Decided{.fact = std::move(paid), .entries = std::move(entries)};
}

Decided end_approval(const WalletState& state, const OpenHold& hold, ApprovalStatus status) {
  return ending(ended(state, hold, status));
}

Decided reject_approved(const WalletState& state, const OpenHold& hold, const DecideApproval& asked,
                        Errc reason) {
  ApprovalEnded fact = ended(state, hold, ApprovalStatus::rejected);
  fact.decided_by = asked.decided_by;
  fact.note = asked.note;
  fact.reason = reason;
  return ending(std::move(fact));
}

Finding broken_hold(const Books& books, const Record& record) {
  if (const auto* held = std::get_if<PaymentHeld>(&record.fact)) {
    const Paid& paid = held->payment;
    if (!books.wallets.contains(paid.payer)) return "holds money of a wallet that is not there";
    if (paid.approved) return "holds money of a payment that is approved";
    if (held->held().negative()) return "holds " + text(held->held());
  }
  if (const auto* over = std::get_if<ApprovalEnded>(&record.fact))
    return open_with(books, over->payer,
                     {.request = over->request,
                      .held = over->held,
                      .amount = over->amount.money(),
                      .counted_at = over->counted_at});
  if (const auto* paid = std::get_if<Paid>(&record.fact); paid && paid->approved)
    return open_with(books, paid->payer,
                     {.request = paid->approved->request,
                      .held = -held_change(record.fact, paid->payer),
                      .amount = paid->amount.money(),
                      .counted_at = paid->counted_at});
  return {};
}

Finding wrong_hold(const Record& record, const PaymentHeld& held) {
  if (auto found = only_a_place_in_the_chain(record, held.payment.payer)) return found;
  if (held.expires_at <= held.payment.counted_at) return "holds money for no time";
  if (held.payment.policy.bits.none()) return "waits for an approval that no policy asks for";
  return {};
}

Finding wrong_approval(const Books& books, const Record& record, const Paid& paid) {
  if (auto found = follows(record, paid.approved->request)) return found;
  return decider(books, record, paid.approved->decided_by);
}

Finding wrong_end_of_approval(const Books& books, const Record& record,
                              const ApprovalEnded& ended) {
  if (auto found = only_a_place_in_the_chain(record, ended.payer)) return found;
  if (auto found = follows(record, ended.request)) return found;
  const OpenHolds& holds = books.wallets.at(ended.payer).state().holds;
  if (ended.status == ApprovalStatus::expired) {
    if (!ended.decided_by.bits.none()) return "expired, and somebody decided it";
    if (record.time < find_hold(holds, ended.request)->expires_at)
      return "expired before its time was over";
    return {};
  }
  if (ended.status != ApprovalStatus::rejected) return "ended in a way that is none";
  return decider(books, record, ended.decided_by);
}

}  // namespace bursar::ledger
