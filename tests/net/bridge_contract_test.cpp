#include "net/bridge_contract.hpp"

#include "tests/net/json_bodies.hpp"
#include "tests/support/amounts.hpp"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace bursar::net::bridge_contract_test {
namespace {

using actors::SettlementOrder;
using actors::SettlementReport;
using actors::Standing;
using ledger::DestinationType;
using ledger::PayoutStatus;

SettlementOrder an_order(PayoutStatus status = PayoutStatus::submitted) {
  return {.id = "payout_1",
          .environment = ledger::Environment::production,
          .amount = tests::amount("25.10"),
          .destination = {.type = DestinationType::bank, .masked = "{}", .sealed = {1}},
          .description = "rent",
          .status = status,
          .asked_at = {1'764'000'000'123}};
}

std::expected<SettlementReport, BridgeFault> judged(std::string_view body,
                                                    BridgeDeed deed = BridgeDeed::status,
                                                    PayoutStatus status = PayoutStatus::submitted) {
  return report_of(deed, an_order(status), tests::PaddedBody{body}.view());
}
std::string fault_in(std::string_view body, BridgeDeed deed = BridgeDeed::status,
                     PayoutStatus status = PayoutStatus::submitted) {
  const auto report = judged(body, deed, status);
  return report ? "none" : std::string{word(report.error())};
}
std::string saying(std::string_view status) {
  return std::string{R"({"id":"payout_1","amount":"25.10","currency":"USD","status":")"}
      .append(status)
      .append(R"("})");
}

TEST(BridgeContractTest, AnOrderIsTold) {
  EXPECT_EQ(order_text(an_order(), ledger::BankAccount{"021000021", "9876", "checking", "A \"B\""}),
            R"({"id":"payout_1","environment":"PRODUCTION","amount":"25.10","currency":"USD",)"
            R"("created_at":"2025-11-24T16:00:00.123Z","destination_type":"bank","destination":{)"
            R"("routing_number":"021000021","account_number":"9876","account_type":"checking",)"
            R"("account_holder":"A \"B\""},"description":"rent"})");
  SettlementOrder order = an_order();
  order.environment = ledger::Environment::sandbox;
  order.description.clear();
  order.destination.type = DestinationType::crypto;
  EXPECT_TRUE(order_text(order, ledger::ChainAddress{"base", "0x1"})
                  .ends_with(R"("destination_type":"crypto","destination":{"network":"base",)"
                             R"("address":"0x1"},"description":null})"));
  order.destination.type = DestinationType::stripe;
  EXPECT_TRUE(order_text(order, ledger::StripeAccount{"acct_1"})
                  .ends_with(R"("destination_type":"stripe","destination":{"account":"acct_1"},)"
                             R"("description":null})"));
}

TEST(BridgeContractTest, WhereItGoesIsToldOnlyToBringItThere) {
  EXPECT_TRUE(tells_destination(BridgeDeed::authorize));
  EXPECT_TRUE(tells_destination(BridgeDeed::submit));
  for (const BridgeDeed deed : {BridgeDeed::status, BridgeDeed::cancel, BridgeDeed::refund})
    EXPECT_FALSE(tells_destination(deed)) << word(deed);
  const std::string text = order_text(an_order(), std::nullopt);
  EXPECT_TRUE(text.ends_with(R"("destination_type":"bank"})")) << text;
  EXPECT_EQ(text.find("rent"), std::string::npos);
}

TEST(BridgeContractTest, AnAnswerIsAReport) {
  const auto report =
      judged(R"({"id":"payout_1","amount":"25.10","currency":"USD","status":"refused",)"
             R"("reference":"ach 7","reason":"account_closed"})");
  ASSERT_TRUE(report.has_value());
  EXPECT_EQ(report->standing, Standing::refused);
  EXPECT_EQ(report->reference, "ach 7");
  EXPECT_EQ(report->reason, "account_closed");
  EXPECT_EQ(judged(saying("accepted"))->standing, Standing::accepted);
  EXPECT_EQ(judged(saying("completed"))->standing, Standing::completed);
  EXPECT_EQ(judged(saying("unknown"))->standing, Standing::unknown);
}

TEST(BridgeContractTest, AReferenceMayHaveTwoHundredLettersOfAnyLength) {
  std::string letters;
  for (int i = 0; i < 200; ++i) letters += "\U0001F600";
  const std::string good = saying("accepted");
  const std::string begun = good.substr(0, good.size() - 1) + R"(,"reference":")";
  const auto report = judged(begun + letters + R"("})");
  ASSERT_TRUE(report.has_value());
  EXPECT_EQ(report->reference, letters);
  EXPECT_EQ(report->reference.size(), actors::reference_bytes_max) << "a record has all of it";
  EXPECT_EQ(fault_in(begun + letters + R"(x"})"), word(BridgeFault::not_understood));
}

TEST(BridgeContractTest, WhatIsNotUnderstoodIsAFault) {
  const std::string good = saying("accepted");
  const std::string members = good.substr(1, good.size() - 2);
  for (const std::string& body :
       {std::string{}, std::string{"{"}, std::string{"[]"}, std::string{"null"}, std::string{"{}"},
        good + good, std::string{"<html>"}, saying("paid"), saying("COMPLETED"), saying(""),
        "{" + members + R"(,"paid":true})", "{" + members + R"(,"status":"completed"})",
        "{" + members + R"(,"reference":")" + std::string(201, 'x') + R"("})",
        "{" + members + R"(,"reason":"a\u0000b"})", "{" + members + R"(,"reference":7})",
        std::string{R"({"id":"payout_1","amount":"25.10","currency":"EUR","status":"accepted"})"},
        std::string{R"({"id":"payout_1","amount":"-1","currency":"USD","status":"accepted"})"},
        std::string{R"({"id":"payout_1","currency":"USD","status":"completed"})"},
        std::string{"{\"id\":\"payout_1\xFF\"}"}})
    EXPECT_EQ(fault_in(body), "not_understood") << body;
}

TEST(BridgeContractTest, WhatIsAboutAnotherPayoutOrAmountIsAFault) {
  EXPECT_EQ(fault_in(R"({"id":"payout_2","amount":"25.10","currency":"USD","status":"completed"})"),
            "other_payout");
  for (const char* amount : {"25.11", "25.10000001", "2510", "0.01"})
    EXPECT_EQ(fault_in(std::string{R"({"id":"payout_1","amount":")"} + amount +
                       R"(","currency":"USD","status":"completed"})"),
              "other_amount");
}

TEST(BridgeContractTest, WhatCannotBeSoIsAFault) {
  const auto told = [](std::string_view status, BridgeDeed deed, PayoutStatus here) {
    return fault_in(saying(status), deed, here);
  };
  for (const char* status : {"completed", "unknown"})
    EXPECT_EQ(told(status, BridgeDeed::authorize, PayoutStatus::pending), "contradiction");
  EXPECT_EQ(told("accepted", BridgeDeed::authorize, PayoutStatus::pending), "none");
  EXPECT_EQ(told("refused", BridgeDeed::authorize, PayoutStatus::pending), "none");
  EXPECT_EQ(told("unknown", BridgeDeed::submit, PayoutStatus::submitted), "contradiction");
  EXPECT_EQ(told("unknown", BridgeDeed::status, PayoutStatus::submitted), "none");
  EXPECT_EQ(told("unknown", BridgeDeed::status, PayoutStatus::settling), "contradiction");
  EXPECT_EQ(told("unknown", BridgeDeed::refund, PayoutStatus::completed), "contradiction");
  EXPECT_EQ(told("unknown", BridgeDeed::cancel, PayoutStatus::pending), "none");
  for (const char* status : {"accepted", "completed", "refused"})
    EXPECT_EQ(told(status, BridgeDeed::status, PayoutStatus::settling), "none") << status;
}

TEST(BridgeContractTest, DeedsAreTheEndsOfUrls) {
  EXPECT_EQ(word(BridgeDeed::authorize), "authorize");
  EXPECT_EQ(word(BridgeDeed::submit), "submit");
  EXPECT_EQ(word(BridgeDeed::status), "status");
  EXPECT_EQ(word(BridgeDeed::cancel), "cancel");
  EXPECT_EQ(word(BridgeDeed::refund), "refund");
}

}  // namespace
}  // namespace bursar::net::bridge_contract_test
