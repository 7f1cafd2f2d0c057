#include "commands/settlement.hpp"

#include "config/load.hpp"
#include "crypto/hash.hpp"
#include "telemetry/log.hpp"
#include "tests/support/amounts.hpp"
#include "tests/support/simulated_ports.hpp"
#include "tests/telemetry/figures.hpp"

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::commands::settlement_test {
namespace {

using actors::SettlementReport;
using actors::Standing;

class SettlementTest : public testing::Test {
 protected:
  SettlementTest() {
    crypto::start();
    telemetry::set_log_sink([this](std::string_view line) { log.append(line); });
  }
  ~SettlementTest() override { telemetry::set_log_sink({}); }

  /// To a bridge that nobody has started.
  static BridgeOptions bridge(std::array<std::uint8_t, 2> destinations) {
    BridgeOptions options{.destinations = destinations};
    options.link.url = "http://127.0.0.1:1";
    options.link.keys = {std::vector<std::uint8_t>(32, 7)};
    options.client.rules.allow = {"127.0.0.1:1"};
    return options;
  }
  Settlement made(std::optional<BridgeOptions> options) {
    return {settings, std::move(options), secrets, clock, random};
  }
  static Standing authorized(Settlement& settlement, ledger::Environment environment) {
    Standing said = Standing::unanswered;
    // Sealed by nobody: a bridge is not asked, and the script does not look.
    settlement.connector().authorize(
        {.id = "payout_1", .environment = environment},
        [&](const SettlementReport& report) { said = report.standing; });
    return said;
  }

  config::Settings settings;
  crypto::SecretKeys secrets;
  tests::SimulatedClock clock;
  tests::SeededRandom random{1};
  std::string log;
};

TEST_F(SettlementTest, WithoutABridgeTheScriptSettles) {
  Settlement settlement = made(std::nullopt);
  EXPECT_EQ(settlement.connector().destinations(), (std::array<std::uint8_t, 2>{0b111, 0}));
  EXPECT_EQ(settlement.elsewhere(), (std::array{false, false}));
  EXPECT_EQ(authorized(settlement, ledger::Environment::sandbox), Standing::accepted);
  telemetry::Probes probes;
  settlement.show(probes);
  EXPECT_EQ(tests::figure(probes, "bursar_connector_questions_total"), std::nullopt);
}

TEST_F(SettlementTest, EachEnvironmentHasWhoItIsToHave) {
  Settlement settlement = made(bridge({0, 0b011}));
  EXPECT_EQ(settlement.connector().destinations(), (std::array<std::uint8_t, 2>{0b111, 0b011}));
  EXPECT_EQ(settlement.elsewhere(), (std::array{false, true}));
  EXPECT_EQ(authorized(settlement, ledger::Environment::sandbox), Standing::accepted);
  EXPECT_EQ(authorized(settlement, ledger::Environment::production), Standing::unanswered);
  EXPECT_NE(log.find(R"("event":"connector_answer_refused")"), std::string::npos) << log;
  EXPECT_NE(log.find(R"("why":"unreadable")"), std::string::npos) << log;
  EXPECT_NE(log.find(R"("about":"payout_1")"), std::string::npos) << log;
}

TEST_F(SettlementTest, WhatIsOnlyWrittenDownIsTheScriptsWhereNoBridgeIs) {
  settings.payments.external_record_only = true;
  EXPECT_EQ(made(std::nullopt).connector().destinations()[1], 0b111);
  EXPECT_EQ(made(bridge({0b001, 0})).connector().destinations(),
            (std::array<std::uint8_t, 2>{0b001, 0b111}));
  EXPECT_EQ(made(bridge({0, 0b001})).connector().destinations()[1], 0b001);
}

TEST_F(SettlementTest, ABridgeThatIsNotThereGivesNoStatement) {
  Settlement settlement = made(bridge({0b111, 0}));
  const auto page = settlement.statement({.from = {0}, .to = {1}}, "");
  ASSERT_FALSE(page.has_value());
  EXPECT_EQ(page.error(), net::BridgeFault::unreachable);
  telemetry::Probes probes;
  settlement.show(probes);
  EXPECT_EQ(tests::figure(probes, "bursar_connector_questions_total"), 1.0);
  EXPECT_EQ(tests::figure(probes, "bursar_connector_unanswered_total"), 1.0);
  EXPECT_EQ(tests::figure(probes, "bursar_connector_answers_refused_total"), 0.0);
}

TEST_F(SettlementTest, AuthoritiesThatCannotBeReadAreABadSetting) {
  BridgeOptions options = bridge({0b111, 0});
  options.client.trusted_file = settings.connectors.authorities_file = "/nothing/there";
  EXPECT_THROW(made(std::move(options)), config::BadSetting);
}

}  // namespace
}  // namespace bursar::commands::settlement_test
