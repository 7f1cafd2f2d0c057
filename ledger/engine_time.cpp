#include "ledger/engine_time.hpp"

#include <algorithm>

namespace bursar::ledger {

namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr std::int64_t steady_per_correction = 1'000'000 / correction_ppm_max;

}  // namespace

EngineTime::EngineTime(const ClockReading& start)
    : offset_{start.wall - start.steady},
      wanted_{offset_},
      leant_at_{start.steady},
      told_{start.wall} {}

void EngineTime::not_before(Time floor) {
  told_ = std::max<nanoseconds>(told_, milliseconds{floor.milliseconds});
}

// Time that is too short for a whole nanosecond of correction is kept for the next call; what was
// not needed is not saved up, or a later correction would be a jump.
void EngineTime::lean(nanoseconds steady) {
  if (steady <= leant_at_) return;
  const nanoseconds allowed = (steady - leant_at_) / steady_per_correction;
  offset_ += std::clamp(wanted_ - offset_, -allowed, allowed);
  leant_at_ += allowed * steady_per_correction;
}

Time EngineTime::at(nanoseconds steady) {
  lean(steady);
  told_ = std::max(told_, steady + offset_);
  return {std::chrono::floor<milliseconds>(told_).count()};
}

void EngineTime::compare(const ClockReading& now) {
  lean(now.steady);
  const nanoseconds apart = now.wall - (now.steady + offset_);
  diverged_ = apart > divergence_max || apart < -divergence_max;
  wanted_ = diverged_ ? offset_ : now.wall - now.steady;
  divergence_ = now.wall - std::max(told_, now.steady + offset_);
}

void EngineTime::accept(const ClockReading& now) {
  at(now.steady);
  offset_ = now.wall - now.steady;
  compare(now);
}

}  // namespace bursar::ledger
