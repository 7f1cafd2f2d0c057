// The part of the façade that is about disputes.

#include "actors/engine_impl.hpp"

#include <utility>

namespace bursar::actors {

void Engine::dispute(std::shared_ptr<DisputeCall> call) {
  impl_->room->dispute(std::move(call));
}

std::optional<DisputeStanding> Engine::dispute(ledger::Sequence opened) const {
  const PaymentCourses& courses = impl_->room->courses();
  const auto row = courses.disputes().find(opened);
  if (!row) return std::nullopt;
  const ledger::DisputeCourse course = courses.course(row->payment).dispute;
  return DisputeStanding{*row, course.status, course};
}

Rows<DisputeRow> Engine::disputes(const DisputesQuery& query) const {
  const PaymentCourses& courses = impl_->room->courses();
  return courses.disputes().list(
      query, [&](ledger::Sequence payment) { return courses.course(payment).dispute; });
}

std::optional<std::string> Engine::evidence(const std::array<std::uint8_t, 32>& sha256) const {
  return impl_->ports.evidence == nullptr ? std::nullopt : impl_->ports.evidence->read(sha256);
}

}  // namespace bursar::actors
