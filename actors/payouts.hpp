#pragma once

#include "actors/durable_records.hpp"
#include "actors/engine.hpp"
#include "actors/known_payouts.hpp"
#include "actors/protocol.hpp"
#include "actors/surroundings.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>

#include <caf/actor_system.hpp>

namespace bursar::actors {

/// As any thread reads them.
struct PayoutFigures {
  std::atomic<std::size_t> open = 0;
  std::atomic<std::size_t> silent = 0;
  std::atomic<std::int64_t> connector_silent_since_ms = 0;  // 0: it is not
};

/// What outlives it.
struct PayoutsDesk {
  const Surroundings& around;
  const Clock& clock;
  DurableRecords records;
  Connector* connector;  // none: nothing is settled
  std::int64_t settle_ms_max;
  std::int64_t silent_ms_max;  // that a connector may be
  PayoutFigures& figures;
  OnPayoutSilent on_silent;
  OnConnectorSilent on_connector_silent;
};

Payouts spawn_payouts(caf::actor_system& system, const PayoutsDesk& desk, KnownPayouts known);

}  // namespace bursar::actors
