#include "net/services.hpp"

#include "tests/net/tokens_world.hpp"

#include <string>

#include <gtest/gtest.h>

namespace bursar::net::services_test {
namespace {

using tests::Answer;

using ServicesApiTest = tests::TokensWorld;

TEST_F(ServicesApiTest, AServiceIsShownAsItWasMade) {
  const Answer made =
      make_service(R"("category":"data","sla":{"accept_seconds":2,"complete_seconds":30})");
  EXPECT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.text("slug"), "weather-2");
  EXPECT_EQ(made.text("status"), "active");
  EXPECT_EQ(made.text("trust_score"), "50");
  EXPECT_EQ(made.text("verified"), "false");
  EXPECT_EQ(world.get("/v1/services/" + made.text("id"), agent.key).body, made.body)
      << "whoever may buy may read";
}

TEST_F(ServicesApiTest, ItsProviderIsTheCallersWalletUnlessToldOtherwise) {
  const std::string body = R"({"name":"Own","price_per_call":1})";
  const Answer made = world.post("/v1/services", body, seller);
  EXPECT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.text("wallet_id"),
            world.get("/v1/organization", seller).json.at("org_wallet").at("id").as_string());
  EXPECT_EQ(world.post("/v1/services", body, provider.key).code(), "FORBIDDEN")
      << "an agent needs services:write";
}

TEST_F(ServicesApiTest, AListIsOfTheWholeEnvironment) {
  make_service(R"("category":"data")");
  const Answer all = world.get("/v1/services", agent.key);
  EXPECT_EQ(all.text("total"), "2") << all.body;
  EXPECT_EQ(all.json.at("services").as_array().size(), 2U);
  EXPECT_EQ(world.get("/v1/services?category=data", agent.key).text("total"), "1");
  EXPECT_EQ(world.get("/v1/services?verified=true", agent.key).text("total"), "0");
  EXPECT_EQ(world.get("/v1/services?limit=1&offset=1", agent.key)
                .json.at("services")
                .as_array()[0]
                .at("id")
                .as_string(),
            service);
  EXPECT_EQ(world.get("/v1/services?offset=-1", agent.key).status, 400);
}

TEST_F(ServicesApiTest, ANewPriceHoldsForNewTokens) {
  const Answer before = authorize();
  const std::string path = "/v1/services/" + service;
  const Answer changed = world.patch(path, R"({"price_per_call":"6.00"})", seller);
  EXPECT_EQ(changed.text("price_per_call"), "6.00") << changed.body;
  EXPECT_EQ(changed.text("name"), "Weather");
  EXPECT_EQ(authorize().text("reserved_amount"), "6.00");
  EXPECT_EQ(verify(before.text("token")).text("amount"), "5.00");
  EXPECT_EQ(world.patch(path, R"({"price_per_call":"1"})", org).status, 404) << "it is another's";
}

TEST_F(ServicesApiTest, WhatIsDeletedIsHiddenAndItsTokensRunOn) {
  const Answer authorized = authorize();
  const std::string path = "/v1/services/" + service;
  EXPECT_EQ(world.remove(path, org).status, 404);
  EXPECT_EQ(world.remove(path, seller).text("deleted"), "true");
  EXPECT_EQ(world.get(path, seller).status, 404);
  EXPECT_EQ(authorize().status, 404);
  EXPECT_EQ(settle(authorized.text("token")).text("success"), "true");
}

TEST_F(ServicesApiTest, TheOperatorVouchesForIt) {
  const std::string path = "/v1/services/" + service;
  EXPECT_EQ(world.post(path + "/verify", "", seller).status, 403);
  const Answer verified = world.post(path + "/verify", "", std::string{world.operator_key});
  EXPECT_EQ(verified.text("verified"), "true") << verified.body;
  EXPECT_EQ(world.get("/v1/services?verified=true", agent.key).text("total"), "1");
}

}  // namespace
}  // namespace bursar::net::services_test
