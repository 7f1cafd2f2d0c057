#include "tests/simulation/approvals.hpp"

#include "tests/simulation/causes.hpp"
#include "tests/simulation/invariants.hpp"
#include "tests/simulation/policies.hpp"

#include <algorithm>

namespace bursar::simulation {
namespace {

using ledger::ApprovalStatus;
using ledger::Errc;
using ledger::PolicyRule;
using ledger::Record;

const ApprovalRow* row_of(const Evidence& before, ledger::Sequence request) {
  const auto known = before.books.approvals.find(request);
  return known == before.books.approvals.end() ? nullptr : &known->second;
}

/// Of the payment that a record makes after somebody approved it; none: it makes no such.
const ledger::Approved* approved_by(const Record& record) {
  const auto* paid = std::get_if<ledger::Paid>(&record.fact);
  return paid != nullptr && paid->approved ? &*paid->approved : nullptr;
}

bool lists_block(const ledger::PolicyTerms& terms, const ledger::Paid& payment) {
  return !lists_allow(terms, payment.payee_id, payment.payee_external, payment.category,
                      PolicyRule::blocked_recipients);
}

/// The newest version of a policy that had been told when that was asked.
std::uint32_t told_version(const Evidence& now, const Asking& asked, ledger::PolicyId id) {
  std::uint32_t newest = 1;
  for (std::size_t n = 0; n < asked.policy_changes_told; ++n)
    if (now.books.changes_told[n].first == id)
      newest = std::max(newest, now.books.changes_told[n].second);
  return newest;
}

/// Whether one of the policies, in a version that may have been in force since, blocks it or not.
bool may_be_blocked(const Evidence& now, const Asking& asked, const ledger::Paid& payment,
                    bool blocked) {
  return std::ranges::any_of(bound_by(now, asked), [&](ledger::PolicyId id) {
    if (id.bits.none()) return !blocked;
    const auto policy = now.books.histories.find(id);
    if (policy == now.books.histories.end()) return blocked;
    const auto& versions = policy->second.versions;
    for (std::size_t n = told_version(now, asked, id); n <= versions.size(); ++n)
      if (lists_block(versions[n - 1].made.terms, payment) == blocked) return true;
    return false;
  });
}

bool has_such_reason(const Evidence& now, const Decision& asked, const ledger::Paid& payment,
                     Errc reason) {
  constexpr ledger::Money under_way_max = ledger::Money::dollars(100'000);
  if (reason == Errc::policy_denied) return may_be_blocked(now, asked, payment, true);
  if (reason == Errc::payee_archived) return any_payee(now, asked, has_been_archived);
  if (reason != Errc::balance_limit) return false;
  return std::ranges::any_of(asked.payees, [&](const Asking::Payee& payee) {
    return now.books.wallet(payee.account)->durable.in + under_way_max.units() >
           ledger::balance_max.units();
  });
}

}  // namespace

ledger::Wide held_by(const ledger::PaymentHeld& held) {
  const ledger::Paid& payment = held.payment;
  return ledger::Wide{payment.amount.money().units()} + payment.fee.units() - payment.drawn.units();
}

bool is_of_approval(const Record& record) {
  return std::holds_alternative<ledger::PaymentHeld>(record.fact) ||
         std::holds_alternative<ledger::ApprovalEnded>(record.fact);
}

std::optional<EndOfApproval> end_of_approval(const Record& record) {
  if (const ledger::Approved* approved = approved_by(record))
    return EndOfApproval{approved->request, ApprovalStatus::approved};
  const auto* ended = std::get_if<ledger::ApprovalEnded>(&record.fact);
  if (ended == nullptr) return std::nullopt;
  return EndOfApproval{ended->request, ended->status};
}

ledger::Wide held_change_of(const Evidence& before, const Record& next,
                            ledger::AccountNumber account) {
  if (const auto* held = std::get_if<ledger::PaymentHeld>(&next.fact))
    return held->payment.payer == account ? held_by(*held) : 0;
  const auto end = end_of_approval(next);
  const ApprovalRow* row = end ? row_of(before, end->request) : nullptr;
  return row != nullptr && row->payer() == account ? -held_by(row->held()) : 0;
}

bool waits_where_its_policy_says_so(const Evidence& before, const Record& next) {
  const ledger::Paid* payment = judged(next);
  if (payment == nullptr) return true;
  const auto* held = std::get_if<ledger::PaymentHeld>(&next.fact);
  if (payment->policy.bits.none()) return held == nullptr;
  const auto policy = before.books.histories.find(payment->policy);
  if (policy == before.books.histories.end()) return false;
  const ledger::PolicyTerms* terms = policy->second.terms(payment->policy_version);
  if (terms == nullptr) return false;
  const bool above = terms->approval_above && payment->amount.money() > *terms->approval_above;
  if (held == nullptr) return !terms->require_approval && !above;
  if (terms->require_approval) return held->rule == PolicyRule::require_approval;
  return above && held->rule == PolicyRule::approval_above && held->above == *terms->approval_above;
}

bool waits_for_as_long_as_told(const Evidence& before, const Record& next) {
  const auto* held = std::get_if<ledger::PaymentHeld>(&next.fact);
  return held == nullptr || held->expires_at.milliseconds - held->payment.counted_at.milliseconds ==
                                before.bounds.approval_ttl_ms;
}

bool comes_to_one_end(const Evidence& before, const Record& next) {
  const auto end = end_of_approval(next);
  if (!end) return true;
  const ApprovalRow* row = row_of(before, end->request);
  if (row == nullptr || !row->waits()) return false;
  const auto* ended = std::get_if<ledger::ApprovalEnded>(&next.fact);
  if (ended == nullptr) return true;
  const ledger::Paid& payment = row->held().payment;
  return ended->payer == payment.payer && ended->amount == payment.amount &&
         ended->held.units() == held_by(row->held()) && ended->counted_at == payment.counted_at &&
         (ended->status == ApprovalStatus::rejected || ended->status == ApprovalStatus::expired);
}

bool is_approved_by_somebody_in_time(const Evidence& before, const Record& next) {
  const ledger::Approved* approved = approved_by(next);
  const ApprovalRow* row = approved == nullptr ? nullptr : row_of(before, approved->request);
  if (row == nullptr) return approved == nullptr;
  return before.decisions.any(approved->request, [&](const Decision& one) {
    return one.approves && one.by == approved->decided_by &&
           one.asked_at < row->held().expires_at && !never_active(statuses_of_decider(before, one));
  });
}

bool is_rejected_for_a_reason(const Evidence& before, const Record& next) {
  const auto* ended = std::get_if<ledger::ApprovalEnded>(&next.fact);
  if (ended == nullptr || ended->status != ApprovalStatus::rejected) return true;
  const ApprovalRow* row = row_of(before, ended->request);
  if (row == nullptr) return false;
  const bool tried = ended->reason != Errc{};
  if (!tried && before.decisions.rejects_all(ended->payer, ended->decided_by)) return true;
  return before.decisions.any(ended->request, [&](const Decision& one) {
    return one.by == ended->decided_by && one.approves == tried &&
           (!tried || has_such_reason(before, one, row->held().payment, ended->reason));
  });
}

bool expires_by_itself(const Evidence& before, const Record& next) {
  const auto* ended = std::get_if<ledger::ApprovalEnded>(&next.fact);
  if (ended == nullptr || ended->status != ApprovalStatus::expired) return true;
  const ApprovalRow* row = row_of(before, ended->request);
  return row != nullptr && next.time >= row->held().expires_at && ended->decided_by.bits.none();
}

bool is_not_blocked_by_now(const Evidence& before, const Record& next) {
  const ledger::Approved* approved = approved_by(next);
  if (approved == nullptr) return true;
  const auto& payment = std::get<ledger::Paid>(next.fact);
  return before.decisions.any(approved->request, [&](const Decision& one) {
    return one.approves && one.by == approved->decided_by &&
           may_be_blocked(before, one, payment, false);
  });
}

bool gives_nothing_that_is_held(const Evidence& before, const Record& next) {
  return std::ranges::all_of(next.entries, [&](const ledger::Entry& entry) {
    const WalletRow* wallet = before.books.wallet(entry.account);
    if (wallet == nullptr) return true;
    const ledger::Wide held =
        wallet->durable.held - wallet->durable.freed + held_change_of(before, next, entry.account);
    return before.books.posted(entry.account) + entry.amount.units() >= held;
  });
}

bool ends_with_nothing_that_waits(const Evidence& before, const Record& next) {
  const auto* ended = std::get_if<ledger::WalletArchived>(&next.fact);
  const WalletRow* wallet = ended == nullptr ? nullptr : before.books.wallet(ended->wallet);
  return wallet == nullptr || wallet->waiting == 0;
}

}  // namespace bursar::simulation
