#include "persistence/disputed_payments.hpp"

#include "ledger/disputes.hpp"

namespace bursar::persistence {

DisputedPayments::DisputedPayments(const ledger::Books& books) {
  for (const auto& [payment, course] : books.courses)
    if (still_open(course.dispute.status)) open_.insert(payment);
}

void DisputedPayments::take(const ledger::Record& record) {
  const auto move = ledger::dispute_move(record.fact);
  if (!move || move->evidence) return;
  if (still_open(move->status))
    open_.insert(move->payment);
  else
    open_.erase(move->payment);
}

std::optional<ledger::Sequence> DisputedPayments::oldest(ledger::Sequence from) const {
  const auto found = open_.lower_bound(from);
  if (found == open_.end()) return std::nullopt;
  return *found;
}

}  // namespace bursar::persistence
