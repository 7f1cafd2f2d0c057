#include "net/wallet_sessions.hpp"

#include "crypto/bytes.hpp"
#include "crypto/session_token.hpp"
#include "tests/net/api_world.hpp"
#include "tests/net/production_world.hpp"

#include <string>

#include <gtest/gtest.h>

namespace bursar::tests::wallet_sessions_test {
namespace {

class WalletSessionsTest : public testing::Test {
 protected:
  Answer rotate(const std::string& key, const std::string& ttl = "3600") {
    return world.post("/v1/wallets/" + agent.wallet + "/rotate-token",
                      R"({"ttl_seconds":)" + ttl + "}", key);
  }
  std::string token() { return rotate(org).text("session_token"); }
  int status(const std::string& credential) {
    return world.get("/v1/wallets/" + agent.wallet + "/balance", credential).status;
  }

  ApiWorld world;
  const std::string org = world.sign_up();
  const ApiWorld::Agent agent = world.agent(org);
};

TEST_F(WalletSessionsTest, ATokenSpeaksForItsWalletUntilItExpires) {
  const Answer made = rotate(org, "60");
  ASSERT_EQ(made.status, 200) << made.body;
  EXPECT_EQ(made.text("wallet_id"), agent.wallet);
  const std::string token = made.text("session_token");
  EXPECT_TRUE(token.starts_with("eyJ"));
  EXPECT_EQ(status(token), 200);
  const std::int64_t now = world.clock.now().milliseconds;
  const std::int64_t end = (now + 60'000 + 999) / 1'000 * 1'000;
  EXPECT_EQ(made.text("expires_at"), ledger::text(ledger::Time{end}));
  world.clock.advance(end - now - 1);
  EXPECT_EQ(status(token), 200);
  world.clock.advance(1);
  const Answer expired = world.get("/v1/wallets", token);
  EXPECT_EQ(expired.status, 401);
  EXPECT_EQ(expired.code(), "UNAUTHENTICATED");
  EXPECT_NE(expired.text("detail").find("expired"), std::string::npos);
}

TEST_F(WalletSessionsTest, ANewTokenEndsTheOldOneForTheNextRequest) {
  const std::string first = token();
  const std::string second = token();
  EXPECT_NE(first, second);
  EXPECT_EQ(status(first), 401);
  EXPECT_EQ(status(second), 200);
  const Answer ended = world.get("/v1/wallets", first);
  EXPECT_NE(ended.text("detail").find("rotated"), std::string::npos);
}

// What we did not sign is told nothing, and what we did sign is no key of another sort.
TEST_F(WalletSessionsTest, WhatIsNotSignedByUsIsToldNothing) {
  const std::string detail = world.get("/v1/wallets", "bur_test_nonsense").text("detail");
  std::string forged = token();
  forged.back() = forged.back() == 'A' ? 'E' : 'A';
  const crypto::SessionTokens theirs{{1, 2, 3}, ""};
  for (const std::string& wrong :
       {forged, theirs.issue({.wallet = agent.wallet, .generation = 1, .expires_s = INT32_MAX}),
        std::string{"eyJ"}, std::string{"eyJhbGciOiJub25lIn0.e30."},
        token().substr(0, token().rfind('.') + 1)}) {
    const Answer answer = world.get("/v1/wallets", wrong);
    EXPECT_EQ(answer.status, 401) << wrong;
    EXPECT_EQ(answer.text("detail"), detail) << wrong;
  }
}

// A wallet of another engine with the same secret, or none: signed, and speaks for nobody.
TEST_F(WalletSessionsTest, ASignedTokenOfAWalletThatIsNotThereSpeaksForNobody) {
  const crypto::SessionTokens ours{ApiWorld::open_signup().session_key, ""};
  for (const char* wallet :
       {"wal_01ARZ3NDEKTSV4RRFFQ69G5FAV", "wal_00000000000000000000000000", "wallet", ""})
    EXPECT_EQ(status(ours.issue({.wallet = wallet, .generation = 1, .expires_s = INT32_MAX})), 401)
        << wallet;
  for (const std::int64_t generation : {-1, 0, 1})
    EXPECT_EQ(
        status(ours.issue({.wallet = agent.wallet, .generation = generation, .expires_s = 0})),
        401);
}

TEST_F(WalletSessionsTest, ItMayDoWhatAnAgentsKeyMayAndNothingElse) {
  world.fund(org, agent.wallet, "100");
  const std::string session = token();
  EXPECT_EQ(world.post("/v1/payments", payment(agent.wallet, "5"), session).status, 201);
  EXPECT_EQ(world.get("/v1/wallets/" + agent.wallet + "/transactions", session).status, 200);
  EXPECT_EQ(rotate(session).code(), "ORG_KEY_REQUIRED");
  EXPECT_EQ(rotate(agent.key).code(), "ORG_KEY_REQUIRED");
  EXPECT_EQ(world.post("/v1/agents", R"({"name":"X"})", session).code(), "ORG_KEY_REQUIRED");
  const auto other = world.agent(org);
  EXPECT_EQ(world.get("/v1/wallets/" + other.wallet, session).code(), "WALLET_SCOPE");
  EXPECT_EQ(world.get("/v1/wallets", session).json.at("data").as_array().size(), 1U);
  EXPECT_EQ(rotate(std::string{ApiWorld::operator_key}).code(), "FORBIDDEN");
}

// The idempotency key is the wallet's, whoever of its own speaks.
TEST_F(WalletSessionsTest, WhatItsWalletWasAskedByAKeyIsAnsweredAgain) {
  world.fund(org, agent.wallet, "100");
  const Answer first = world.post("/v1/payments", payment(agent.wallet, "5"), agent.key, "once");
  const Answer again = world.post("/v1/payments", payment(agent.wallet, "5"), token(), "once");
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.field("Idempotency-Replayed"), "true");
  EXPECT_EQ(again.body, first.body);
}

TEST_F(WalletSessionsTest, AKeyGrantsOnlyWhatItHas) {
  for (const char* permissions :
       {R"(["keys:write"])", R"(["keys:write","wallets:read","wallets:write","payments:read"])"}) {
    const std::string weak =
        world
            .post("/v1/keys", R"({"name":"W","permissions":)" + std::string{permissions} + "}", org)
            .text("key");
    EXPECT_EQ(rotate(weak).code(), "FORBIDDEN") << permissions;
  }
  const std::string enough =
      world
          .post("/v1/keys",
                R"({"name":"E","permissions":["keys:write","wallets:read","wallets:write",)"
                R"("payments:read","payments:write"]})",
                org)
          .text("key");
  EXPECT_EQ(rotate(enough).status, 200);
}

TEST_F(WalletSessionsTest, ItLivesForAMinuteAtLeastAndThirtyDaysAtMost) {
  for (const char* wrong : {"59", "0", "-1", "2592001", "60.5", "\"60\"", "null", "1e3"})
    EXPECT_EQ(rotate(org, wrong).status, 400) << wrong;
  for (const char* right : {"60", "2592000"}) EXPECT_EQ(rotate(org, right).status, 200) << right;
  EXPECT_EQ(world.post("/v1/wallets/" + agent.wallet + "/rotate-token", "{}", org).status, 400);
  EXPECT_EQ(rotate(org, "59").json.at("errors").at(0).at("pointer").as_string(), "#/ttl_seconds");
}

TEST_F(WalletSessionsTest, NobodyMakesSessionsOfAnothersWallet) {
  const std::string stranger = world.sign_up("Other");
  EXPECT_EQ(rotate(stranger).status, 404);
  EXPECT_EQ(rotate("").status, 401);
}

TEST_F(WalletSessionsTest, TwoCredentialsAreNoneAndAnotherFieldIsAsGood) {
  const std::string session = token();
  const std::string path = "/v1/wallets/" + agent.wallet;
  EXPECT_EQ(world.send({.path = path, .key = session, .x_api_key = agent.key}).status, 401);
  EXPECT_EQ(world.send({.path = path, .x_api_key = session}).status, 200);
}

TEST(WalletSessionsPaceTest, ItsRequestsAreCountedThoughItIsRotated) {
  net::Api::Options options = ApiWorld::open_signup();
  options.requests_per_minute = 3;
  ApiWorld world{options};
  const std::string org = world.sign_up();
  const auto agent = world.agent(org);
  const std::string path = "/v1/wallets/" + agent.wallet;
  const auto rotated = [&] {
    return world.post(path + "/rotate-token", R"({"ttl_seconds":60})", org).text("session_token");
  };
  std::string session = rotated();
  EXPECT_EQ(world.get(path, session).status, 200);
  EXPECT_EQ(world.get(path, session).status, 200);
  session = rotated();
  EXPECT_EQ(world.get(path, session).status, 200);
  EXPECT_EQ(world.get(path, session).status, 429);
  EXPECT_EQ(world.get(path, agent.key).status, 200);
}

TEST(WalletSessionsPlaceTest, ASandboxKeyMakesNoSessionsInProduction) {
  ApiWorld world{with_production()};
  const Tenant tenant = world_tenant(world, "Mine");
  const auto agent = world.agent(tenant.production);
  const std::string path = "/v1/wallets/" + agent.wallet + "/rotate-token";
  EXPECT_EQ(world.post(path, R"({"ttl_seconds":60})", tenant.sandbox).code(),
            "ENVIRONMENT_MISMATCH");
  const Answer made = world.post(path, R"({"ttl_seconds":60})", tenant.production);
  ASSERT_EQ(made.status, 200) << made.body;
  EXPECT_EQ(
      world.get("/v1/wallets/" + agent.wallet, made.text("session_token")).text("environment"),
      "PRODUCTION");
}

}  // namespace
}  // namespace bursar::tests::wallet_sessions_test
