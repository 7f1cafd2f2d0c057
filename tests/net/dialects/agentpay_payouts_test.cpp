// "Payouts" of AgentPay's document, and how its lists are paged.

#include "net/dialects/agentpay.hpp"
#include "tests/net/agentpay_world.hpp"

#include <string>

#include <gtest/gtest.h>

namespace bursar::net::agentpay_payouts_test {
namespace {

using tests::AgentPayWorld;
using tests::Answer;
using tests::of_error;

TEST(AgentPayPayoutsTest, ListsGoByLimitAndOffset) {
  AgentPayWorld world;
  world.open_agent();
  for (const char* amount : {"1", "2", "3"})
    world.post("/v1/payouts", R"({"from_wallet_id":"$WALLET_ID","amount":)" + std::string{amount} +
                                  R"(,"destination_type":"stripe",
                                      "destination":{"account":"acct_1032D82eZvKYlo2C"}})");
  const auto page = [&](const std::string& query) {
    std::string amounts;
    const Answer told = world.get("/v1/payouts?" + query);
    EXPECT_EQ(told.status, 200) << told.body;
    EXPECT_EQ(told.json.at("total").as_int64(), 3) << "on all pages";
    for (const auto& row : told.json.at("payouts").as_array())
      amounts += std::to_string(row.at("amount").as_int64());
    return amounts + (told.json.at("has_more").as_bool() ? "…" : "");
  };
  EXPECT_EQ(page("limit=2"), "32…");
  EXPECT_EQ(page("limit=2&offset=2"), "1");
  EXPECT_EQ(page("limit=2&offset=9"), "");
  EXPECT_EQ(page(""), "321");
  EXPECT_EQ(of_error(world.get("/v1/payouts?limit=101"), "code"), "INVALID_REQUEST");
  EXPECT_EQ(world.get("/v1/payouts?status=lost").status, 400);
  EXPECT_EQ(world.get("/v1/payouts?cursor=x").status, 400) << "none is known here";
}

TEST(AgentPayPayoutsTest, WhatWasAskedInOneSpellingIsReadInEither) {
  AgentPayWorld world;
  world.open_agent();
  world.pay_a_wallet();
  const Answer opened = world.post("/v1/disputes", R"({"payment_id":"$PAYMENT_ID","reason":"r"})");
  const Answer canonical = world.api.get("/v1/disputes/" + opened.text("id"), world.key);
  EXPECT_EQ(canonical.text("amount"), "5.00");
  EXPECT_TRUE(canonical.text("payer_wallet_id").starts_with("wal_"));
  const Answer asked = world.post("/v1/payouts", R"({"from_wallet_id":"$WALLET_ID","amount":1,
      "destination_type":"stripe","destination":{"account":"acct_1032D82eZvKYlo2C"}})");
  EXPECT_EQ(world.get("/v1/payouts/" + asked.text("id")).body, asked.body);
  const Answer payout = world.api.get("/v1/payouts/" + asked.text("id"), world.key);
  EXPECT_EQ(payout.text("amount"), "1.00");
  const Answer cancelled = world.post("/v1/payouts/" + asked.text("id") + "/cancel", "");
  EXPECT_EQ(cancelled.text("status"), "cancelled");
  EXPECT_EQ(cancelled.json.at("amount").as_int64(), 1);
}

}  // namespace
}  // namespace bursar::net::agentpay_payouts_test
