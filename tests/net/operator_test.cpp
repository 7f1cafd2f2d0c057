// What the operator's key may, and what it never does, whatever else is added.

#include "tests/net/production_world.hpp"

#include <set>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace bursar::tests::operator_test {
namespace {

using ledger::KeyClass;

// The allow-list, by the names of the rows. One that is added here is one that somebody has thought
// about.
const std::set<std::string_view> hears_the_operator = {
    "create_key",           "create_organization", "list_organizations",
    "get_any_organization", "create_deposit",      "create_withdrawal",
    "get_trial_balance",    "get_reconciliation",  "accept_clock",
    "make_backup",          "fund_wallet",         "list_wallets",
    "get_wallet",           "get_wallet_balance",  "list_wallet_transactions",
    "list_agents",          "get_agent",           "list_policies",
    "get_policy",           "list_keys",           "get_key",
    "get_payment",          "get_auto_topup",      "list_approvals",
    "get_approval",         "list_services",       "get_service",
    "verify_service",       "get_token",           "refund_payment",
    "list_payments",        "get_outcome",         "list_events",
    "list_payouts",         "get_payout",          "reconcile_connector",
    "list_disputes",        "get_dispute",         "get_evidence",
    "review_dispute",       "resolve_dispute"};

TEST(OperatorTest, OnlyTheseRowsHearIt) {
  for (const net::Route& route : net::routes()) {
    if (route.who.anyone) continue;
    EXPECT_EQ(route.who.hears(KeyClass::operator_), hears_the_operator.contains(route.name))
        << route.name;
  }
}

struct OperatorKeyTest : testing::Test {
  const std::string op{ApiWorld::operator_key};
  ApiWorld world{with_production()};
  const Tenant acme = world_tenant(world, "Acme");
  const ApiWorld::Agent agent = world.agent(acme.sandbox);
};

TEST_F(OperatorKeyTest, EveryOtherRowIsForbiddenWhateverIsSent) {
  for (const net::Route& route : net::routes()) {
    if (route.who.hears(KeyClass::operator_)) continue;
    std::string path{route.path};
    if (const auto id = path.find("{id}"); id != std::string::npos)
      path.replace(id, 4, agent.wallet);
    const Answer told = world.send({.verb = route.verb, .path = path, .body = {}, .key = op});
    EXPECT_EQ(told.status, 403) << route.name;
    EXPECT_NE(told.body.find("\"FORBIDDEN\""), std::string::npos) << route.name << told.body;
  }
}

TEST_F(OperatorKeyTest, ItReadsTheSamePastAsTheWalletsOwner) {
  const std::string path = "/v1/wallets/" + agent.wallet + "/balance?as_of=";
  const std::string then = world.get("/v1/organization", acme.sandbox).field("Bursar-Org-Seq");
  world.fund(acme.sandbox, agent.wallet, "5");
  EXPECT_EQ(world.get(path + then, op).text("balance"), "0.00");
  EXPECT_EQ(world.get(path + then, op).body, world.get(path + then, agent.key).body);
  const std::string next = std::to_string(std::stoull(then) + 1);
  EXPECT_EQ(world.get(path + next, op).text("balance"), "5.00");
  EXPECT_EQ(world.get(path + std::to_string(std::stoull(then) + 2), op).status, 400);
}

TEST_F(OperatorKeyTest, ItFundsFromTheTreasuryAlone) {
  const std::string path = "/v1/wallets/" + agent.wallet + "/fund";
  const Answer funded = world.post(path, R"({"amount":5,"source":"treasury"})", op);
  EXPECT_EQ(funded.status, 200) << funded.body;
  EXPECT_EQ(world.post(path, R"({"amount":5})", op).code(), "FORBIDDEN");
  EXPECT_EQ(world.post(path, R"({"amount":5,"source":"test_faucet"})", op).code(), "FORBIDDEN");
  const auto live = world.agent(acme.production);
  EXPECT_EQ(
      world.post("/v1/wallets/" + live.wallet + "/fund", R"({"amount":5,"source":"treasury"})", op)
          .status,
      200);
}

TEST_F(OperatorKeyTest, ItReadsWalletsOfEveryOrganisation) {
  for (const char* part : {"", "/balance", "/transactions"}) {
    const Answer read = world.get("/v1/wallets/" + agent.wallet + part, op);
    EXPECT_EQ(read.status, 200) << read.body;
    EXPECT_EQ(
        world.get(std::string{"/v1/wallets/wal_00000000000000000000000000"} + part, op).code(),
        "NOT_FOUND");
  }
  EXPECT_EQ(world.get("/v1/wallets/" + agent.wallet, op).text("organization_id"), acme.id);
}

TEST_F(OperatorKeyTest, ItsListsAndBooksAreOfTheOrganisationThatItNames) {
  world.agent(acme.production);
  world.agent(acme.production);
  for (const auto& [environment, rows] : {std::pair{"SANDBOX", 2U}, std::pair{"PRODUCTION", 3U}}) {
    const std::string of = "?organization_id=" + acme.id + "&environment=" + environment;
    const Answer list = world.get("/v1/wallets" + of, op);
    ASSERT_EQ(list.status, 200) << list.body;
    EXPECT_EQ(list.json.at("data").as_array().size(), rows);
    for (const auto& row : list.json.at("data").as_array())
      EXPECT_EQ(row.at("organization_id").as_string(), acme.id);
    EXPECT_EQ(world.get("/v1/ledger/trial-balance" + of, op).text("ok"), "true");
  }
  EXPECT_EQ(world.get("/v1/ledger/reconciliation?organization_id=" + acme.id, op).text("checked"),
            "5");
  for (const char* path :
       {"/v1/wallets", "/v1/ledger/trial-balance", "/v1/ledger/reconciliation"}) {
    EXPECT_EQ(world.get(path, op).status, 400) << path;
    EXPECT_EQ(
        world.get(std::string{path} + "?organization_id=org_00000000000000000000000000", op).code(),
        "NOT_FOUND");
    EXPECT_EQ(world.get(std::string{path} + "?organization_id=" + acme.id, acme.sandbox).status,
              400)
        << "nobody else names one";
  }
}

TEST_F(OperatorKeyTest, ItReadsAgentsKeysAndPolicies) {
  const std::string of = "?organization_id=" + acme.id;
  const std::string policy = world.post("/v1/policies", R"({"name":"P"})", acme.sandbox).text("id");
  for (const auto& [path, rows] :
       {std::pair{std::string{"/v1/agents"}, 1U}, std::pair{std::string{"/v1/keys"}, 2U},
        std::pair{std::string{"/v1/policies"}, 1U}}) {
    const Answer list = world.get(path + of, op);
    ASSERT_EQ(list.status, 200) << list.body;
    EXPECT_EQ(list.json.at("data").as_array().size(), rows) << path;
    EXPECT_EQ(world.get(path, op).status, 400) << path;
    EXPECT_EQ(world.get(path + of + "&environment=PRODUCTION", op).body.find(policy),
              std::string::npos);
  }
  EXPECT_EQ(world.get("/v1/policies/" + policy + of, op).text("id"), policy);
  EXPECT_EQ(world.get("/v1/policies/" + policy + of + "&environment=PRODUCTION", op).code(),
            "ENVIRONMENT_MISMATCH");
  EXPECT_EQ(world.get("/v1/agents/" + agent.wallet, op).text("wallet_id"), agent.wallet);
  const Answer keys = world.get("/v1/keys" + of, op);
  EXPECT_EQ(keys.body.find("bur_test_"), std::string::npos) << "never the keys themselves";
}

TEST_F(OperatorKeyTest, ItReadsAPaymentWithBothSidesOfTheBooks) {
  const Tenant other = world_tenant(world, "Other");
  const auto payee = world.agent(other.sandbox);
  world.post("/v1/wallets/" + agent.wallet + "/fund", R"({"amount":50,"source":"treasury"})", op);
  const Answer paid = world.post("/v1/payments",
                                 R"({"from_wallet_id":")" + agent.wallet + R"(","to_wallet_id":")" +
                                     payee.wallet + R"(","amount":5})",
                                 agent.key);
  const Answer read = world.get("/v1/payments/" + paid.text("id"), op);
  ASSERT_EQ(read.status, 200) << read.body;
  EXPECT_EQ(read.text("balance_after"), "44.98");
  EXPECT_EQ(read.json.at("postings").as_array().size(), 5U) << read.body;
  EXPECT_EQ(read.json.at("events").as_array().size(), 1U) << read.body;
}

TEST_F(OperatorKeyTest, ItsPagesGoOnInTheSameOrganisation) {
  const std::string of = "organization_id=" + acme.id;
  const Answer first = world.get("/v1/wallets?limit=1&" + of, op);
  ASSERT_TRUE(first.json.at("has_more").as_bool());
  EXPECT_NE(first.field("Link").find(of), std::string::npos) << first.field("Link");
  const std::string cursor = first.text("next_cursor");
  EXPECT_EQ(world.get("/v1/wallets?limit=1&" + of + "&cursor=" + cursor, op)
                .json.at("data")
                .as_array()
                .size(),
            1U);
  const std::string other = world_tenant(world, "Other").id;
  EXPECT_EQ(
      world.get("/v1/wallets?limit=1&organization_id=" + other + "&cursor=" + cursor, op).status,
      400);
}

}  // namespace
}  // namespace bursar::tests::operator_test
