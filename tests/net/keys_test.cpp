#include "net/keys.hpp"

#include "tests/net/api_world.hpp"

#include <gtest/gtest.h>

namespace bursar::tests::keys_test {
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

TEST(KeysTest, ARotatedKeyIsReplacedByOneThatMayDoTheSame) {
  ApiWorld world;
  const std::string org = world.sign_up();
  const Answer old = world.post(
      "/v1/keys", R"({"name":"Second","permissions":["wallets:read","keys:write"]})", org);
  const std::string path = "/v1/keys/" + old.text("id");
  const Answer made = world.post(path + "/rotate", "", org);
  ASSERT_EQ(made.status, 200) << made.body;
  EXPECT_EQ(made.text("revoked_key_id"), old.text("id"));
  EXPECT_NE(made.text("id"), old.text("id"));
  EXPECT_TRUE(made.text("key").starts_with("bur_test_"));
  for (const char* same : {"name", "class", "environment", "organization_id"})
    EXPECT_EQ(made.text(same), old.text(same)) << same;
  EXPECT_EQ(made.json.at("permissions"), old.json.at("permissions"));
  EXPECT_TRUE(made.json.at("grace_ends_at").is_null());
  EXPECT_EQ(world.get("/v1/wallets", old.text("key")).status, 401);
  EXPECT_EQ(world.get("/v1/wallets", made.text("key")).status, 200);
  EXPECT_EQ(world.get(path, org).text("status"), "revoked");
  EXPECT_EQ(world.post(path + "/rotate", "", org).code(), "INVALID_STATE");
}

TEST(KeysTest, WithGraceARotatedKeyIsHeardUntilItsEnd) {
  ApiWorld world;
  const std::string org = world.sign_up();
  const std::string id =
      world.get("/v1/keys", org).json.at("data").at(0).at("id").as_string().c_str();
  const Answer made = world.post("/v1/keys/" + id + "/rotate", R"({"grace_seconds":60})", org);
  ASSERT_EQ(made.status, 200) << made.body;
  const std::string end = made.text("grace_ends_at");
  EXPECT_EQ(end, ledger::text(ledger::Time{world.clock.now().milliseconds + 60'000}));
  world.clock.advance(59'999);
  const Answer during = world.get("/v1/keys/" + id, org);
  EXPECT_EQ(during.text("status"), "active");
  EXPECT_EQ(during.text("grace_ends_at"), end);
  world.clock.advance(1);
  EXPECT_EQ(world.get("/v1/keys/" + id, org).status, 401);
  EXPECT_EQ(world.get("/v1/keys/" + id, made.text("key")).text("status"), "revoked");
}

TEST(KeysTest, AGraceIsAWholeNumberOfSecondsUpToThirtyDays) {
  ApiWorld world;
  const std::string org = world.sign_up();
  const std::string path =
      "/v1/keys/" + world.post("/v1/keys", R"({"name":"B"})", org).text("id") + "/rotate";
  for (const char* wrong : {"2592001", "-1", "1.5", "\"60\"", "1e3"})
    EXPECT_EQ(world.post(path, std::string{R"({"grace_seconds":)"} + wrong + "}", org).code(),
              "INVALID_REQUEST")
        << wrong;
  EXPECT_EQ(world.post(path, R"({"grace":1})", org).code(), "INVALID_REQUEST");
  EXPECT_EQ(world.post(path, R"({"grace_seconds":2592000})", org).status, 200);
}

TEST(KeysTest, NoKeyRotatesOrRevokesAStrongerOne) {
  ApiWorld world;
  const std::string org = world.sign_up();
  const std::string strong = world.post("/v1/keys", R"({"name":"S"})", org).text("id");
  const std::string weak =
      world.post("/v1/keys", R"({"name":"W","permissions":["keys:write"]})", org).text("key");
  const std::string path = "/v1/keys/" + strong;
  EXPECT_EQ(world.post(path + "/rotate", "", weak).code(), "FORBIDDEN");
  EXPECT_EQ(world.remove(path, weak).code(), "FORBIDDEN");
  const auto agent = world.agent(org);
  EXPECT_EQ(world.post(path + "/rotate", "", agent.key).code(), "ORG_KEY_REQUIRED");
  EXPECT_EQ(world.post(path + "/rotate", "", world.sign_up("Other")).code(), "NOT_FOUND");
  EXPECT_EQ(world.post("/v1/keys/key_x/rotate", "", org).code(), "NOT_FOUND");
  EXPECT_EQ(world.get(path, org).text("status"), "active");
}

TEST(KeysTest, AKeyRotatesItself) {
  ApiWorld world;
  const std::string org = world.sign_up();
  const Answer old = world.post("/v1/keys", R"({"name":"W","permissions":["keys:write"]})", org);
  const std::string path = "/v1/keys/" + old.text("id") + "/rotate";
  const Answer made = world.post(path, R"({"grace_seconds":5})", old.text("key"));
  ASSERT_EQ(made.status, 200) << made.body;
  EXPECT_EQ(world.post(path, "", old.text("key")).code(), "INVALID_STATE");
  EXPECT_EQ(world.get("/v1/keys", made.text("key")).status, 200);
}

}  // namespace
}  // namespace bursar::tests::keys_test
