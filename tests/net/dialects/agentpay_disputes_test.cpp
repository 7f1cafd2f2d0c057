// "Disputes" of AgentPay's document, and what it has no request for.

#include "net/dialects/agentpay.hpp"
#include "tests/net/agentpay_world.hpp"

#include <string>

#include <gtest/gtest.h>

namespace bursar::net::agentpay_disputes_test {
namespace {

using tests::AgentPayWorld;
using tests::Answer;
using tests::of_error;

TEST(AgentPayDisputesTest, ASecondDisputeOfAPaymentIsADuplicate) {
  AgentPayWorld world;
  world.open_agent();
  world.pay_a_wallet();
  const std::string body = R"({"payment_id":"$PAYMENT_ID","reason":"incorrect_amount"})";
  const Answer first = world.post("/v1/disputes", body);
  ASSERT_EQ(first.status, 201) << first.body;
  EXPECT_TRUE(first.json.at("amount").is_number());
  EXPECT_TRUE(first.text("payer_wallet_id").starts_with("wallet_"));
  const Answer second = world.post("/v1/disputes", body);
  EXPECT_EQ(second.status, 409);
  EXPECT_EQ(of_error(second, "code"), "DUPLICATE_DISPUTE");
  EXPECT_EQ(of_error(second, "dispute_id"), first.text("id"))
      << "the one to which evidence is added";
}

TEST(AgentPayDisputesTest, TheOpenerDropsADisputeBeforeItIsReviewed) {
  AgentPayWorld world;
  world.open_agent();
  world.pay_a_wallet();
  const Answer opened =
      world.post("/v1/disputes", R"({"payment_id":"$PAYMENT_ID","reason":"incorrect_amount"})");
  const std::string path = "/v1/disputes/" + opened.text("id");
  EXPECT_EQ(world.post(path + "/withdraw", "").text("status"), "withdrawn");
  EXPECT_EQ(of_error(world.post(path + "/withdraw", ""), "code"), "INVALID_STATE");
  EXPECT_EQ(world.get(path).text("status"), "withdrawn");
  EXPECT_EQ(world.get("/v1/disputes?status=open").json.at("total").as_int64(), 0);
  EXPECT_EQ(world.get("/v1/disputes?status=withdrawn").json.at("total").as_int64(), 1);
}

TEST(AgentPayDisputesTest, APaymentToSomebodyOutsideCannotBeDisputed) {
  AgentPayWorld world;
  world.open_agent();
  const Answer paid =
      world.post("/v1/payments",
                 R"({"from_wallet_id":"$WALLET_ID","to_external":"merchant:demo","amount":5})");
  const Answer told = world.post("/v1/disputes", R"({"payment_id":")" + paid.text("id") +
                                                     R"(","reason":"service_not_delivered"})");
  EXPECT_EQ(told.status, 409);
  EXPECT_EQ(of_error(told, "code"), "INVALID_STATE") << "nobody here could give it back";
}

TEST(AgentPayDisputesTest, AListIsOfTheAgentThatAsks) {
  AgentPayWorld world;
  world.open_agent();
  world.pay_a_wallet();
  world.post("/v1/disputes", R"({"payment_id":"$PAYMENT_ID","reason":"r"})");
  AgentPayWorld::Named other = world.another_agent();
  for (const char* path : {"/v1/disputes", "/v1/payouts"}) {
    const Answer told = world.get(path, other.key);
    EXPECT_EQ(told.json.at("total").as_int64(), 0) << path;
    EXPECT_FALSE(told.json.at("has_more").as_bool());
  }
  EXPECT_EQ(world.get("/v1/disputes", world.provider).json.at("total").as_int64(), 1)
      << "either side sees it";
}

}  // namespace
}  // namespace bursar::net::agentpay_disputes_test
