#include "tests/simulation/payments_made.hpp"

#include <iterator>
#include <string_view>
#include <variant>

namespace bursar::simulation {

using ledger::Record;

void PaymentsMade::follow(const Record& record, Findings& findings) {
  if (std::holds_alternative<ledger::Paid>(record.fact))
    all_.emplace(record.sequence, Payment{.record = record, .newest = record.sequence});
  if (const ledger::Refunded* const refunded = ledger::refund_of(record.fact))
    return follow(record, *refunded, findings);
  // A dispute goes on with its payment too.
  const auto of = ledger::payment_of(record.fact);
  const auto found = of ? all_.find(*of) : all_.end();
  if (found == all_.end()) return;
  if (record.previous_of_payment != found->second.newest)
    findings.report("Each record of a payment follows the one before it", word(record.sequence));
  found->second.newest = record.sequence;
}

void PaymentsMade::follow(const Record& record, const ledger::Refunded& refunded,
                          Findings& findings) {
  const auto report = [&](std::string_view sentence) {
    findings.report(sentence, word(record.sequence));
  };
  const auto found = all_.find(refunded.payment);
  if (found == all_.end()) return report("Only what was paid is refunded");
  Payment& payment = found->second;
  const ledger::Paid& paid = payment.paid();
  payment.refunded += refunded.amount.money().units();
  payment.to_source += refunded.to_source.units();
  if (payment.refunded > paid.amount.money().units())
    report("No payment is refunded past its principal");
  if (refunded.refunded_after.units() != payment.refunded)
    report("A refund says what came before it");
  if (payment.to_source > paid.drawn.units() ||
      (payment.refunded > payment.to_source && payment.to_source < paid.drawn.units()))
    report("A budget's source gets back what was drawn, and gets it first");
  if (record.previous_of_payment != payment.newest)
    report("Each record of a payment follows the one before it");
  payment.newest = record.sequence;
}

const PaymentsMade::Payment& PaymentsMade::newest_but(std::size_t back) const {
  return std::next(all_.rbegin(), static_cast<std::ptrdiff_t>(back))->second;
}

void PaymentsMade::compare(const actors::PaymentCourses& courses, Findings& findings) const {
  for (const auto& [payment, one] : all_)
    if (courses.course(payment).refunded.units() != one.refunded)
      findings.report("What is refunded of a payment is known", word(payment));
}

}  // namespace bursar::simulation
