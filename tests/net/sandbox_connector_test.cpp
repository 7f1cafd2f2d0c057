#include "net/sandbox_connector.hpp"

#include "tests/support/amounts.hpp"
#include "tests/support/simulated_ports.hpp"

#include <optional>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace bursar::net::sandbox_connector_test {
namespace {

using actors::SettlementOrder;
using actors::SettlementReport;
using actors::Standing;
using ledger::PayoutStatus;

class SandboxConnectorTest : public testing::Test {
 protected:
  SettlementOrder order(std::string_view amount, PayoutStatus status = PayoutStatus::pending) {
    return {
        .id = "payout_1", .amount = tests::amount(amount), .status = status, .since = clock.now()};
  }
  using Deed = void (SandboxConnector::*)(const SettlementOrder&, SandboxConnector::Heard);
  SettlementReport say(Deed deed, const SettlementOrder& one) {
    std::optional<SettlementReport> said;
    (connector.*deed)(one, [&](const SettlementReport& report) { said = report; });
    EXPECT_TRUE(said.has_value());
    return said.value_or(SettlementReport{});
  }
  /// Standing when authorized, submitted, asked at once and asked later.
  std::string life(std::string_view amount) {
    constexpr std::string_view words[] = {"unanswered", "unknown", "accepted", "completed",
                                          "refused"};
    const auto word = [&](const SettlementReport& report) {
      return std::string{words[static_cast<std::size_t>(report.standing)]} + " ";
    };
    std::string all = word(say(&SandboxConnector::authorize, order(amount)));
    all += word(say(&SandboxConnector::submit, order(amount, PayoutStatus::submitted)));
    all += word(say(&SandboxConnector::status, order(amount, PayoutStatus::submitted)));
    const SettlementOrder settling = order(amount, PayoutStatus::settling);
    all += word(say(&SandboxConnector::status, settling));
    clock.advance(2'000);
    return all + word(say(&SandboxConnector::status, settling));
  }

  tests::SimulatedClock clock;
  SandboxConnector connector{{.settle_ms = 2'000}, clock};
};

TEST_F(SandboxConnectorTest, CentsDecideWhatBecomesOfAnOrder) {
  EXPECT_EQ(life("5.00"), "accepted accepted accepted accepted completed ");
  EXPECT_EQ(life("5.01").substr(0, 8), "refused ");
  EXPECT_EQ(life("5.02"), "accepted refused refused refused refused ");
  EXPECT_EQ(life("5.03"), "accepted accepted accepted accepted refused ");
  EXPECT_EQ(life("5.04"), "accepted unanswered accepted accepted completed ");
  EXPECT_EQ(life("5.05"), "accepted accepted accepted accepted accepted ");
  EXPECT_EQ(life("5.06"), "accepted completed completed completed completed ");
  EXPECT_EQ(life("123.07"), life("5.00"));
}

TEST_F(SandboxConnectorTest, WhatIsPendingItNeverHad) {
  EXPECT_EQ(say(&SandboxConnector::status, order("5.00")).standing, Standing::unknown);
}

TEST_F(SandboxConnectorTest, AReasonIsAWord) {
  EXPECT_EQ(say(&SandboxConnector::authorize, order("5.01")).reason, "destination_refused");
  EXPECT_EQ(say(&SandboxConnector::submit, order("5.02")).reason, "account_closed");
  SettlementOrder settling = order("5.03", PayoutStatus::settling);
  clock.advance(2'000);
  EXPECT_EQ(say(&SandboxConnector::status, settling).reason, "returned");
  EXPECT_EQ(say(&SandboxConnector::submit, order("5.00")).reference, "sandbox payout_1");
}

TEST_F(SandboxConnectorTest, WhatIsSubmittedIsNotTakenBackButComesBack) {
  EXPECT_EQ(say(&SandboxConnector::cancel, order("5.00", PayoutStatus::submitted)).standing,
            Standing::accepted);
  EXPECT_EQ(say(&SandboxConnector::refund, order("5.00")).standing, Standing::refused);
}

TEST_F(SandboxConnectorTest, OfProductionItSettlesNothingUnlessItIsToWriteItDown) {
  EXPECT_EQ(connector.destinations()[0], 0b111);
  EXPECT_EQ(connector.destinations()[1], 0);
}

TEST(RecordingConnectorTest, WhatIsOnlyWrittenDownIsDoneAtOnce) {
  tests::SimulatedClock clock;
  SandboxConnector connector{{.records_production = true}, clock};
  EXPECT_EQ(connector.destinations()[1], 0b111);
  SettlementOrder order{.id = "payout_1",
                        .environment = ledger::Environment::production,
                        .amount = tests::amount("5.01")};
  std::string said;
  const auto hear = [&](const SettlementReport& report) {
    said += report.standing == Standing::completed ? report.reference : "accepted ";
  };
  connector.authorize(order, hear);
  connector.submit(order, hear);
  EXPECT_EQ(said, "accepted recorded payout_1");
  said.clear();
  order.status = PayoutStatus::submitted;
  connector.status(order, hear);
  EXPECT_EQ(said, "recorded payout_1");
}

}  // namespace
}  // namespace bursar::net::sandbox_connector_test
