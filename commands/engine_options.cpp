#include "commands/engine_options.hpp"

namespace bursar::commands {

actors::Engine::Options engine_options(const config::Settings& settings,
                                       const DataDirectory& data) {
  return {.calls_in_flight_max = settings.limits.max_in_flight,
          .batches_in_flight_max = settings.limits.batches_in_flight,
          .idempotency_keys_max = settings.idempotency.keys_max,
          .keys_directory = data.keys(),
          .wallet_idle = std::chrono::seconds{settings.wallets.idle_seconds},
          .wallets_live_max = settings.wallets.live_max,
          .key_uses_period = std::chrono::seconds{settings.keys.last_used_seconds},
          .lag_records_max = settings.projector.lag_max_records,
          .terms = {.fees = {.basis_points = settings.fees.bps, .flat = settings.fees.flat},
                    .faucet_per_day = settings.sandbox.faucet_per_day,
                    .external_record_only = settings.payments.external_record_only,
                    .approval_ttl_ms = settings.approvals.ttl_seconds * 1'000,
                    .token_ttl_ms = settings.tokens.ttl_seconds * 1'000,
                    .token_open_ms_max = settings.tokens.max_open_seconds * 1'000,
                    .open_tokens_max = settings.tokens.open_max,
                    .payout_pending_ms = settings.payouts.pending_seconds * 1'000,
                    .open_payouts_max = settings.payouts.open_max,
                    .dispute_window_ms = settings.disputes.window_days * ledger::day_ms},
          .scheduling = settings.engine.scheduling == config::Scheduling::pool
                            ? actors::Scheduling::pool
                            : actors::Scheduling::handing_thread,
          .pin_to_core = settings.engine.pin_to_core,
          .settle_ms_max = settings.connectors.max_seconds * 1'000,
          .connector_silent_ms_max = settings.connectors.silent_seconds * 1'000,
          .webhooks = {.per_organization_max = settings.webhooks.per_organization_max,
                       .in_flight_max = settings.webhooks.in_flight_max}};
}

}  // namespace bursar::commands
