#include "net/events.hpp"

#include "tests/net/api_world.hpp"
#include "tests/net/production_world.hpp"

#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::tests::events_test {
namespace {

using Words = std::vector<std::string>;

struct EventsTest : testing::Test {
  std::string pay(const ApiWorld::Agent& from, const std::string& to, const std::string& amount) {
    return world.pay(from, to, amount);
  }
  std::vector<boost::json::value> events(const std::string& query, const std::string& key) {
    return world.rows("/v1/events?" + query, key);
  }
  Words types(const std::string& query, const std::string& key) {
    Words words;
    for (const auto& event : events(query, key)) words.emplace_back(event.at("type").as_string());
    return words;
  }
  static std::string text(const boost::json::value& event, std::string_view name) {
    return std::string{event.at("data").at(name).as_string()};
  }
  /// Where the organisation stands.
  std::string now(const std::string& key) {
    return world.get("/v1/organization", key).field("Bursar-Org-Seq");
  }

  ApiWorld world;
  std::string org = world.sign_up();
  std::string other = world.sign_up("Other");
  ApiWorld::Agent agent = world.agent(org);
  ApiWorld::Agent colleague = world.agent(org);
  ApiWorld::Agent stranger = world.agent(other);
};

TEST_F(EventsTest, AnOrganisationsStoryIsToldFromItsBeginning) {
  const Words story = types("", other);
  EXPECT_EQ(story, (Words{"organization.created", "wallet.created", "key.created", "wallet.created",
                          "agent.created", "key.created"}));
  EXPECT_EQ(types("limit=1", other), story);
  EXPECT_EQ(types("limit=4", other), story);
}

TEST_F(EventsTest, EveryPlaceOfAnOrganisationHasAnEvent) {
  world.fund(org, agent.wallet, "1000");
  for (int i = 0; i < 600; ++i) pay(agent, stranger.wallet, "0.01");
  std::uint64_t place = 0;
  std::set<std::string> ids;
  for (const auto& event : events("limit=100", org)) {
    const auto sequence = event.at("org_seq").to_number<std::uint64_t>();
    EXPECT_TRUE(sequence == place || sequence == place + 1) << sequence;
    place = sequence;
    EXPECT_TRUE(ids.insert(std::string{event.at("id").as_string()}).second);
  }
  EXPECT_EQ(std::to_string(place), now(org));
}

TEST_F(EventsTest, OneGoesOnBehindWhereOneStood) {
  world.fund(org, agent.wallet, "10");
  const std::string stood = now(org);
  EXPECT_EQ(types("after=" + stood, org), Words{});
  pay(agent, colleague.wallet, "1.00");
  pay(agent, colleague.wallet, "2.00");
  const auto news = events("after=" + stood, org);
  ASSERT_EQ(news.size(), 2U);
  EXPECT_EQ(text(news[0], "amount"), "1.00");
  EXPECT_EQ(text(news[1], "amount"), "2.00");
}

TEST_F(EventsTest, APaymentIsToldToBothSidesAndThePayersOwnToThePayersSideAlone) {
  world.fund(org, agent.wallet, "10");
  const std::string id = pay(agent, stranger.wallet, "1.00");
  const auto own = events("types=payment.completed", org);
  const auto foreign = events("types=payment.completed", other);
  ASSERT_EQ(own.size(), 1U);
  ASSERT_EQ(foreign.size(), 1U);
  EXPECT_EQ(text(own[0], "id"), id);
  EXPECT_EQ(text(foreign[0], "id"), id);
  EXPECT_EQ(text(own[0], "balance_after"), "8.996");
  EXPECT_FALSE(foreign[0].at("data").as_object().contains("balance_after"));
  EXPECT_EQ(text(foreign[0], "fee"), "0.00");
  EXPECT_NE(own[0].at("id"), foreign[0].at("id")) << "each organisation has its own event";
}

TEST_F(EventsTest, ABoundKeyHearsOfItsWalletAlone) {
  world.fund(org, agent.wallet, "10");
  pay(agent, colleague.wallet, "1.00");
  pay(agent, stranger.wallet, "2.00");
  EXPECT_EQ(types("", colleague.key),
            (Words{"wallet.created", "agent.created", "key.created", "payment.completed"}));
  const auto theirs = events("types=payment.*", colleague.key);
  ASSERT_EQ(theirs.size(), 1U);
  EXPECT_FALSE(theirs[0].at("data").as_object().contains("balance_after"));
  EXPECT_EQ(types("types=payment.*&wallet_id=" + colleague.wallet, org),
            Words{"payment.completed"});
  EXPECT_EQ(types("types=payment.*&wallet_id=" + agent.wallet, org),
            (Words{"payment.completed", "payment.completed"}));
  EXPECT_EQ(world.get("/v1/events?wallet_id=" + agent.wallet, colleague.key).code(),
            "WALLET_SCOPE");
  EXPECT_EQ(world.get("/v1/events?wallet_id=" + agent.wallet, other).code(), "NOT_FOUND");
}

TEST_F(EventsTest, AKeyHearsWhatItMayReadElsewhere) {
  const auto key_with = [&](const std::string& permissions) {
    return world.post("/v1/keys", R"({"name":"k","permissions":[)" + permissions + "]}", org)
        .text("key");
  };
  world.fund(org, agent.wallet, "10");
  pay(agent, colleague.wallet, "1.00");
  world.post("/v1/policies", R"({"name":"p"})", org);
  const std::string payments = key_with(R"("payments:read")");
  const std::string wallets = key_with(R"("payments:read","wallets:read")");
  const std::string keys = key_with(R"("payments:read","keys:write")");
  EXPECT_EQ(types("", payments), Words{"payment.completed"});
  EXPECT_EQ(types("types=wallet.*,key.*", payments), Words{});
  EXPECT_EQ(types("types=key.*", wallets), Words{});
  EXPECT_EQ(types("types=policy.*", wallets), Words{"policy.created"});
  EXPECT_FALSE(types("types=wallet.*", wallets).empty());
  EXPECT_EQ(types("types=wallet.*,agent.*,policy.*,organization.*", keys), Words{});
  EXPECT_FALSE(types("types=key.*", keys).empty());
  EXPECT_EQ(types("types=key.*", colleague.key), Words{"key.created"});
}

TEST_F(EventsTest, WhatIsAskedForIsUnderstoodOrRefused) {
  EXPECT_EQ(world.get("/v1/events?types=payments", org).status, 400);
  EXPECT_EQ(world.get("/v1/events?types=payment.completed,,", org).status, 400);
  EXPECT_EQ(world.get("/v1/events?after=-1", org).status, 400);
  EXPECT_EQ(world.get("/v1/events?after=x", org).status, 400);
  std::string many = "wallet.*";
  for (int i = 0; i < 64; ++i) many += ",wallet.*";
  EXPECT_EQ(world.get("/v1/events?types=" + many, org).status, 400);
  EXPECT_EQ(world.get("/v1/events?types=wallet.%2A,agent.created", org).status, 200);
  EXPECT_EQ(types("after=999999999", org), Words{});
}

TEST_F(EventsTest, ACursorIsOfItsFiltersAndItsReader) {
  const Answer page = world.get("/v1/events?limit=1&types=wallet.*", org);
  const std::string cursor = "&cursor=" + page.text("next_cursor");
  EXPECT_EQ(world.get("/v1/events?limit=1&types=wallet.*" + cursor, org).status, 200);
  EXPECT_EQ(world.get("/v1/events?limit=1&types=key.*" + cursor, org).status, 400);
  EXPECT_EQ(world.get("/v1/events?limit=1&types=wallet.*" + cursor, other).status, 400);
}

TEST_F(EventsTest, TheOperatorNamesWhoseTheyAre) {
  const std::string key{ApiWorld::operator_key};
  const std::string id = world.get("/v1/organization", org).text("id");
  EXPECT_EQ(world.get("/v1/events", key).status, 400);
  EXPECT_EQ(types("organization_id=" + id, key), types("", org));
  EXPECT_EQ(types("wallet_id=" + agent.wallet, key),
            (Words{"wallet.created", "agent.created", "key.created"}));
}

TEST_F(EventsTest, AWaitingPaymentsStory) {
  const std::string policy =
      world.post("/v1/policies", R"({"name":"asks","require_approval":true})", org).text("id");
  world.fund(org, agent.wallet, "10");
  world.patch("/v1/wallets/" + agent.wallet, R"({"policy_id":")" + policy + "\"}", org);
  const std::string stood = now(org);
  const std::string a = pay(agent, colleague.wallet, "1.00");
  const std::string b = pay(agent, colleague.wallet, "2.00");
  world.post("/v1/approvals/apr_" + a.substr(3) + "/approve", "", org);
  world.post("/v1/approvals/apr_" + b.substr(3) + "/reject", R"({"note":"no"})", org);
  const auto story = events("after=" + stood, org);
  ASSERT_EQ(story.size(), 5U);
  EXPECT_EQ(types("after=" + stood, org),
            (Words{"payment.pending_approval", "payment.pending_approval", "approval.approved",
                   "payment.completed", "approval.rejected"}));
  EXPECT_EQ(text(story[0], "id"), a);
  EXPECT_EQ(text(story[0], "status"), "pending_approval");
  EXPECT_EQ(text(story[2], "id"), "apr_" + a.substr(3));
  EXPECT_EQ(text(story[3], "id"), a);
  EXPECT_EQ(text(story[4], "status"), "rejected");
  EXPECT_EQ(text(story[4], "note"), "no");
  EXPECT_EQ(types("after=" + stood, colleague.key), Words{"payment.completed"});
}

TEST_F(EventsTest, WhatAWalletWasRefusedUnderAKeyIsTold) {
  const std::string policy =
      world.post("/v1/policies", R"({"name":"small","max_per_tx":"1.00"})", org).text("id");
  world.patch("/v1/wallets/" + agent.wallet, R"({"policy_id":")" + policy + "\"}", org);
  const std::string stood = now(org);
  world.post("/v1/payments", payment(agent.wallet, "2.00"), agent.key, "k1");
  world.post("/v1/payments", payment(agent.wallet, "0.50"), agent.key, "k2");
  const auto story = events("after=" + stood, agent.key);
  ASSERT_EQ(story.size(), 2U);
  EXPECT_EQ(story[0].at("type").as_string(), "payment.denied");
  EXPECT_EQ(text(story[0], "rule"), "max_per_tx");
  EXPECT_EQ(text(story[0], "limit"), "1.00");
  EXPECT_EQ(text(story[0], "wallet_id"), agent.wallet);
  EXPECT_EQ(story[1].at("type").as_string(), "wallet.refused");
  EXPECT_EQ(text(story[1], "code"), "INSUFFICIENT_FUNDS");
  EXPECT_EQ(text(story[1], "max_allowed_now"), "0.00");
  for (const char* const none : {"limit", "used", "resets_at"})
    EXPECT_FALSE(story[1].at("data").as_object().contains(none)) << none;
}

TEST_F(EventsTest, MoneyThatIsMovedByHand) {
  const std::string stood = now(org);
  world.fund(org, agent.wallet, "10");
  world.post("/v1/wallets/fund-batch",
             R"({"allocations":[{"wallet_id":")" + agent.wallet +
                 R"(","amount":"1.00"},{"wallet_id":")" + colleague.wallet +
                 R"(","amount":"2.00"}],"idempotency_key":"b"})",
             org);
  world.post("/v1/wallets/" + agent.wallet + "/withdraw", R"({"amount":"3.00"})", org);
  const auto story = events("after=" + stood, org);
  ASSERT_EQ(story.size(), 4U);
  EXPECT_EQ(text(story[0], "balance_after"), "10.00");
  EXPECT_EQ(text(story[1], "wallet_id"), agent.wallet);
  EXPECT_EQ(text(story[2], "wallet_id"), colleague.wallet);
  EXPECT_EQ(text(story[2], "amount"), "2.00");
  EXPECT_EQ(story[1].at("org_seq"), story[2].at("org_seq"));
  EXPECT_EQ(story[3].at("type").as_string(), "wallet.withdrawn");
  EXPECT_EQ(text(story[3], "balance_after"), "8.00");
  EXPECT_EQ(types("after=" + stood, colleague.key), Words{"wallet.funded"});
}

TEST_F(EventsTest, ALifeOfKeysPoliciesAndWallets) {
  const std::string stood = now(org);
  const std::string policy = world.post("/v1/policies", R"({"name":"p"})", org).text("id");
  world.patch("/v1/policies/" + policy, R"({"max_per_tx":"5.00"})", org);
  world.remove("/v1/policies/" + policy, org);
  const std::string key = world.post("/v1/keys", R"({"name":"k"})", org).text("id");
  const std::string next = world.post("/v1/keys/" + key + "/rotate", "{}", org).text("id");
  world.remove("/v1/keys/" + next, org);
  world.patch("/v1/wallets/" + agent.wallet, R"({"status":"frozen"})", org);
  world.patch("/v1/wallets/" + agent.wallet, R"({"status":"active","label":"l"})", org);
  world.remove("/v1/agents/" + agent.wallet, org);
  EXPECT_EQ(types("after=" + stood, org),
            (Words{"policy.created", "policy.updated", "policy.deleted", "key.created",
                   "key.rotated", "key.revoked", "wallet.frozen", "wallet.unfrozen",
                   "wallet.updated", "agent.deleted", "wallet.archived"}));
}

TEST_F(EventsTest, ServicesAndTokens) {
  const std::string stood = now(org);
  world.fund(org, agent.wallet, "10");
  const std::string service =
      world
          .post("/v1/services",
                R"({"name":"S","price_per_call":"1.00","wallet_id":")" + colleague.wallet + "\"}",
                org)
          .text("id");
  world.patch("/v1/services/" + service, R"({"price_per_call":"2.00"})", org);
  const std::string token = world
                                .post("/v1/services/" + service + "/authorize",
                                      R"({"from_wallet_id":")" + agent.wallet + "\"}", agent.key)
                                .text("token_id");
  world.remove("/v1/x402/tokens/" + token, agent.key);
  world.remove("/v1/services/" + service, org);
  const auto story = events("after=" + stood + "&types=service.*,token.*", org);
  EXPECT_EQ(types("after=" + stood + "&types=service.*,token.*", org),
            (Words{"service.created", "service.updated", "token.issued", "token.cancelled",
                   "service.deleted"}));
  ASSERT_EQ(story.size(), 5U);
  EXPECT_EQ(text(story[1], "service_id"), service);
  EXPECT_EQ(text(story[1], "price_per_call"), "2.00");
  EXPECT_EQ(text(story[3], "token_id"), token);
  EXPECT_EQ(text(story[3], "status"), "cancelled");
  EXPECT_EQ(types("types=service.*", colleague.key),
            (Words{"service.created", "service.updated", "service.deleted"}));
  EXPECT_EQ(types("types=service.*", agent.key), Words{});
}

TEST(EventsOfEnvironmentsTest, EachIsToldInItsOwn) {
  ApiWorld world{with_production()};
  const Tenant tenant = world_tenant(world, "Both");
  const auto types = [&](const std::string& key, const std::string& more = {}) {
    Words words;
    const Answer page = world.get("/v1/events?types=policy.*,key.revoked,wallet.*" + more, key);
    for (const auto& event : page.json.at("data").as_array())
      words.emplace_back(event.at("type").as_string());
    return words;
  };
  const Words at_first{"wallet.created"};
  EXPECT_EQ(types(tenant.sandbox), at_first);
  EXPECT_EQ(types(tenant.production), at_first);
  const std::string policy =
      world.post("/v1/policies", R"({"name":"p"})", tenant.production).text("id");
  world.remove("/v1/policies/" + policy, tenant.production);
  const std::string key = world.post("/v1/keys", R"({"name":"k"})", tenant.production).text("id");
  world.remove("/v1/keys/" + key, tenant.production);
  EXPECT_EQ(types(tenant.sandbox), at_first);
  const Words in_production{"wallet.created", "policy.created", "policy.deleted", "key.revoked"};
  EXPECT_EQ(types(tenant.production), in_production);
  EXPECT_EQ(types(std::string{ApiWorld::operator_key},
                  "&environment=PRODUCTION&organization_id=" + tenant.id),
            in_production);
}

}  // namespace
}  // namespace bursar::tests::events_test
