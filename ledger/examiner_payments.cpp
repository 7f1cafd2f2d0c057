// What an examiner holds payments against, and money that is set aside for one.

#include "ledger/approving.hpp"
#include "ledger/decimal.hpp"
#include "ledger/dispute_deeds.hpp"
#include "ledger/examiner.hpp"
#include "ledger/payment_entries.hpp"
#include "ledger/payout_deeds.hpp"
#include "ledger/receivables.hpp"
#include "ledger/token_deeds.hpp"

#include <optional>
#include <string>

namespace bursar::ledger {

namespace {

/// What a limit's window had counted with this payment in it, and what it may count.
std::optional<Fault> within(const char* limit, std::optional<Money> most, Money counted) {
  if (!most || counted <= *most) return {};
  return "counts " + text(counted) + " where " + limit + " allows " + text(*most);
}

}  // namespace

Examiner::Finding Examiner::parties(const Paid& paid) const {
  if (auto found = known(paid.payer, paid.payer_id, "payer")) return found;
  if (!paid.payee.none())
    if (auto found = known(paid.payee, paid.payee_id, "payee")) return found;
  if (paid.salt > salt_mask) return "has a salt that no id can tell";
  return {};
}

Examiner::Finding Examiner::examine(const Record& record, const Paid& paid) {
  if (auto found = parties(paid)) return found;
  const Money debited = paid.drawn - paid.cost();
  if (posted_to(paid.payer, record.entries) != debited)
    return "posts " + text(posted_to(paid.payer, record.entries)) +
           " to the payer of a payment that costs " + text(-debited);
  // What a token reserved was judged when it was issued.
  if (paid.settles) return wrong_settlement(record, paid);
  const AccountNumber source = budget_source(books_.profiles.at(paid.payer).opened.address);
  const Money credited = paid.amount.money() - (paid.payee == source ? paid.drawn : Money{});
  if (!paid.payee.none() && posted_to(paid.payee, record.entries) != credited)
    return "posts " + text(posted_to(paid.payee, record.entries)) +
           " to the payee of a payment of " + text(paid.amount.money());
  if (paid.payer != source && paid.payee != source &&
      posted_to(source, record.entries) != -paid.drawn)
    return "draws " + text(paid.drawn) + " from what is not its budget's source";
  // What was approved was judged when it was asked for.
  if (paid.approved) return wrong_approval(books_, record, paid);
  if (auto found = limits(paid)) return found;
  return approval(paid, PolicyRule::none, {});
}

Examiner::Finding Examiner::examine(const Record& record, const PaymentHeld& held) {
  if (auto found = parties(held.payment)) return found;
  if (auto found = wrong_hold(record, held)) return found;
  if (auto found = limits(held.payment)) return found;
  return approval(held.payment, held.rule, held.above);
}

Examiner::Finding Examiner::examine(const Record& record, const ApprovalEnded& ended) {
  if (auto found = known(ended.payer, ended.payer_id, "payer")) return found;
  return wrong_end_of_approval(books_, record, ended);
}

Examiner::Finding Examiner::examine(const Record& record, const TokenIssued& issued) {
  if (auto found = parties(issued.payment)) return found;
  if (auto found = wrong_issue(books_, record, issued)) return found;
  if (auto found = limits(issued.payment, issued.terms.service.id)) return found;
  return approval(issued.payment, PolicyRule::none, {});
}

Examiner::Finding Examiner::examine(const Record& record, const TokenAdvanced& advanced) {
  if (auto found = known(advanced.payer, advanced.payer_id, "payer")) return found;
  return wrong_advance(books_, record, advanced);
}

Examiner::Finding Examiner::examine(const Record& record, const TokenEnded& ended) {
  if (auto found = known(ended.payer, ended.payer_id, "payer")) return found;
  return wrong_end_of_token(books_, record, ended);
}

Examiner::Finding Examiner::examine(const Record& record, const PayoutAsked& asked) {
  if (auto found = parties(asked.payment)) return found;
  if (auto found = wrong_payout(record, asked)) return found;
  if (auto found = limits(asked.payment)) return found;
  return approval(asked.payment, PolicyRule::none, {});
}

Examiner::Finding Examiner::examine(const Record& record, const PayoutAdvanced& advanced) {
  if (auto found = known(advanced.payer, advanced.payer_id, "payer")) return found;
  return wrong_advance(books_, record, advanced);
}

Examiner::Finding Examiner::examine(const Record& record, const PayoutEnded& ended) {
  if (auto found = known(ended.payer, ended.payer_id, "payer")) return found;
  return wrong_end_of_payout(books_, record, ended);
}

Examiner::Finding Examiner::examine(const Record& record, const PayoutCompleted& completed) {
  if (auto found = known(completed.payer, completed.payer_id, "payer")) return found;
  if (completed.salt > salt_mask) return "has a salt that no id can tell";
  return wrong_completion(books_, record, completed);
}

Examiner::Finding Examiner::examine(const Record& record, const DisputeOpened& opened) {
  return wrong_dispute(books_, record, opened);
}

Examiner::Finding Examiner::examine(const Record& record, const EvidenceAdded& added) {
  return wrong_evidence(books_, record, added);
}

Examiner::Finding Examiner::examine(const Record& record, const DisputeMoved& moved) {
  return wrong_move(books_, record, moved);
}

Examiner::Finding Examiner::examine(const Record& record, const DisputeRefunded& refunded) {
  return wrong_resolution(books_, record, refunded);
}

Examiner::Finding Examiner::examine(const Record& record, const ReceivableRepaid& repaid) {
  return wrong_repayment(books_, record, repaid);
}

/// By the policy that it names: the wallet may be bound by another one by now.
Examiner::Finding Examiner::limits(const Paid& paid, ServiceId service) const {
  const Usage& after = paid.usage_after;
  const Money amount = paid.amount.money();
  if (after.month != month_of(start_of_day(after.day)))
    return "counts in a month that its day is not in";
  if (after.in_day < amount || after.in_month < amount || after.in_total < amount)
    return "counts less than its own amount";
  const auto& budget = books_.wallets.at(paid.payer).state().budget_limit;
  if (auto found = within("the budget", budget, after.in_total)) return found;
  if (paid.policy.bits.none()) return {};
  const auto policy = books_.policies.find(paid.policy);
  if (policy == books_.policies.end()) return "was judged by a policy that is not there";
  const PolicyTerms& terms = policy->second.made.terms;
  if (terms.version != paid.policy_version) return {};
  if (paid.velocity_count != (terms.velocity ? terms.velocity->count : 0))
    return "counts its window by another rule than its policy's";
  if (terms.expires_at && paid.counted_at >= *terms.expires_at)
    return "was let pass by a policy that had expired";
  const Spend spend{.amount = amount,
                    .to = paid.payee_id,
                    .service = service,
                    .to_external = paid.payee_external,
                    .category = paid.category,
                    .now = paid.counted_at};
  if (const auto rule = forbidding_list(terms, spend); rule != PolicyRule::none)
    return "pays what its policy's lists forbid";
  if (auto found = within("max_per_tx", terms.max_per_tx, amount)) return found;
  if (auto found = within("max_per_day", terms.max_per_day, after.in_day)) return found;
  if (auto found = within("max_per_month", terms.max_per_month, after.in_month)) return found;
  return within("max_total", terms.max_total, after.in_total);
}

/// Whether it needed approval, by the policy that it names.
Examiner::Finding Examiner::approval(const Paid& paid, PolicyRule rule, Money above) const {
  const auto policy = books_.policies.find(paid.policy);
  if (policy == books_.policies.end()) return {};
  const PolicyTerms& terms = policy->second.made.terms;
  if (terms.version != paid.policy_version) return {};
  const PolicyRule needs = approval_rule(terms, paid.amount.money());
  if (needs == rule && (rule != PolicyRule::approval_above || above == *terms.approval_above))
    return {};
  return needs == PolicyRule::none || rule != PolicyRule::none
             ? "waits for another approval than its policy asks for"
             : "was paid without the approval that its policy asks for";
}

}  // namespace bursar::ledger
