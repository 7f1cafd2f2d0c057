#include "telemetry/journal_tally.hpp"

#include "telemetry/families.hpp"

#include <algorithm>
#include <utility>

namespace bursar::telemetry {
namespace {

constexpr std::array<const char*, 3> outcome_labels = {"completed", "refused", "replayed"};

// Codes come from a closed list in the program; should a caller pass something else, the registry
// must not grow with it.
constexpr std::size_t reasons_max = 100;
constexpr std::string_view other_reason = "other";

void observe(prometheus::Histogram& histogram, HistogramTally& tally) {
  if (tally.empty()) return;
  histogram.ObserveMultiple(tally.counts(), tally.sum());
  tally.reset();
}

}  // namespace

// The outcomes are shown from the start: a rate over a series that does not exist yet is a gap.
JournalTally::JournalTally(Families& families)
    : families_{families}, batch_records_{records_bounds}, commit_seconds_{seconds_bounds} {
  for (std::size_t i = 0; i < outcome_labels.size(); ++i)
    outcomes_[i] = &families.payments.Add({{"outcome", outcome_labels[i]}});
}

void JournalTally::batch(std::size_t records, double commit_seconds, std::uint64_t last_sequence) {
  batch_records_.observe(static_cast<double>(records));
  commit_seconds_.observe(commit_seconds);
  last_sequence_ = last_sequence;
}

void JournalTally::payment(PaymentOutcome outcome) {
  ++payments_[std::to_underlying(outcome)];
}

void JournalTally::refusal(std::string_view code) {
  ++reason_of(code).refusals;
}

void JournalTally::flush() {
  for (std::size_t i = 0; i < payments_.size(); ++i)
    if (const auto count = std::exchange(payments_[i], 0); count > 0)
      outcomes_[i]->Increment(static_cast<double>(count));
  for (Reason& reason : reasons_)
    if (const auto count = std::exchange(reason.refusals, 0); count > 0)
      reason.counter->Increment(static_cast<double>(count));
  observe(families_.batch_records, batch_records_);
  observe(families_.commit_seconds, commit_seconds_);
  families_.sequence.Set(static_cast<double>(last_sequence_));
}

JournalTally::Reason& JournalTally::reason_of(std::string_view code) {
  const auto found = std::ranges::find(reasons_, code, &Reason::code);
  if (found != reasons_.end()) return *found;
  if (reasons_.size() >= reasons_max && code != other_reason) return reason_of(other_reason);
  const std::string reason{code};
  return reasons_.emplace_back(reason, 0, &families_.refusals.Add({{"reason", reason}}));
}

}  // namespace bursar::telemetry
