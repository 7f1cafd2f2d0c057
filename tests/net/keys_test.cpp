#include "net/keys.hpp"

#include "tests/net/api_world.hpp"

#include <gtest/gtest.h>

namespace bursar::tests {
namespace {

TEST(KeysTest, ASignUpMakesAnOrganisationWithAFundedWallet) {
  ApiWorld world;
  const Answer made = world.post("/v1/keys", R"({"name":"Acme"})");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_TRUE(made.text("key").starts_with("bur_test_"));
  EXPECT_EQ(made.text("class"), "org");
  EXPECT_TRUE(made.text("organization_id").starts_with("org_"));
  const Answer organization = world.get("/v1/organization", made.text("key"));
  EXPECT_EQ(organization.text("id"), made.text("organization_id"));
  EXPECT_EQ(organization.json.at("org_wallet").at("balance").as_string(), "10000.00");
}

TEST(KeysTest, WithoutOpenSignUpACredentialIsRequired) {
  net::Api::Options options;
  ApiWorld world{options};
  EXPECT_EQ(world.post("/v1/keys", R"({"name":"Acme"})").status, 401);
  EXPECT_EQ(world.post("/v1/agents", R"({"name":"Bot"})").status, 401);
}

TEST(KeysTest, SignUpsAreLimitedByAddressAndMinute) {
  net::Api::Options options = ApiWorld::open_signup();
  options.signups_per_minute = 2;
  ApiWorld world{options};
  EXPECT_EQ(world.post("/v1/keys", R"({"name":"A"})").status, 201);
  EXPECT_EQ(world.post("/v1/agents", R"({"name":"A"})").status, 201);
  const Answer third = world.post("/v1/keys", R"({"name":"A"})");
  EXPECT_EQ(third.status, 429);
  EXPECT_EQ(third.text("agentpay_code"), "AP-3002");
  EXPECT_FALSE(third.field("Retry-After").empty());
  world.clock.advance(60'000);
  EXPECT_EQ(world.post("/v1/keys", R"({"name":"A"})").status, 201);
}

TEST(KeysTest, AKeyGrantsOnlyWhatItHas) {
  ApiWorld world;
  const std::string org = world.sign_up();
  const Answer reader =
      world.post("/v1/keys", R"({"name":"R","permissions":["wallets:read","keys:write"]})", org);
  ASSERT_EQ(reader.status, 201);
  const std::string key = reader.text("key");
  EXPECT_EQ(world.post("/v1/keys", R"({"name":"X","permissions":["payments:write"]})", key).code(),
            "FORBIDDEN");
  EXPECT_EQ(world.post("/v1/keys", R"({"name":"X"})", key).json.at("permissions").as_array().size(),
            2U);
  EXPECT_EQ(world.post("/v1/keys", R"({"name":"X","permissions":["treasury:write"]})", org).code(),
            "FORBIDDEN");
  EXPECT_EQ(world.post("/v1/agents", R"({"name":"X"})", key).code(), "FORBIDDEN");
}

TEST(KeysTest, AKeyMayBeBoundToAWallet) {
  ApiWorld world;
  const std::string org = world.sign_up();
  const auto agent = world.agent(org);
  const std::string body = R"({"name":"B","wallet_id":")" + agent.wallet + "\"";
  const Answer bound = world.post("/v1/keys", body + "}", org);
  ASSERT_EQ(bound.status, 201) << bound.body;
  EXPECT_EQ(bound.text("class"), "agent");
  EXPECT_EQ(bound.text("wallet_id"), agent.wallet);
  EXPECT_EQ(world.post("/v1/keys", body + R"(,"permissions":["keys:write"]})", org).code(),
            "FORBIDDEN");
  const std::string stranger = world.sign_up("Other");
  EXPECT_EQ(world.post("/v1/keys", body + "}", stranger).code(), "NOT_FOUND");
}

TEST(KeysTest, KeysAreListedReadAndRevoked) {
  ApiWorld world;
  const std::string org = world.sign_up();
  const Answer second = world.post("/v1/keys", R"({"name":"Second"})", org);
  const Answer list = world.get("/v1/keys", org);
  ASSERT_EQ(list.json.at("data").as_array().size(), 2U);
  EXPECT_EQ(list.json.at("data").at(0).at("name").as_string(), "Second");
  EXPECT_EQ(list.body.find(second.text("key")), std::string::npos);
  const std::string path = "/v1/keys/" + second.text("id");
  EXPECT_EQ(world.get(path, org).text("status"), "active");
  EXPECT_EQ(world.get(path, world.sign_up("Other")).status, 404);
  EXPECT_EQ(world.get("/v1/keys/key_x", org).status, 404);
  EXPECT_EQ(world.remove(path, org).text("status"), "revoked");
  EXPECT_EQ(world.get("/v1/organization", second.text("key")).status, 401);
}

}  // namespace
}  // namespace bursar::tests
