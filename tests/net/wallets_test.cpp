#include "net/wallets.hpp"

#include "actors/past_wallet.hpp"
#include "tests/net/api_world.hpp"

#include <gtest/gtest.h>

namespace bursar::tests::wallets_test {
namespace {

TEST(WalletsTest, AWalletIsOpenedAndRead) {
  ApiWorld world;
  const std::string org = world.sign_up();
  const Answer made = world.post(
      "/v1/wallets",
      R"({"agent_id":"a1","label":"L","name":"N","agent_name":"A","operator":"O","tags":["x"],)"
      R"("metadata":{"k":"v"},"budget_limit":"50"})",
      org);
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.text("wallet_type"), "AGENT");
  EXPECT_EQ(made.text("environment"), "SANDBOX");
  EXPECT_EQ(made.text("number"), "2");
  EXPECT_EQ(made.text("budget_limit"), "50.00");
  EXPECT_EQ(made.text("metadata"), R"({"k":"v"})");
  const Answer read = world.get("/v1/wallets/" + made.text("id"), org);
  EXPECT_EQ(read.body, made.body);
  EXPECT_EQ(world.post("/v1/wallets", R"({"agent_id":"a1"})", org).code(), "AGENT_ID_TAKEN");
}

TEST(WalletsTest, AWalletHasTwoSpellings) {
  ApiWorld world;
  const std::string org = world.sign_up();
  const auto agent = world.agent(org);
  for (const char* prefix : {"wal_", "wallet_", "agt_", "agent_"})
    EXPECT_EQ(world.get("/v1/wallets/" + (prefix + agent.wallet.substr(4)), org).status, 200);
  EXPECT_EQ(world.get("/v1/wallets/" + agent.wallet, world.sign_up("Other")).status, 404);
  EXPECT_EQ(world.get("/v1/wallets/nonsense", org).status, 404);
  EXPECT_EQ(world.get("/v1/wallets/nonsense", agent.key).code(), "WALLET_SCOPE");
}

TEST(WalletsTest, APolicyIsAttachedAndDetached) {
  ApiWorld world;
  const std::string org = world.sign_up();
  const auto agent = world.agent(org);
  const std::string path = "/v1/wallets/" + agent.wallet;
  const std::string policy =
      world.post("/v1/policies", R"({"name":"P","max_per_tx":0})", org).text("id");
  const std::string attach = R"({"policy_id":")" + policy + "\"}";
  const Answer bound = world.patch(path, attach, org);
  EXPECT_EQ(bound.text("policy_id"), policy);
  EXPECT_EQ(bound.json.at("policy").at("max_per_tx").as_string(), "0.00");
  const Answer detached = world.patch(path, R"({"policy_id":null})", org);
  EXPECT_EQ(detached.text("policy_id"), "null");
  EXPECT_EQ(world.patch(path, R"({"policy_id":"pol_x"})", org).code(), "NOT_FOUND");
  EXPECT_EQ(world.patch(path, attach, agent.key).code(), "ORG_KEY_REQUIRED");
}

TEST(WalletsTest, BalancesAddUp) {
  ApiWorld world;
  const std::string org = world.sign_up();
  const auto agent = world.agent(org);
  world.fund(org, agent.wallet, "100");
  world.post("/v1/payments", payment(agent.wallet, "5"), agent.key);
  const Answer balance = world.get("/v1/wallets/" + agent.wallet + "/balance", agent.key);
  EXPECT_EQ(balance.text("balance"), "94.98");
  EXPECT_EQ(balance.text("available"), "94.98");
  EXPECT_EQ(balance.text("total_spent"), "5.02");
  EXPECT_EQ(balance.text("transaction_count"), "2");
}

std::string past_balance(ApiWorld& world, const ApiWorld::Agent& agent, const std::string& as_of) {
  return world.get("/v1/wallets/" + agent.wallet + "/balance?as_of=" + as_of, agent.key).body;
}

TEST(WalletsTest, ABalanceIsReadAsItWas) {
  ApiWorld world;
  const std::string org = world.sign_up();
  const auto agent = world.agent(org, R"(,"budget_limit":"50")");
  struct Then {
    ledger::Time time;
    std::string org_seq;
    std::string body;
  };
  std::vector<Then> then;
  const auto remember = [&] {
    const Answer now = world.get("/v1/wallets/" + agent.wallet + "/balance", agent.key);
    then.push_back({world.clock.now(), now.field("Bursar-Org-Seq"), now.body});
    world.clock.advance(1'000);
  };
  remember();
  world.fund(org, agent.wallet, "100");
  remember();
  for (int i = 0; i < 5; ++i) {
    world.post("/v1/payments", payment(agent.wallet, "1"), agent.key);
    remember();
  }
  for (const Then& one : then) {
    EXPECT_EQ(past_balance(world, agent, ledger::text(one.time)), one.body);
    EXPECT_EQ(past_balance(world, agent, one.org_seq), one.body) << one.org_seq;
  }
  EXPECT_NE(then[2].body, then[3].body);
}

TEST(WalletsTest, OnlyThePastCanBeAskedForAndNotAnyFarther) {
  ApiWorld world;
  const std::string org = world.sign_up();
  const auto agent = world.agent(org);
  const std::string path = "/v1/wallets/" + agent.wallet + "/balance?as_of=";
  EXPECT_EQ(world.get(path + ledger::text(world.clock.now()), agent.key).status, 400);
  EXPECT_EQ(world.get(path + "1000000", agent.key).status, 400);
  const Answer odd = world.get(path + "once", agent.key);
  EXPECT_EQ(odd.status, 400);
  EXPECT_EQ(odd.json.at("errors").at(0).at("pointer").as_string(), "?as_of") << odd.body;
  world.fund(org, agent.wallet, "100");
  const std::string then = ledger::text(world.clock.now());
  world.clock.advance(1);
  for (std::uint32_t i = 0; i < actors::past_records_max - 1; ++i)
    world.post("/v1/payments", payment(agent.wallet, "0.01"), agent.key);
  EXPECT_EQ(world.get(path + then, agent.key).text("balance"), "100.00");
  world.post("/v1/payments", payment(agent.wallet, "0.01"), agent.key);
  const Answer too_far = world.get(path + then, agent.key);
  EXPECT_EQ(too_far.status, 503) << "nothing is kept of it, and the way back is too long";
  EXPECT_NE(too_far.field("Retry-After"), "");
}

TEST(WalletsTest, ABalanceBeforeWhatIsKeptIsSaidToBeArchived) {
  ApiWorld world;
  const std::string org = world.sign_up();
  const auto agent = world.agent(org);
  world.fund(org, agent.wallet, "100");
  const std::string early = ledger::text(world.clock.now());
  world.clock.advance(1'000);
  world.post("/v1/payments", payment(agent.wallet, "1"), agent.key);
  const std::string late = ledger::text(world.clock.now());
  world.clock.advance(1'000);
  world.post("/v1/payments", payment(agent.wallet, "1"), agent.key);
  world.store.archive_before({world.store.last_sequence().value - 1});
  const std::string path = "/v1/wallets/" + agent.wallet + "/balance";
  const Answer gone = world.get(path + "?as_of=" + early, agent.key);
  EXPECT_EQ(gone.status, 410) << gone.body;
  EXPECT_EQ(gone.code(), "HISTORY_ARCHIVED");
  EXPECT_EQ(world.get(path + "?as_of=" + late, agent.key).text("balance"), "98.996");
  EXPECT_EQ(world.get(path, agent.key).status, 200);
}

TEST(WalletsTest, ABudgetCountsAmountsWithoutFees) {
  ApiWorld world;
  const std::string org = world.sign_up();
  const auto agent = world.agent(org, R"(,"budget_limit":"5")");
  world.fund(org, agent.wallet, "100");
  world.post("/v1/payments", payment(agent.wallet, "5"), agent.key);
  const Answer balance = world.get("/v1/wallets/" + agent.wallet + "/balance", agent.key);
  EXPECT_EQ(balance.text("remaining_budget"), "0.00");
  const Answer denied = world.post("/v1/payments", payment(agent.wallet, "1"), agent.key);
  EXPECT_EQ(denied.code(), "BUDGET_EXCEEDED");
  EXPECT_EQ(denied.text("max_allowed_now"), "0.00");
}

}  // namespace
}  // namespace bursar::tests::wallets_test
