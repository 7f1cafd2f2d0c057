#include "tests/net/api_world.hpp"

#include <gtest/gtest.h>

namespace bursar::tests::payment_view_test {
namespace {

struct PaymentViewTest : testing::Test {
  PaymentViewTest() { world.fund(org, agent.wallet, "100"); }

  Answer paid_to(const std::string& wallet) {
    return world.post("/v1/payments",
                      R"({"from_wallet_id":")" + agent.wallet + R"(","to_wallet_id":")" + wallet +
                          R"(","amount":5,"metadata":{"secret":1}})",
                      agent.key);
  }

  ApiWorld world;
  std::string org = world.sign_up();
  ApiWorld::Agent agent = world.agent(org);
};

TEST_F(PaymentViewTest, ThePayerSeesReceiptPostingsAndEvents) {
  const Answer paid = world.post("/v1/payments", payment(agent.wallet, "5"), agent.key);
  const Answer seen = world.get("/v1/payments/" + paid.text("id"), org);
  ASSERT_EQ(seen.status, 200) << seen.body;
  EXPECT_TRUE(seen.body.starts_with(paid.body.substr(0, paid.body.size() - 1))) << seen.body;
  EXPECT_EQ(seen.json.at("postings").as_array().size(), 3U) << seen.body;
  EXPECT_EQ(seen.json.at("events").at(0).at("type").as_string(), "payment.completed");
}

TEST_F(PaymentViewTest, APayeeSeesNothingOfThePayers) {
  const std::string other = world.sign_up("Other");
  const auto payee = world.agent(other);
  const Answer paid = paid_to(payee.wallet);
  for (const std::string& key : {other, payee.key}) {
    const Answer seen = world.get("/v1/payments/" + paid.text("id"), key);
    ASSERT_EQ(seen.status, 200) << seen.body;
    EXPECT_EQ(seen.text("fee"), "0.00");
    EXPECT_TRUE(seen.text("balance_after").empty());
    EXPECT_TRUE(seen.text("total_debited").empty());
    EXPECT_EQ(seen.body.find("secret"), std::string::npos);
    EXPECT_EQ(seen.body.find("5.02"), std::string::npos) << seen.body;
  }
}

TEST_F(PaymentViewTest, AColleaguesKeySeesItsOwnEntryAlone) {
  const auto colleague = world.agent(org);
  const Answer paid = paid_to(colleague.wallet);
  EXPECT_EQ(paid.text("metadata"), R"({"secret":1})");
  EXPECT_FALSE(paid.json.as_object().contains("category"));
  const Answer seen = world.get("/v1/payments/" + paid.text("id"), colleague.key);
  ASSERT_EQ(seen.json.at("postings").as_array().size(), 1U) << seen.body;
  EXPECT_EQ(seen.json.at("postings").at(0).at("account").as_string(), colleague.wallet);
}

TEST_F(PaymentViewTest, OneThatIsArchivedIsFoundNoMore) {
  const Answer paid = world.post("/v1/payments", payment(agent.wallet, "5"), agent.key);
  const Answer kept = world.post("/v1/payments", payment(agent.wallet, "6"), agent.key);
  world.store.archive_before(world.store.last_sequence());
  const Answer seen = world.get("/v1/payments/" + paid.text("id"), agent.key);
  EXPECT_EQ(seen.status, 404) << seen.body;
  EXPECT_EQ(world.get("/v1/payments/" + kept.text("id"), agent.key).status, 200);
  EXPECT_EQ(world.get("/v1/payments/tx_0000000000000G000000000002", agent.key).status, 404);
}

TEST_F(PaymentViewTest, EverybodyElseFindsNothing) {
  const Answer paid = world.post("/v1/payments", payment(agent.wallet, "5"), agent.key);
  const std::string path = "/v1/payments/" + paid.text("id");
  EXPECT_EQ(world.get(path, world.sign_up("Other")).status, 404);
  EXPECT_EQ(world.get(path, world.agent(org).key).status, 404);
  EXPECT_EQ(world.get("/v1/payments/tx_x", org).status, 404);
  EXPECT_EQ(world.get("/v1/payments/tx_00000000000000000000000001", org).status, 404);
}

}  // namespace
}  // namespace bursar::tests::payment_view_test
