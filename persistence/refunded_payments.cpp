#include "persistence/refunded_payments.hpp"

#include <algorithm>

namespace bursar::persistence {

using ledger::PaymentClaim;
using ledger::Record;

void RefundedPayments::take(const Record& record) {
  if (const auto claim = ledger::payment_claim(record)) claims_.push_back(*claim);
}

std::optional<RefundedPayments::Fault> RefundedPayments::fault(const ClosedJournal& journal) {
  std::erase_if(claims_,
                [&](const PaymentClaim& claim) { return claim.payment < journal.first(); });
  std::ranges::stable_sort(claims_, {}, &PaymentClaim::payment);
  std::vector<ledger::Sequence> payments;
  payments.reserve(claims_.size());
  for (const PaymentClaim& claim : claims_) payments.push_back(claim.payment);
  std::optional<Fault> first;
  auto claim = claims_.begin();
  journal.look(payments, [&](const Record& payment) {
    const auto wrong = ledger::wrong_claim(*claim, payment);
    if (wrong && (!first || claim->refund < first->at)) first = Fault{claim->refund, *wrong};
    ++claim;
  });
  return first;
}

}  // namespace bursar::persistence
