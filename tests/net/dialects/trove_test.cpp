// Trove's document, request by request: what it prints and states is what a client finds here.

#include "net/dialects/trove.hpp"

#include "tests/net/api_world.hpp"
#include "tests/net/production_world.hpp"

#include <array>
#include <string>

#include <gtest/gtest.h>

namespace bursar::tests {
namespace {

constexpr std::array<const char*, 2> bases = {"/trove/api", "/trove/v1"};

std::string wallet(const std::string& agent) {
  return R"({"agent_id":")" + agent + R"(","name":"Research Bot","budget_limit_usd":50})";
}

/// "X-Trove-Key" as the document sends it.
Answer ask(ApiWorld& world, net::Verb verb, const std::string& path, const std::string& body,
           const std::string& key) {
  return world.send({.verb = verb, .path = path, .body = body, .x_trove_key = key});
}

TEST(TroveTest, TheDocumentsFourStepsWorkUnderBothOfItsPaths) {
  for (const std::string base : bases) {
    ApiWorld world;
    const Answer made = world.post(base + "/keys", R"({"name":"production"})");
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(made.text("name"), "production");
    EXPECT_TRUE(made.text("id").starts_with("key_"));
    const std::string key = made.text("api_key");
    ASSERT_TRUE(key.starts_with("tvpk_"));

    const Answer opened =
        ask(world, net::Verb::post, base + "/wallets", wallet("research-bot"), key);
    ASSERT_EQ(opened.status, 201) << opened.body;
    EXPECT_EQ(opened.body.substr(0, opened.body.find(",\"created_at\"")),
              R"({"id":2,"agent_id":"research-bot","name":"Research Bot","balance_usd":0,)"
              R"("total_spent_usd":0,"budget_limit_usd":50,"remaining_budget_usd":50,)"
              R"("transaction_count":0)");

    const Answer bought = ask(world, net::Verb::post, base + "/wallets/2/purchase",
                              R"({"amount_usd":5.25,"description":"SMS","vendor":"twilio"})", key);
    ASSERT_EQ(bought.status, 201) << bought.body;
    EXPECT_TRUE(bought.text("id").starts_with("tx_"));
    EXPECT_EQ(bought.json.at("amount_usd").as_double(), 5.25);
    EXPECT_EQ(bought.text("vendor"), "twilio");
    EXPECT_EQ(bought.text("description"), "SMS");
    EXPECT_EQ(bought.json.at("balance_usd").as_double(), 5.25);

    const Answer balance = ask(world, net::Verb::get, base + "/wallets/2/balance", "", key);
    EXPECT_EQ(balance.status, 200);
    EXPECT_EQ(balance.body, R"({"wallet_id":2,"balance_usd":5.25,"total_spent_usd":5.25,)"
                            R"("budget_limit_usd":50,"remaining_budget_usd":44.75,)"
                            R"("transaction_count":1})");
  }
}

struct Shop {
  ApiWorld world{};
  std::string key = world.post("/trove/api/keys", R"({"name":"k"})").text("api_key");

  Answer get(const std::string& path) { return ask(world, net::Verb::get, path, "", key); }
  Answer post(const std::string& path, const std::string& body) {
    return ask(world, net::Verb::post, path, body, key);
  }
};

TEST(TroveTest, APurchaseOverTheBudgetIs402) {
  Shop shop;
  shop.post("/trove/api/wallets", wallet("a"));
  const Answer refused = shop.post("/trove/api/wallets/2/purchase", R"({"amount_usd":50.01})");
  EXPECT_EQ(refused.status, 402);
  EXPECT_EQ(refused.text("error"), "BUDGET_EXCEEDED");
  EXPECT_FALSE(refused.text("message").empty());
  EXPECT_EQ(refused.json.at("max_allowed_now").as_int64(), 50);
  EXPECT_EQ(shop.post("/trove/api/wallets/2/purchase", R"({"amount_usd":50})").status, 201);
  EXPECT_EQ(shop.post("/trove/api/wallets/2/purchase", R"({"amount_usd":0.01})").status, 402);
}

TEST(TroveTest, TheOtherErrorsAreTheDocuments) {
  Shop shop;
  const Answer missing = shop.post("/trove/api/wallets", R"({"agent_id":"a"})");
  EXPECT_EQ(missing.status, 400);
  EXPECT_EQ(missing.text("error"), "INVALID_REQUEST");
  EXPECT_FALSE(missing.text("message").empty());
  const Answer nobody = shop.world.get("/trove/api/wallets/2/balance");
  EXPECT_EQ(nobody.status, 401);
  EXPECT_EQ(nobody.text("error"), "UNAUTHENTICATED");
  for (const char* number : {"2", "0", "-1", "18446744073709551617", "x", "wal_7"}) {
    const Answer nowhere = shop.get("/trove/api/wallets/" + std::string{number} + "/balance");
    EXPECT_EQ(nowhere.status, 404) << number;
    EXPECT_EQ(nowhere.text("error"), "NOT_FOUND");
  }
  EXPECT_EQ(shop.get("/trove/api/nowhere").text("error"), "NOT_FOUND");
}

TEST(TroveTest, TransactionsComeInNumberedPagesNewestFirst) {
  Shop shop;
  shop.post("/trove/api/wallets", wallet("a"));
  for (const char* amount : {"1", "2", "3"})
    shop.post("/trove/api/wallets/2/purchase",
              R"({"vendor":"openai","amount_usd":)" + std::string{amount} + "}");
  const Answer first = shop.get("/trove/api/wallets/2/transactions?page=1&limit=2");
  ASSERT_EQ(first.status, 200) << first.body;
  const auto& rows = first.json.at("transactions").as_array();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].at("amount_usd").as_int64(), 3);
  EXPECT_EQ(rows[0].at("type").as_string(), "purchase");
  EXPECT_EQ(rows[0].at("vendor").as_string(), "openai");
  EXPECT_EQ(first.json.at("page").as_int64(), 1);
  EXPECT_EQ(first.json.at("limit").as_int64(), 2);
  EXPECT_EQ(first.json.at("total").as_int64(), 3);
  const Answer second = shop.get("/trove/api/wallets/2/transactions?page=2&limit=2");
  ASSERT_EQ(second.json.at("transactions").as_array().size(), 1U);
  EXPECT_EQ(second.json.at("transactions").at(0).at("amount_usd").as_int64(), 1);
  EXPECT_TRUE(shop.get("/trove/api/wallets/2/transactions?page=9")
                  .json.at("transactions")
                  .as_array()
                  .empty());
  EXPECT_EQ(shop.get("/trove/api/wallets/2/transactions").json.at("limit").as_int64(), 20);
  for (const char* wrong : {"page=0", "page=x", "limit=101", "page=101&limit=20"})
    EXPECT_EQ(shop.get("/trove/api/wallets/2/transactions?" + std::string{wrong}).status, 400)
        << wrong;
}

TEST(TroveTest, APurchaseWithAKeyIsMadeOnceAndAnsweredAlike) {
  Shop shop;
  shop.post("/trove/api/wallets", wallet("a"));
  const std::string body = R"({"amount_usd":5,"idempotency_key":"k"})";
  const Answer first = shop.post("/trove/api/wallets/2/purchase", body);
  const Answer again = shop.post("/trove/v1/wallets/2/purchase", body);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(again.field("Idempotency-Replayed"), "true");
  EXPECT_EQ(shop.get("/trove/api/wallets/2/balance").json.at("balance_usd").as_int64(), 5);
}

TEST(TroveTest, AKeyOfOneWalletHearsOfNoOtherNumber) {
  Shop shop;
  const auto agent = shop.world.agent(shop.key);
  const std::string own = shop.world.get("/v1/wallets/" + agent.wallet, shop.key).text("number");
  EXPECT_EQ(shop.world.get("/trove/api/wallets/" + own + "/balance", agent.key).status, 200);
  for (const char* other : {"1", "77"}) {
    const Answer told =
        shop.world.get("/trove/api/wallets/" + std::string{other} + "/balance", agent.key);
    EXPECT_EQ(told.status, 403) << other;
    EXPECT_EQ(told.text("error"), "WALLET_SCOPE") << other;
  }
}

// Wallets of both environments are opened in turn, and each counts its own.
TEST(TroveTest, NumbersCountWithinAnEnvironment) {
  ApiWorld world{with_production()};
  const Tenant tenant = world_tenant(world, "Mine");
  int opened = 0;
  for (const auto* key : {&tenant.production, &tenant.sandbox, &tenant.sandbox, &tenant.production,
                          &tenant.sandbox, &tenant.production, &tenant.production}) {
    const Answer made =
        ask(world, net::Verb::post, "/trove/api/wallets", wallet(std::to_string(++opened)), *key);
    ASSERT_EQ(made.status, 201) << made.body;
    const Answer read =
        ask(world, net::Verb::get,
            "/trove/api/wallets/" + std::to_string(made.json.at("id").as_int64()) + "/balance", "",
            *key);
    EXPECT_EQ(read.json.at("wallet_id"), made.json.at("id"));
  }
  for (const auto& [key, wallets] :
       {std::pair{tenant.sandbox, 4}, std::pair{tenant.production, 5}}) {
    for (int number = 1; number <= wallets; ++number)
      EXPECT_EQ(world.get("/trove/api/wallets/" + std::to_string(number) + "/balance", key)
                    .json.at("wallet_id")
                    .as_int64(),
                number);
    EXPECT_EQ(
        world.get("/trove/api/wallets/" + std::to_string(wallets + 1) + "/balance", key).status,
        404);
  }
}

}  // namespace
}  // namespace bursar::tests
