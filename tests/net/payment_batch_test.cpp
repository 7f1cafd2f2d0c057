#include "tests/net/api_world.hpp"

#include <gtest/gtest.h>

namespace bursar::tests::payment_batch_test {
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

TEST_F(PaymentBatchTest, AModeIsOneOfTwo) {
  EXPECT_EQ(batch(one("5", "a"), R"(,"mode":"independent")").status, 200);
  EXPECT_EQ(batch(one("5", "b"), R"(,"mode":"odd")").status, 400);
}

struct AtomicBatchTest : PaymentBatchTest {
  Answer together(const std::string& payments) { return batch(payments, R"(,"mode":"atomic")"); }
  std::string balance() {
    return world.get("/v1/wallets/" + agent.wallet + "/balance", org).text("balance");
  }
};

TEST_F(AtomicBatchTest, AllAreMadeAndReplayedTogether) {
  const std::string both = one("5", "a") + "," + one("6", "b");
  const Answer done = together(both);
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(done.text("succeeded"), "2");
  EXPECT_EQ(done.text("failed"), "0");
  EXPECT_EQ(balance(), "88.956");
  const Answer again = together(both);
  EXPECT_EQ(again.body, done.body);
  EXPECT_EQ(again.field("Idempotency-Replayed"), "true");
  EXPECT_EQ(again.field("Bursar-Org-Seq"), done.field("Bursar-Org-Seq"));
  EXPECT_EQ(balance(), "88.956");
}

TEST_F(AtomicBatchTest, NoneIsMadeWhereOneCannotBe) {
  const Answer none = together(one("5", "a") + "," + one("500", "b"));
  EXPECT_EQ(none.status, 402) << none.body;
  EXPECT_EQ(none.code(), "INSUFFICIENT_FUNDS");
  EXPECT_EQ(none.json.at("errors").at(0).at("pointer").as_string(), "#/payments/1");
  EXPECT_EQ(balance(), "100.00");
  world.fund(org, agent.wallet, "1000");
  const Answer again = together(one("5", "a") + "," + one("500", "b"));
  EXPECT_EQ(again.body, none.body) << "a stored refusal beats every later state";
  EXPECT_EQ(again.field("Idempotency-Replayed"), "true");
}

TEST_F(AtomicBatchTest, SomeOfItsKeysAreAConflict) {
  EXPECT_EQ(batch(one("5", "a")).status, 200);
  const Answer conflict = together(one("5", "a") + "," + one("6", "b"));
  EXPECT_EQ(conflict.status, 409);
  EXPECT_EQ(conflict.code(), "IDEMPOTENCY_CONFLICT");
  EXPECT_EQ(balance(), "94.98");
}

TEST_F(AtomicBatchTest, HasOnePayerAndKeysInAllOrNone) {
  const auto other = world.agent(org);
  const Answer two = world.post("/v1/payments/batch",
                                R"({"mode":"atomic","payments":[)" + payment(agent.wallet, "1") +
                                    "," + payment(other.wallet, "1") + "]}",
                                org);
  EXPECT_EQ(two.status, 400);
  EXPECT_EQ(two.json.at("errors").at(0).at("pointer").as_string(), "#/payments/1/from_wallet_id");
  const Answer some = together(one("5", "a") + "," + payment(agent.wallet, "5"));
  EXPECT_EQ(some.status, 400);
  EXPECT_EQ(some.json.at("errors").at(0).at("pointer").as_string(), "#/payments/1/idempotency_key");
  EXPECT_EQ(together(payment(agent.wallet, "5") + "," + payment(agent.wallet, "5")).status, 200);
  EXPECT_EQ(together("").status, 400);
}

TEST_F(AtomicBatchTest, WhatIsBeyondReachRefusesTheBatch) {
  const Answer none =
      together(payment(agent.wallet, "5") + "," + R"({"from_wallet_id":")" + agent.wallet +
               R"(","to_wallet_id":"wal_00000000000000000000000001","amount":1})");
  EXPECT_EQ(none.status, 404) << none.body;
  EXPECT_EQ(none.code(), "UNKNOWN_PAYEE");
  EXPECT_EQ(none.json.at("errors").at(0).at("pointer").as_string(), "#/payments/1");
  EXPECT_EQ(balance(), "100.00");
}

TEST_F(PaymentBatchTest, OneMalformedPaymentRefusesTheBatch) {
  const Answer wrong = batch(one("5", "a") + R"(,{"amount":1})");
  EXPECT_EQ(wrong.status, 400);
  EXPECT_EQ(world.get("/v1/wallets/" + agent.wallet + "/balance", org).text("balance"), "100.00");
}

}  // namespace
}  // namespace bursar::tests::payment_batch_test
