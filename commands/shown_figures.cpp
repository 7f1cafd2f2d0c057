#include "commands/shown_figures.hpp"

#include "actors/ports.hpp"

#include <cstddef>
#include <functional>
#include <utility>

namespace bursar::commands {

namespace {

void show_count(telemetry::Probes& probes, const char* name, const char* help,
                std::function<std::size_t()> count) {
  probes.gauge(name, help, [count = std::move(count)] { return static_cast<double>(count()); });
}

double seconds_silent(const actors::Engine& engine) {
  const auto since = engine.connector_silent_since();
  if (!since) return 0;
  return static_cast<double>(engine.clock().now().milliseconds - since->milliseconds) / 1e3;
}

}  // namespace

void show_keys(telemetry::Probes& probes, const actors::Engine& engine) {
  show_count(probes, "bursar_idempotency_keys", "Idempotency keys remembered.",
             [&engine] { return engine.key_figures().keys; });
  show_count(probes, "bursar_idempotency_files", "Files that hold them.",
             [&engine] { return engine.key_figures().files; });
  show_count(probes, "bursar_idempotency_filter_bytes",
             "Memory that tells fresh keys from those in files.",
             [&engine] { return engine.key_figures().filter_bytes; });
  show_count(probes, "bursar_idempotency_disk_lookups",
             "Look-ups that a filter sent to a file, ever.",
             [&engine] { return engine.key_figures().disk_lookups; });
}

void show_payouts(telemetry::Probes& probes, const actors::Engine& engine,
                  const Settlement& settlement, const StatementReconciler& reconciler) {
  show_count(probes, "bursar_payouts_open", "Payouts that have neither arrived nor come back.",
             [&engine] { return engine.payouts_open(); });
  show_count(probes, "bursar_payouts_silent", "Those that their connector has had for too long.",
             [&engine] { return engine.payouts_silent(); });
  probes.gauge("bursar_connector_silent_seconds",
               "For how long the connector has answered nothing, where that is an alarm.",
               [&engine] { return seconds_silent(engine); });
  settlement.show(probes);
  show_count(probes, "bursar_connector_differences",
             "What the connector's statement and the ledger differed in, when last compared.",
             [&reconciler] { return reconciler.differing(); });
  probes.gauge("bursar_connector_reconciled_timestamp_seconds",
               "When that was, in seconds since 1970; 0: not since the start.",
               [&reconciler] { return static_cast<double>(reconciler.reconciled_at_ms()) / 1e3; });
}

}  // namespace bursar::commands
