#pragma once

// How long an event waits for its next attempt, and a receiver is left alone, as it is told to
// customers.

#include "actors/outbound.hpp"
#include "ledger/webhook_facts.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace bursar::simulation {

inline constexpr std::array<std::int64_t, 9> pauses_s = {5,      300,    1'800,  7'200, 18'000,
                                                         36'000, 50'400, 72'000, 86'400};
inline constexpr std::int64_t day_s = 86'400;
inline constexpr std::int64_t rest_s_max = 3'600;
inline constexpr std::int64_t rest_s_min = 5;
inline constexpr std::uint8_t attempts_max = 10;

inline bool throttles(const actors::OutboundAnswer& answer) {
  return answer.end == actors::OutboundEnd::answered &&
         (answer.status == 429 || answer.status == 502 || answer.status == 504 ||
          (answer.status == 503 && answer.retry_after_s.has_value()));
}

inline ledger::DeliveryEnd end_of(const actors::OutboundAnswer& answer) {
  using actors::OutboundEnd;
  using ledger::DeliveryEnd;
  if (answer.end != OutboundEnd::answered)
    return answer.end == OutboundEnd::unreachable ? DeliveryEnd::unreachable : DeliveryEnd::late;
  return answer.status >= 200 && answer.status < 300 ? DeliveryEnd::delivered
                                                     : DeliveryEnd::answered;
}

/// The soonest that an event is due again: its pause, or what its receiver wants, up to a day.
inline std::int64_t soonest_ms(std::uint8_t number, std::optional<std::int64_t> retry_after_s) {
  return std::max(pauses_s.at(number - 1U), std::min(retry_after_s.value_or(0), day_s)) * 1'000;
}

}  // namespace bursar::simulation
