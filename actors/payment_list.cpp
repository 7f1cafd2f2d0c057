#include "actors/payment_list.hpp"

#include "ledger/check.hpp"

#include <utility>
#include <variant>

namespace bursar::actors {
namespace {

using ledger::Paid;
using ledger::PaymentHeld;
using ledger::PaymentState;
using ledger::Record;
using ledger::Sequence;

class Listing {
 public:
  Listing(const PaymentsQuery& query, const PaymentReading& reading)
      : query_{query}, reading_{reading} {
    CHECK(query.page.looked_at_max > 0 && query.page.limit > 0);
  }

  PaymentsPage read() {
    Sequence at = query_.page.before == 0 ? query_.newest : Sequence{query_.page.before};
    while (!at.none()) {
      if (page_.rows.size() == query_.page.limit || page_.looked_at == query_.page.looked_at_max) {
        page_.next = at.value;
        break;
      }
      ++page_.looked_at;
      auto record = reading_.record(at);
      if (!record) {
        page_.archived = true;
        break;
      }
      if (query_.from && record->time < *query_.from) break;
      at = before(*record);
      show(*std::move(record));
    }
    return std::move(page_);
  }

 private:
  Sequence before(const Record& record) const {
    if (query_.only.none()) {
      for (const ledger::OrganizationLink& link : record.organizations)
        if (link.organization == query_.organization) return link.previous;
      return {};
    }
    for (const ledger::Entry& entry : record.entries)
      if (entry.account == query_.only) return entry.previous;
    return {};
  }

  void show(Record record) {
    if (query_.to && record.time >= *query_.to) return;
    const Paid* const paid = listed(record);
    if (paid == nullptr || !in_environment(*paid)) return;
    const ledger::PaymentCourse course = course_of(record);
    const PaymentState state = state_of(record, course);
    if (query_.state && state != *query_.state) return;
    page_.rows.push_back(
        {.record = std::move(record), .state = state, .refunded = course.refunded});
  }

  // One that was approved stands where it was asked for, in the chains that know of that.
  const Paid* listed(const Record& record) const {
    if (const auto* held = std::get_if<PaymentHeld>(&record.fact)) return &held->payment;
    const auto* paid = std::get_if<Paid>(&record.fact);
    if (paid == nullptr || !paid->approved) return paid;
    const bool as_payer = query_.only.none()
                              ? record.organizations[0].organization == query_.organization
                              : paid->payer == query_.only;
    return as_payer ? nullptr : paid;
  }
  bool in_environment(const Paid& paid) const {
    const auto payer = reading_.wallet(paid.payer_id);
    return payer && payer->environment == query_.environment;
  }

  ledger::PaymentCourse course_of(const Record& record) const {
    if (std::holds_alternative<Paid>(record.fact)) return reading_.courses.course(record.sequence);
    const auto decision = reading_.courses.decision(record.sequence);
    if (decision.status != ledger::ApprovalStatus::approved) return {};
    return reading_.courses.course(decision.by);
  }
  PaymentState state_of(const Record& record, const ledger::PaymentCourse& course) const {
    if (std::holds_alternative<Paid>(record.fact)) return ledger::state_of(course);
    const auto status = reading_.courses.decision(record.sequence).status;
    return status == ledger::ApprovalStatus::approved ? ledger::state_of(course)
                                                      : ledger::state_of(status);
  }

  const PaymentsQuery& query_;
  const PaymentReading& reading_;
  PaymentsPage page_;
};

}  // namespace

PaymentsPage list_payments(const PaymentsQuery& query, const PaymentReading& reading) {
  return Listing{query, reading}.read();
}

}  // namespace bursar::actors
