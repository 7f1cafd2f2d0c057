#include "commands/engine_options.hpp"

#include <chrono>

#include <gtest/gtest.h>

namespace bursar::commands::engine_options_test {
namespace {

TEST(EngineOptionsTest, EverySettingOfTheEngineReachesIt) {
  config::Settings settings;
  settings.limits.max_in_flight = 11;
  settings.limits.batches_in_flight = 12;
  settings.idempotency.keys_max = 13;
  settings.wallets.idle_seconds = 14;
  settings.wallets.live_max = 15;
  settings.fees.bps = 16;
  settings.fees.flat = ledger::Money::units(17);
  settings.sandbox.faucet_per_day = ledger::Money::units(18);
  settings.approvals.ttl_seconds = 19;
  settings.tokens.ttl_seconds = 20;
  settings.tokens.max_open_seconds = 21;
  settings.tokens.open_max = 22;
  settings.payouts.pending_seconds = 23;
  settings.payouts.open_max = 24;
  settings.connectors.max_seconds = 25;
  settings.connectors.silent_seconds = 26;
  settings.disputes.window_days = 27;
  settings.webhooks.per_organization_max = 28;
  settings.webhooks.in_flight_max = 29;
  settings.engine.pin_to_core = 19;
  settings.data.dir = "/somewhere";
  const actors::Engine::Options options = engine_options(settings, DataDirectory{settings});
  EXPECT_EQ(options.keys_directory, "/somewhere/keys");
  EXPECT_EQ(options.calls_in_flight_max, 11U);
  EXPECT_EQ(options.batches_in_flight_max, 12U);
  EXPECT_EQ(options.idempotency_keys_max, 13U);
  EXPECT_EQ(options.wallet_idle, std::chrono::seconds{14});
  EXPECT_EQ(options.wallets_live_max, 15U);
  EXPECT_EQ(options.terms.fees.basis_points, 16);
  EXPECT_EQ(options.terms.fees.flat, ledger::Money::units(17));
  EXPECT_EQ(options.terms.faucet_per_day, ledger::Money::units(18));
  EXPECT_EQ(options.terms.approval_ttl_ms, 19'000);
  EXPECT_EQ(options.terms.token_ttl_ms, 20'000);
  EXPECT_EQ(options.terms.token_open_ms_max, 21'000);
  EXPECT_EQ(options.terms.open_tokens_max, 22U);
  EXPECT_EQ(options.terms.payout_pending_ms, 23'000);
  EXPECT_EQ(options.terms.open_payouts_max, 24U);
  EXPECT_EQ(options.settle_ms_max, 25'000);
  EXPECT_EQ(options.connector_silent_ms_max, 26'000);
  EXPECT_EQ(options.terms.dispute_window_ms, 27 * ledger::day_ms);
  EXPECT_EQ(options.webhooks.per_organization_max, 28U);
  EXPECT_EQ(options.webhooks.in_flight_max, 29U);
  EXPECT_EQ(options.pin_to_core, 19);
}

TEST(EngineOptionsTest, ActorsRunOnThePoolOnlyWhereItIsAskedFor) {
  config::Settings settings;
  const DataDirectory data{settings};
  EXPECT_EQ(engine_options(settings, data).scheduling, actors::Scheduling::handing_thread);
  settings.engine.scheduling = config::Scheduling::pool;
  EXPECT_EQ(engine_options(settings, data).scheduling, actors::Scheduling::pool);
}

}  // namespace
}  // namespace bursar::commands::engine_options_test
