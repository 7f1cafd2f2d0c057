#include "net/organizations.hpp"

#include "tests/net/production_world.hpp"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace bursar::tests::organizations_test {
namespace {

const std::string the_operator{ApiWorld::operator_key};

std::string name(const boost::json::value& json) {
  return std::string{json.as_string()};
}

TEST(OrganizationsTest, TheOperatorMakesOneWithAWalletAndAKeyInEachEnvironment) {
  ApiWorld world{with_production()};
  const Answer made = world.post("/v1/organizations", R"({"name":"Acme"})", the_operator);
  ASSERT_EQ(made.status, 201) << made.body;
  std::set<std::string> wallets;
  for (const char* environment : {"SANDBOX", "PRODUCTION"}) {
    const auto& key = made.json.at("keys").at(environment);
    const bool live = std::string_view{environment} == "PRODUCTION";
    EXPECT_TRUE(name(key.at("key")).starts_with(live ? "bur_live_" : "bur_test_"));
    const Answer own = world.get("/v1/organization", name(key.at("key")));
    EXPECT_EQ(own.text("id"), made.text("id"));
    EXPECT_EQ(own.text("environments"), R"(["SANDBOX","PRODUCTION"])");
    const auto& wallet = own.json.at("org_wallet");
    EXPECT_EQ(wallet.at("id"), made.json.at("wallets").at(environment));
    EXPECT_EQ(wallet.at("environment").as_string(), environment);
    EXPECT_EQ(wallet.at("balance").as_string(), "0.00");
    EXPECT_EQ(wallet.at("number").as_int64(), 1);
    wallets.insert(name(wallet.at("id")));
  }
  EXPECT_EQ(wallets.size(), 2U);
  EXPECT_EQ(world.store.records().size(), 2U) << "the genesis, and all of it as one";
}

TEST(OrganizationsTest, WithoutProductionThereIsOnlyTheSandbox) {
  ApiWorld world;
  const Answer made = world.post("/v1/organizations", R"({"name":"Acme"})", the_operator);
  ASSERT_EQ(made.status, 201) << made.body;
  for (const char* part : {"wallets", "keys"}) {
    EXPECT_TRUE(made.json.at(part).as_object().contains("SANDBOX"));
    EXPECT_FALSE(made.json.at(part).as_object().contains("PRODUCTION"));
  }
}

TEST(OrganizationsTest, AFirstKeyHasEverythingButTheTreasury) {
  ApiWorld world{with_production()};
  const Tenant acme = world_tenant(world, "Acme");
  for (const std::string& key : {acme.sandbox, acme.production}) {
    EXPECT_EQ(world.post("/v1/keys", R"({"name":"X","permissions":["halts:write"]})", key).status,
              201);
    EXPECT_EQ(
        world.post("/v1/keys", R"({"name":"X","permissions":["treasury:write"]})", key).code(),
        "FORBIDDEN");
  }
}

TEST(OrganizationsTest, OnlyTheOperatorMakesListsAndReadsThem) {
  ApiWorld world{with_production()};
  const Tenant acme = world_tenant(world, "Acme");
  const auto agent = world.agent(acme.sandbox);
  EXPECT_EQ(world.post("/v1/organizations", R"({"name":"A"})").status, 401);
  for (const std::string& key : {acme.sandbox, acme.production, agent.key}) {
    EXPECT_EQ(world.post("/v1/organizations", R"({"name":"A"})", key).code(), "FORBIDDEN");
    EXPECT_EQ(world.get("/v1/organizations", key).code(), "FORBIDDEN");
    EXPECT_EQ(world.get("/v1/organizations/" + acme.id, key).code(), "FORBIDDEN");
  }
  EXPECT_EQ(world.post("/v1/organizations", "{}", the_operator).status, 400);
}

TEST(OrganizationsTest, AreListedNewestFirstInPages) {
  ApiWorld world;
  for (const char* one : {"A", "B", "C"})
    world.post("/v1/organizations", std::string{R"({"name":")"} + one + "\"}", the_operator);
  std::string names;
  std::string path = "/v1/organizations?limit=2";
  for (int pages = 0; pages < 2; ++pages) {
    const Answer page = world.get(path, the_operator);
    ASSERT_EQ(page.status, 200) << page.body;
    for (const auto& row : page.json.at("data").as_array()) names += name(row.at("name"));
    EXPECT_EQ(page.json.at("has_more").as_bool(), pages == 0);
    path = "/v1/organizations?limit=2&cursor=" + page.text("next_cursor");
  }
  EXPECT_EQ(names, "CBA");
}

TEST(OrganizationsTest, TheOperatorReadsAnyOfThem) {
  ApiWorld world{with_production()};
  const Tenant acme = world_tenant(world, "Acme");
  const Answer sandbox = world.get("/v1/organizations/" + acme.id, the_operator);
  EXPECT_EQ(sandbox.json.at("org_wallet").at("environment").as_string(), "SANDBOX");
  EXPECT_EQ(sandbox.json.at("org_wallet").at("organization_id").as_string(), acme.id);
  const Answer production =
      world.get("/v1/organizations/" + acme.id + "?environment=PRODUCTION", the_operator);
  EXPECT_EQ(production.json.at("org_wallet").at("environment").as_string(), "PRODUCTION");
  EXPECT_EQ(world.get("/v1/organizations/org_00000000000000000000000000", the_operator).code(),
            "NOT_FOUND");
}

TEST(OrganizationsTest, OneThatWasThereBeforeGetsItsProductionWithTheFirstKeyThere) {
  ApiWorld world{with_production()};
  const std::string org = world.sign_up();
  const std::string id = world.get("/v1/organization", org).text("id");
  EXPECT_EQ(world.get("/v1/organizations/" + id + "?environment=PRODUCTION", the_operator).code(),
            "NOT_FOUND");
  const std::string body =
      R"({"name":"Live","environment":"PRODUCTION","organization_id":")" + id + "\"}";
  const Answer made = world.post("/v1/keys", body, the_operator);
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.text("environment"), "PRODUCTION");
  EXPECT_EQ(made.text("organization_id"), id);
  const Answer own = world.get("/v1/organization", made.text("key"));
  EXPECT_EQ(own.json.at("org_wallet").at("environment").as_string(), "PRODUCTION");
  const std::string wallet = name(own.json.at("org_wallet").at("id"));
  const Answer second = world.post("/v1/keys", body, the_operator);
  const Answer again = world.get("/v1/organization", second.text("key"));
  EXPECT_EQ(again.json.at("org_wallet").at("id").as_string(), wallet) << "opened once";
  EXPECT_EQ(world.get("/v1/organization", org).text("environments"), R"(["SANDBOX","PRODUCTION"])");
}

TEST(OrganizationsTest, TheTreasurysPermissionComesFromTheOperator) {
  ApiWorld world{with_production()};
  const Tenant acme = world_tenant(world, "Acme");
  const Answer made = world.post("/v1/keys",
                                 R"({"name":"T","permissions":["treasury:write","wallets:write"],)"
                                 R"("environment":"PRODUCTION","organization_id":")" +
                                     acme.id + "\"}",
                                 the_operator);
  ASSERT_EQ(made.status, 201) << made.body;
  const auto agent = world.agent(acme.production);
  const std::string path = "/v1/wallets/" + agent.wallet + "/fund";
  const std::string body = R"({"amount":5,"source":"treasury"})";
  EXPECT_EQ(world.post(path, body, acme.production).code(), "FORBIDDEN");
  EXPECT_EQ(world.post(path, body, made.text("key")).status, 200);
}

TEST(OrganizationsTest, NoKeyHandsTheTreasurysPermissionOn) {
  ApiWorld world{with_production()};
  const Tenant acme = world_tenant(world, "Acme");
  const Answer made =
      world.post("/v1/keys",
                 R"({"name":"T","permissions":["treasury:write","wallets:write","keys:write"],)"
                 R"("environment":"PRODUCTION","organization_id":")" +
                     acme.id + "\"}",
                 the_operator);
  const std::string key = made.text("key");
  EXPECT_EQ(world.post("/v1/keys", R"({"name":"X","permissions":["treasury:write"]})", key).code(),
            "FORBIDDEN");
  EXPECT_EQ(
      world.post("/v1/agents", R"({"name":"X","permissions":["treasury:write"]})", key).code(),
      "FORBIDDEN");
  EXPECT_EQ(world.post("/v1/keys", R"({"name":"X"})", key).text("permissions"),
            R"(["wallets:write","keys:write"])");
  const Answer rotated = world.post("/v1/keys/" + made.text("id") + "/rotate", "{}", key);
  EXPECT_EQ(rotated.text("permissions"), made.text("permissions")) << "its own it keeps";
}

TEST(OrganizationsTest, TheOperatorMakesNoAgentsKeyAndNoneForNobody) {
  ApiWorld world{with_production()};
  const Tenant acme = world_tenant(world, "Acme");
  const auto agent = world.agent(acme.sandbox);
  const std::string of = R"(,"organization_id":")" + acme.id + "\"}";
  EXPECT_EQ(
      world
          .post("/v1/keys", R"({"name":"A","wallet_id":")" + agent.wallet + "\"" + of, the_operator)
          .code(),
      "FORBIDDEN");
  EXPECT_EQ(world.post("/v1/agents", R"({"name":"A"})", the_operator).code(), "FORBIDDEN");
  EXPECT_EQ(world.post("/v1/keys", R"({"name":"A"})", the_operator).status, 400);
  EXPECT_EQ(
      world
          .post("/v1/keys", R"({"name":"A","organization_id":"org_00000000000000000000000000"})",
                the_operator)
          .code(),
      "NOT_FOUND");
}

TEST(OrganizationsTest, NobodyElseSaysWhereAKeyIsMade) {
  ApiWorld world{with_production()};
  const Tenant acme = world_tenant(world, "Acme");
  const std::string other = world_tenant(world, "Other").id;
  for (const std::string& id : {acme.id, other, std::string{"org_00000000000000000000000000"}}) {
    const Answer told =
        world.post("/v1/keys", R"({"name":"A","organization_id":")" + id + "\"}", acme.sandbox);
    EXPECT_EQ(told.status, 400) << told.body;
  }
  EXPECT_EQ(
      world.post("/v1/keys", R"({"name":"A","environment":"PRODUCTION"})", acme.sandbox).status,
      400);
  EXPECT_EQ(world.post("/v1/keys", R"({"name":"A","environment":"PRODUCTION"})").status, 400)
      << "a sign-up neither";
}

TEST(OrganizationsTest, WithoutProductionNobodyGetsThereAndItsKeysDoNothing) {
  ApiWorld world{with_production()};
  const Tenant acme = world_tenant(world, "Acme");
  net::Api off{ApiWorld::open_signup(), world.engine};
  off.listen("127.0.0.1", 3100);
  EXPECT_EQ(world.send({.path = "/v1/organization", .key = acme.production}, off).code(),
            "FORBIDDEN");
  EXPECT_EQ(world.send({.path = "/v1/organization", .key = acme.sandbox}, off).text("environments"),
            R"(["SANDBOX"])");
  EXPECT_EQ(world
                .send({.verb = net::Verb::post,
                       .path = "/v1/keys",
                       .body = R"({"name":"A","environment":"PRODUCTION","organization_id":")" +
                               acme.id + "\"}",
                       .key = the_operator},
                      off)
                .status,
            400);
}

TEST(OrganizationsTest, NorDoesTheTreasuryGiveThere) {
  ApiWorld world{with_production()};
  const Tenant acme = world_tenant(world, "Acme");
  const auto agent = world.agent(acme.production);
  net::Api off{ApiWorld::open_signup(), world.engine};
  off.listen("127.0.0.1", 3100);
  const Ask fund{.verb = net::Verb::post,
                 .path = "/v1/wallets/" + agent.wallet + "/fund",
                 .body = R"({"amount":5,"source":"treasury"})",
                 .key = the_operator};
  EXPECT_EQ(world.send(fund, off).code(), "FORBIDDEN");
  EXPECT_EQ(world.send(fund).status, 200);
}

}  // namespace
}  // namespace bursar::tests::organizations_test
