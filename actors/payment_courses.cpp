#include "actors/payment_courses.hpp"

#include <mutex>
#include <variant>

namespace bursar::actors {

using ledger::PaymentCourse;
using ledger::Sequence;

bool PaymentCourses::tells(const ledger::Fact& fact) {
  return ledger::payment_of(fact).has_value() || ledger::decision_of(fact).has_value();
}

void PaymentCourses::note(const ledger::Record& record) {
  note_course(record);
  // Whoever finds it in a list finds how it stands.
  if (std::holds_alternative<ledger::DisputeOpened>(record.fact)) disputes_.add(record);
}

// Nobody else changes what is kept, so it is looked at without the lock; the views, which may have
// to read the disk, are read before it is taken, and nobody who asks waits for them.
void PaymentCourses::note_course(const ledger::Record& record) {
  const auto payment = ledger::payment_of(record.fact);
  PaymentCourse course;
  if (payment) {
    const auto known = courses_.find(*payment);
    // What the views have may be this record's part already.
    course = known != courses_.end() ? known->second
                                     : states_.course(*payment).value_or(PaymentCourse{});
    if (course.last < record.sequence) course.take(record);
  }
  const auto decided = ledger::decision_of(record.fact);
  const Sequence watermark = states_.watermark();
  const std::unique_lock lock{mutex_};
  if (payment) {
    courses_[*payment] = course;
    order_.emplace_back(record.sequence, *payment);
  }
  if (decided) {
    decisions_[decided->request] = {.status = decided->status, .by = record.sequence};
    order_.emplace_back(record.sequence, decided->request);
  }
  forget_what_views_know(watermark);
}

// A payment that went on since is kept for the later record.
void PaymentCourses::forget_what_views_know(Sequence watermark) {
  for (; !order_.empty() && order_.front().first <= watermark; order_.pop_front()) {
    const auto [by, of] = order_.front();
    if (const auto course = courses_.find(of);
        course != courses_.end() && course->second.last == by)
      courses_.erase(course);
    if (const auto decided = decisions_.find(of);
        decided != decisions_.end() && decided->second.by == by)
      decisions_.erase(decided);
  }
}

// Whatever is forgotten between the two looks the views have by then.
PaymentCourse PaymentCourses::course(Sequence payment) const {
  {
    const std::shared_lock lock{mutex_};
    if (const auto known = courses_.find(payment); known != courses_.end()) return known->second;
  }
  return states_.course(payment).value_or(PaymentCourse{});
}

PaymentCourses::Decision PaymentCourses::decision(Sequence request) const {
  {
    const std::shared_lock lock{mutex_};
    if (const auto known = decisions_.find(request); known != decisions_.end())
      return known->second;
  }
  const auto approval = states_.approval(request);
  if (!approval) return {};
  return {.status = approval->status, .by = approval->ended};
}

std::size_t PaymentCourses::size() const {
  const std::shared_lock lock{mutex_};
  return courses_.size() + decisions_.size();
}

}  // namespace bursar::actors
