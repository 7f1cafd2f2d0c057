#pragma once

// How long a receiver is left alone: while it has too much to do, and after some failures in a row,
// whatever the events.

#include "ledger/deliveries.hpp"

#include <algorithm>
#include <cstdint>

namespace bursar::actors {

inline ledger::Time rests_until(std::uint32_t failed_in_row, const ledger::DeliveryAnswer& answer,
                                ledger::Time now) {
  constexpr std::uint32_t failures_max = 3;
  constexpr std::int64_t rest_ms_min = 5'000;
  constexpr std::int64_t rest_ms_max = 300'000;
  constexpr std::uint32_t doublings_max = 6;
  constexpr std::int64_t told_rest_s_max = 3'600;
  std::int64_t pause = 0;
  if (failed_in_row >= failures_max)
    pause =
        std::min(rest_ms_min << std::min(failed_in_row - failures_max, doublings_max), rest_ms_max);
  if (ledger::throttles(answer))
    pause = std::max(
        {pause, rest_ms_min, std::min(answer.retry_after_s.value_or(0), told_rest_s_max) * 1'000});
  return {now.milliseconds + pause};
}

}  // namespace bursar::actors
