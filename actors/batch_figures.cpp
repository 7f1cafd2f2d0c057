#include "actors/batch_figures.hpp"

#include "telemetry/probes.hpp"

#include <variant>

namespace bursar::actors {

BatchFigures::BatchFigures(telemetry::Probes* probes, RefusalName refusal_name)
    : refusal_name_{refusal_name} {
  if (probes != nullptr) tally_ = probes->journal_tally();
}

void BatchFigures::commit_begins() {
  if (tally_) began_ = std::chrono::steady_clock::now();
}

void BatchFigures::commit_ended(std::size_t records, ledger::Sequence last) {
  if (!tally_) return;
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began_;
  tally_->batch(records, took.count(), last.value);
}

void BatchFigures::answered(const Call& call) {
  using telemetry::PaymentOutcome;
  if (!tally_) return;
  if (call.refused != ledger::Errc{}) {
    tally_->payment(PaymentOutcome::refused);
    tally_->refusal(refusal_name_(call.refused));
  } else if (call.replayed) {
    tally_->payment(PaymentOutcome::replayed);
  } else if (call.draft && std::holds_alternative<ledger::Paid>(call.draft->record.fact)) {
    tally_->payment(PaymentOutcome::completed);
  }
}

void BatchFigures::batch_ended() {
  if (tally_) tally_->flush();
}

}  // namespace bursar::actors
