#include "net/fund_batch.hpp"

#include "tests/net/api_world.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::tests::fund_batch_test {
namespace {

struct FundBatchTest : testing::Test {
  FundBatchTest() {
    for (int n = 0; n < 3; ++n) wallets.push_back(world.agent(org).wallet);
  }

  static std::string body(const std::vector<std::string>& whom, const std::string& amount) {
    std::string text = R"({"allocations":[)";
    for (const std::string& wallet : whom)
      text += R"({"wallet_id":")" + wallet + R"(","amount":")" + amount + "\"},";
    text.back() = ']';
    return text + "}";
  }
  Answer fund(const std::vector<std::string>& whom, const std::string& amount = "5.00",
              const std::string& idempotency = {}) {
    return world.post("/v1/wallets/fund-batch", body(whom, amount), org, idempotency);
  }
  static std::string pointer(const Answer& answer) {
    return std::string{answer.json.at("errors").at(0).at("pointer").as_string()};
  }
  std::string balance(const std::string& wallet) {
    return world.get("/v1/wallets/" + wallet + "/balance", org).text("balance");
  }

  ApiWorld world;
  std::string org = world.sign_up();
  std::vector<std::string> wallets;
};

TEST_F(FundBatchTest, AllAreFundedAtOnce) {
  const Answer funded = fund(wallets);
  ASSERT_EQ(funded.status, 200) << funded.body;
  EXPECT_EQ(funded.text("total"), "15.00");
  EXPECT_EQ(funded.text("org_balance_remaining"), "9985.00");
  for (std::size_t i = 0; i < wallets.size(); ++i) {
    const auto& one = funded.json.at("funded").at(i);
    EXPECT_EQ(one.at("wallet_id").as_string(), wallets[i]);
    EXPECT_EQ(one.at("funded_amount").as_string(), "5.00");
    EXPECT_EQ(one.at("balance").as_string(), "5.00");
  }
}

TEST_F(FundBatchTest, OneThatIsRefusedKeepsAllFromBeingFundedAndIsNamed) {
  world.patch("/v1/wallets/" + wallets[1], R"({"status":"frozen"})", org);
  const Answer frozen = fund(wallets, "5.00", "k");
  EXPECT_EQ(frozen.code(), "WALLET_FROZEN");
  EXPECT_EQ(pointer(frozen), "#/allocations/1/wallet_id");
  world.patch("/v1/wallets/" + wallets[1], R"({"status":"active"})", org);
  const Answer again = fund(wallets, "5.00", "k");
  EXPECT_EQ(again.body, frozen.body);
  EXPECT_EQ(again.field("Idempotency-Replayed"), "true");
  world.remove("/v1/wallets/" + wallets[2], org);
  const Answer archived = fund(wallets);
  EXPECT_EQ(archived.code(), "WALLET_ARCHIVED");
  EXPECT_EQ(pointer(archived), "#/allocations/2/wallet_id");
  for (const std::string& wallet : wallets) EXPECT_EQ(balance(wallet), "0.00");
}

TEST_F(FundBatchTest, WhatIsNotYoursIsNamedToo) {
  const std::string other = world.sign_up("Other");
  const std::string foreign = world.agent(other).wallet;
  for (const std::string& astray :
       {foreign, std::string{"wal_01ARZ3NDEKTSV4RRFFQ69G5FAV"}, std::string{"nonsense"}}) {
    const Answer refused = fund({wallets[0], astray});
    EXPECT_EQ(refused.status, 404) << astray;
    EXPECT_EQ(pointer(refused), "#/allocations/1/wallet_id");
  }
  EXPECT_EQ(balance(wallets[0]), "0.00");
}

TEST_F(FundBatchTest, IsMalformedByThisTable) {
  const Answer twice = fund({wallets[0], wallets[1], "agt_" + wallets[0].substr(4)});
  EXPECT_EQ(twice.status, 400);
  EXPECT_EQ(pointer(twice), "#/allocations/2/wallet_id");
  const std::string own{
      world.get("/v1/organization", org).json.at("org_wallet").at("id").as_string()};
  const Answer giver = fund({wallets[0], own});
  EXPECT_EQ(giver.status, 400);
  EXPECT_EQ(pointer(giver), "#/allocations/1/wallet_id");
  const Answer nothing = fund(wallets, "0.00");
  EXPECT_EQ(nothing.code(), "INVALID_AMOUNT");
  EXPECT_EQ(pointer(nothing), "#/allocations/0/amount");
  EXPECT_EQ(world.post("/v1/wallets/fund-batch", R"({"allocations":[]})", org).status, 400);
  const std::vector<std::string> many(1'001, wallets[0]);
  EXPECT_EQ(fund(many).status, 400);
}

TEST_F(FundBatchTest, MoreThanThereIsMovesNothing) {
  const Answer refused = fund(wallets, "3333.34");
  EXPECT_EQ(refused.code(), "INSUFFICIENT_FUNDS");
  EXPECT_EQ(refused.text("max_allowed_now"), "10000.00");
  EXPECT_FALSE(refused.json.as_object().contains("errors"));
  EXPECT_EQ(balance(wallets[0]), "0.00");
}

TEST_F(FundBatchTest, AReplayIsTheSameByteForByteAndAnotherBodyAConflict) {
  const Answer first = fund(wallets, "5.00", "k");
  const Answer again = fund(wallets, "5", "k");
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(again.field("Idempotency-Replayed"), "true");
  EXPECT_EQ(fund({wallets[0], wallets[1]}, "5.00", "k").code(), "IDEMPOTENCY_CONFLICT");
}

TEST_F(FundBatchTest, HistoriesShowEachItsPart) {
  const Answer funded = fund(wallets);
  const auto newest = [&](const std::string& wallet) {
    return world.get("/v1/wallets/" + wallet + "/transactions", org).json.at("data").at(0);
  };
  EXPECT_EQ(newest(wallets[2]).at("type").as_string(), "funding");
  EXPECT_EQ(newest(wallets[2]).at("id").as_string(), funded.text("id"));
  EXPECT_EQ(newest(wallets[2]).at("amount").as_string(), "5.00");
  EXPECT_EQ(newest(wallets[2]).at("counterparty").as_string(), "organization");
  const std::string own{
      world.get("/v1/organization", org).json.at("org_wallet").at("id").as_string()};
  EXPECT_EQ(newest(own).at("amount").as_string(), "15.00");
  EXPECT_EQ(newest(own).at("direction").as_string(), "debit");
  EXPECT_TRUE(newest(own).at("counterparty").is_null());
}

TEST_F(FundBatchTest, AThousandInTheWidestSpellingFitTheBody) {
  const std::size_t each = body({wallets[0]}, "1000000000.00000000").size() + 64;
  EXPECT_LT(each * 1'000, net::fundings_bytes_max);
  EXPECT_EQ(world.api.body_limit(net::Verb::post, "/v1/wallets/fund-batch").bytes,
            net::fundings_bytes_max);
}

}  // namespace
}  // namespace bursar::tests::fund_batch_test
