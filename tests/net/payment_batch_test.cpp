#include "tests/net/api_world.hpp"

#include <gtest/gtest.h>

namespace bursar::tests {
namespace {

struct PaymentBatchTest : testing::Test {
  PaymentBatchTest() { world.fund(org, agent.wallet, "100"); }

  Answer batch(const std::string& payments, const std::string& more = {},
               const std::string& idempotency = {}) {
    return world.post("/v1/payments/batch", R"({"payments":[)" + payments + "]" + more + "}",
                      agent.key, idempotency);
  }
  std::string one(const std::string& amount, const std::string& key) {
    return payment(agent.wallet, amount, R"(,"idempotency_key":")" + key + "\"");
  }

  ApiWorld world;
  std::string org = world.sign_up();
  ApiWorld::Agent agent = world.agent(org);
};

TEST_F(PaymentBatchTest, EachStandsForItselfAndKeepsItsPlace) {
  const Answer done = batch(one("5", "a") + "," + payment("wal_x", "5") + "," + one("500", "b") +
                            "," + one("6", "c"));
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(done.text("succeeded"), "2");
  EXPECT_EQ(done.text("failed"), "2");
  const auto& results = done.json.at("results").as_array();
  EXPECT_EQ(results[0].at("amount").as_string(), "5.00");
  EXPECT_EQ(results[1].at("code").as_string(), "WALLET_SCOPE");
  EXPECT_EQ(results[2].at("code").as_string(), "INSUFFICIENT_FUNDS");
  EXPECT_EQ(results[3].at("amount").as_string(), "6.00");
  const Answer again = batch(one("5", "a"));
  EXPECT_EQ(boost::json::serialize(again.json.at("results").at(0)),
            boost::json::serialize(results[0]));
}

TEST_F(PaymentBatchTest, NothingReachesTheEngineWhenAllAreBeyondReach) {
  const Answer done = batch(payment("wal_x", "5"));
  EXPECT_EQ(done.status, 200);
  EXPECT_EQ(done.text("failed"), "1");
}

TEST_F(PaymentBatchTest, KeysStandInThePaymentsOnceEach) {
  EXPECT_EQ(batch(one("5", "a"), {}, "k").status, 400);
  const Answer twice = batch(one("5", "a") + "," + one("6", "a"));
  EXPECT_EQ(twice.status, 400);
  EXPECT_EQ(twice.json.at("errors").at(0).at("pointer").as_string(),
            "#/payments/1/idempotency_key");
}

TEST_F(PaymentBatchTest, AtomicIsNotOfferedYet) {
  const Answer atomic = batch(one("5", "a"), R"(,"mode":"atomic")");
  EXPECT_EQ(atomic.status, 400);
  EXPECT_NE(atomic.body.find("atomic"), std::string::npos);
  EXPECT_EQ(batch(one("5", "a"), R"(,"mode":"independent")").status, 200);
  EXPECT_EQ(batch(one("5", "a"), R"(,"mode":"odd")").status, 400);
}

TEST_F(PaymentBatchTest, OneMalformedPaymentRefusesTheBatch) {
  const Answer wrong = batch(one("5", "a") + R"(,{"amount":1})");
  EXPECT_EQ(wrong.status, 400);
  EXPECT_EQ(world.get("/v1/wallets/" + agent.wallet + "/balance", org).text("balance"), "100.00");
}

}  // namespace
}  // namespace bursar::tests
