#include "tests/simulation/disputes_seen.hpp"

#include <variant>

namespace bursar::simulation {

using ledger::DisputeStatus;
using ledger::Record;
using ledger::Sequence;

namespace {

bool may_become(DisputeStatus from, DisputeStatus to) {
  if (from == DisputeStatus::open)
    return to == DisputeStatus::under_review || to == DisputeStatus::withdrawn;
  return from == DisputeStatus::under_review &&
         (to == DisputeStatus::resolved_refunded || to == DisputeStatus::resolved_denied);
}

}  // namespace

void DisputesSeen::move(const Record& record, Sequence payment, DisputeStatus to,
                        Findings& findings) {
  const auto seen = all_.find(payment);
  if (seen == all_.end() || !may_become(seen->second.status, to))
    return findings.report("A dispute goes on from where it is, and an end stays",
                           word(record.sequence));
  seen->second.status = to;
}

void DisputesSeen::follow(const Record& record, Findings& findings) {
  if (const auto* opened = std::get_if<ledger::DisputeOpened>(&record.fact)) {
    if (!all_.emplace(opened->of.payment, Seen{.opening = record}).second)
      findings.report("A payment is disputed once", word(record.sequence));
    order_.push_back(opened->of.payment);
  }
  if (const auto* moved = std::get_if<ledger::DisputeMoved>(&record.fact))
    move(record, moved->of.payment, moved->status, findings);
  if (const auto* resolved = std::get_if<ledger::DisputeRefunded>(&record.fact)) {
    move(record, resolved->refund.payment, DisputeStatus::resolved_refunded, findings);
    owed_[resolved->refund.from] += resolved->covered.units();
    if (!resolved->covered.zero()) ++covered_;
  }
  if (const auto* repaid = std::get_if<ledger::ReceivableRepaid>(&record.fact)) {
    ledger::Wide& owed = owed_[repaid->wallet];
    owed -= repaid->amount.money().units();
    ++repaid_;
    if (owed < 0 || repaid->owed_after.units() != owed)
      findings.report("Nobody repays more than it owes", word(record.sequence));
  }
}

void DisputesSeen::compare(const actors::PaymentCourses& courses, Findings& findings) const {
  for (const auto& [payment, seen] : all_)
    if (courses.course(payment).dispute.status != seen.status)
      findings.report("What a dispute has come to is known", word(payment));
}

void DisputesSeen::compare(const ledger::WalletState& state, Findings& findings) const {
  const auto owed = owed_.find(state.address.account);
  if (state.owed.units() != (owed == owed_.end() ? 0 : owed->second))
    findings.report("What a wallet owes is what was covered and not repaid",
                    "account " + std::to_string(state.address.account.value));
}

}  // namespace bursar::simulation
