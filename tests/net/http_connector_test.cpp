#include "net/http_connector.hpp"

#include "crypto/hash.hpp"
#include "net/payout_destination.hpp"
#include "tests/support/amounts.hpp"
#include "tests/support/fake_connector.hpp"
#include "tests/support/fake_outbound.hpp"
#include "tests/support/simulated_ports.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::net::http_connector_test {
namespace {

using actors::OutboundAnswer;
using actors::SettlementOrder;
using actors::SettlementReport;
using actors::Standing;
using ledger::PayoutStatus;
using tests::BridgeSays;
using tests::FakeConnector;
using tests::FakeOutbound;

class HttpConnectorTest : public testing::Test {
 protected:
  HttpConnectorTest() { crypto::start(); }

  SettlementOrder order(PayoutStatus status = PayoutStatus::submitted,
                        std::string id = "payout_1") {
    return {.id = std::move(id),
            .wallet = payer,
            .amount = tests::amount("5.00"),
            .destination = keep(ledger::StripeAccount{"acct_12345678"}, payer, seal).sealed,
            .status = status,
            .asked_at = clock.now()};
  }
  void answers(std::string_view status, std::string_view id = "payout_1") {
    BridgeSays said{.body = std::string{R"({"id":")"}.append(id).append(
                        R"(","amount":"5.00","currency":"USD","status":")"),
                    .seconds = clock.now().milliseconds / 1'000,
                    .keys = {key}};
    said.body.append(status).append(R"(","reference":"ref 1"})");
    outbound.says = [said](const auto& request) { return said.to(request); };
  }
  using Deed = void (HttpConnector::*)(const SettlementOrder&, HttpConnector::Heard);
  SettlementReport say(Deed deed, const SettlementOrder& one) {
    std::optional<SettlementReport> said;
    (connector.*deed)(one, [&](const SettlementReport& report) { said = report; });
    EXPECT_TRUE(said.has_value());
    return said.value_or(SettlementReport{});
  }
  Standing standing(Deed deed, std::string_view status,
                    PayoutStatus here = PayoutStatus::submitted) {
    answers(status);
    return say(deed, order(here)).standing;
  }

  const std::vector<std::uint8_t> key = std::vector<std::uint8_t>(32, 7);
  const ledger::WalletId payer{{1, 2}};
  crypto::SealedTexts seal{crypto::Bytes<32>{9}, "key 1"};
  FakeOutbound outbound;
  tests::SimulatedClock clock;
  tests::SeededRandom random{1};
  std::vector<RefusedAnswer> told;
  BridgeLink link{{.url = "https://bridge.example.com",
                   .keys = {key},
                   .on_refused = [this](const RefusedAnswer& one) { told.push_back(one); }},
                  outbound,
                  clock,
                  random};
  HttpConnector connector{{.destinations = {0b101, 0b010}}, link, seal};
};

TEST_F(HttpConnectorTest, EachQuestionHasAPlaceOfItsOwn) {
  answers("refused");
  for (const auto& [deed, place] :
       {std::pair<Deed, std::string>{&HttpConnector::authorize, "authorize"},
        {&HttpConnector::submit, "submit"},
        {&HttpConnector::status, "status"},
        {&HttpConnector::cancel, "cancel"},
        {&HttpConnector::refund, "refund"}}) {
    EXPECT_EQ(say(deed, order()).standing, Standing::refused) << place;
    EXPECT_EQ(outbound.asked.back().url, "https://bridge.example.com/" + place);
    const bool told_where = outbound.asked.back().body.contains("acct_12345678");
    EXPECT_EQ(told_where, place == "authorize" || place == "submit") << place;
  }
}

TEST_F(HttpConnectorTest, WhatIsSaidIsReported) {
  EXPECT_EQ(standing(&HttpConnector::authorize, "accepted", PayoutStatus::pending),
            Standing::accepted);
  EXPECT_EQ(standing(&HttpConnector::submit, "accepted"), Standing::accepted);
  EXPECT_EQ(standing(&HttpConnector::status, "unknown"), Standing::unknown);
  answers("completed");
  const auto report = say(&HttpConnector::status, order());
  EXPECT_EQ(report.standing, Standing::completed);
  EXPECT_EQ(report.reference, "ref 1");
  EXPECT_TRUE(told.empty());
}

TEST_F(HttpConnectorTest, WhatDoesNotCountIsNoAnswer) {
  const auto unanswered = [&](std::string_view body, std::string_view why) {
    const BridgeSays said{
        .body = std::string{body}, .seconds = clock.now().milliseconds / 1'000, .keys = {key}};
    outbound.says = [said](const auto& request) { return said.to(request); };
    EXPECT_EQ(say(&HttpConnector::status, order()).standing, Standing::unanswered) << body;
    ASSERT_FALSE(told.empty()) << body;
    EXPECT_EQ(word(told.back().fault), why) << body;
    EXPECT_EQ(told.back().about, "payout_1");
  };
  unanswered("", "not_understood");
  unanswered(R"({"id":"payout_2","amount":"5.00","currency":"USD","status":"completed"})",
             "other_payout");
  unanswered(R"({"id":"payout_1","amount":"6.00","currency":"USD","status":"completed"})",
             "other_amount");
  outbound.says = [](const auto&) { return OutboundAnswer{}; };
  EXPECT_EQ(say(&HttpConnector::status, order()).standing, Standing::unanswered);
  EXPECT_EQ(link.figures().refused, 3U);
  EXPECT_EQ(link.figures().unanswered, 1U);
}

TEST_F(HttpConnectorTest, AFinalWordIsNotTakenBack) {
  EXPECT_EQ(standing(&HttpConnector::status, "refused"), Standing::refused);
  EXPECT_EQ(standing(&HttpConnector::status, "refused"), Standing::refused);
  for (const char* other : {"completed", "accepted", "unknown"})
    EXPECT_EQ(standing(&HttpConnector::status, other), Standing::unanswered) << other;
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].fault, BridgeFault::contradiction);
  answers("completed", "payout_2");
  EXPECT_EQ(say(&HttpConnector::status, order(PayoutStatus::settling, "payout_2")).standing,
            Standing::completed)
      << "another one is another's word";
  answers("refused", "payout_2");
  EXPECT_EQ(say(&HttpConnector::status, order(PayoutStatus::settling, "payout_2")).standing,
            Standing::unanswered);
  EXPECT_EQ(say(&HttpConnector::refund, order(PayoutStatus::completed, "payout_2")).standing,
            Standing::refused)
      << "it was asked to come back";
}

TEST_F(HttpConnectorTest, WhetherItWouldBeTakenIsNoFinalWord) {
  EXPECT_EQ(standing(&HttpConnector::authorize, "refused", PayoutStatus::pending),
            Standing::refused);
  EXPECT_EQ(standing(&HttpConnector::authorize, "accepted", PayoutStatus::pending),
            Standing::accepted);
  EXPECT_EQ(standing(&HttpConnector::submit, "completed"), Standing::completed);
}

TEST_F(HttpConnectorTest, OfManyFinalWordsTheFirstAreForgotten) {
  EXPECT_EQ(standing(&HttpConnector::status, "refused"), Standing::refused);
  for (int i = 0; i < 10'000; ++i) {
    const std::string id = "payout_of_others_" + std::to_string(i);
    answers("refused", id);
    say(&HttpConnector::status, order(PayoutStatus::settling, id));
  }
  EXPECT_EQ(standing(&HttpConnector::status, "completed"), Standing::completed);
}

TEST_F(HttpConnectorTest, WhatIsSealedUnderAnotherKeyIsNotAsked) {
  answers("accepted");
  SettlementOrder sealed = order();
  sealed.wallet = {{3, 4}};
  EXPECT_EQ(say(&HttpConnector::submit, sealed).standing, Standing::unanswered);
  EXPECT_TRUE(outbound.asked.empty());
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].fault, BridgeFault::unreadable);
  EXPECT_EQ(say(&HttpConnector::status, sealed).standing, Standing::accepted)
      << "for which nobody has to know where it goes";
}

TEST_F(HttpConnectorTest, AnAnswerMayOutliveTheConnector) {
  answers("completed");
  outbound.holds = true;
  std::optional<Standing> heard;
  {
    HttpConnector gone{{}, link, seal};
    gone.status(order(), [&](const SettlementReport& report) { heard = report.standing; });
  }
  outbound.let_go();
  EXPECT_EQ(heard, Standing::completed);
}

TEST_F(HttpConnectorTest, ItSettlesWhatItWasToldTo) {
  EXPECT_EQ(connector.destinations(), (std::array<std::uint8_t, 2>{0b101, 0b010}));
}

TEST(ConnectorByEnvironmentTest, EachEnvironmentHasItsOwn) {
  FakeConnector sandbox;
  FakeConnector production;
  sandbox.served = {0b001, 0b111};
  production.served = {0b111, 0b010};
  ConnectorByEnvironment both{{&sandbox, &production}};
  EXPECT_EQ(both.destinations(), (std::array<std::uint8_t, 2>{0b001, 0b010}));
  for (const auto environment : {ledger::Environment::sandbox, ledger::Environment::production}) {
    const SettlementOrder order{.id = "payout_1", .environment = environment};
    int heard = 0;
    const auto hear = [&](const SettlementReport&) { ++heard; };
    both.authorize(order, hear);
    both.submit(order, hear);
    both.status(order, hear);
    both.cancel(order, hear);
    both.refund(order, hear);
    EXPECT_EQ(heard, 5);
    EXPECT_EQ(sandbox.asked, 3);
    EXPECT_EQ(production.asked, environment == ledger::Environment::sandbox ? 0 : 3);
  }
}

}  // namespace
}  // namespace bursar::net::http_connector_test
