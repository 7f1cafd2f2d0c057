#pragma once

// Figures that are asked of the running engine when somebody looks. What they ask outlives the
// probes' exposer.

#include "actors/engine.hpp"
#include "commands/settlement.hpp"
#include "commands/statement_reconciler.hpp"
#include "telemetry/probes.hpp"

namespace bursar::commands {

void show_keys(telemetry::Probes& probes, const actors::Engine& engine);

/// Payouts, and whoever settles them.
void show_payouts(telemetry::Probes& probes, const actors::Engine& engine,
                  const Settlement& settlement, const StatementReconciler& reconciler);

}  // namespace bursar::commands
