#include "net/x402_discovery.hpp"

#include "tests/net/tokens_world.hpp"

#include <string>

#include <gtest/gtest.h>

namespace bursar::net::x402_discovery_test {
namespace {

using tests::Answer;

using DiscoveryTest = tests::TokensWorld;

TEST_F(DiscoveryTest, WhatAUrlRequiresCanBeAuthorized) {
  const std::string path = "/v1/x402/requirements?resource=https://api.example.com/weather";
  const Answer told = world.get(path, agent.key);
  EXPECT_EQ(told.status, 200) << told.body;
  EXPECT_EQ(told.text("x402Version"), "2");
  EXPECT_EQ(told.json.at("resource").at("url").as_string(), "https://api.example.com/weather");
  EXPECT_EQ(told.json.at("resource").at("serviceName").as_string(), "Weather");
  const auto& wanted = told.json.at("accepts").as_array()[0];
  EXPECT_EQ(wanted.at("amount").as_string(), "500000000");
  EXPECT_EQ(wanted.at("extra").at("serviceId").as_string(), service);
  const Answer authorized =
      world.post("/v1/x402/authorize",
                 R"({"payment_requirements":)" + boost::json::serialize(wanted) + "}", agent.key);
  EXPECT_EQ(authorized.text("service_id"), service) << authorized.body;
  EXPECT_EQ(world.get("/v1/x402/requirements?resource=https://other", agent.key).status, 404);
  EXPECT_EQ(world.get("/v1/x402/requirements", agent.key).status, 400);
}

TEST_F(DiscoveryTest, WhatIsSupportedIsToldToAnybody) {
  const Answer told = world.get("/x402/supported");
  EXPECT_EQ(told.status, 200);
  EXPECT_EQ(told.body, R"({"kinds":[{"x402Version":2,"scheme":"exact","network":"bursar:sandbox",)"
                       R"("extra":{"name":"USD","decimals":8}}],"extensions":[],"signers":{}})");
}

TEST_F(DiscoveryTest, ServicesWithAnEndpointAreDiscovered) {
  make_service(R"("category":"none")");  // and no endpoint
  const Answer all = world.get("/x402/discovery/resources", agent.key);
  EXPECT_EQ(all.json.at("pagination").at("total").to_number<int>(), 1) << all.body;
  const auto& item = all.json.at("items").as_array()[0];
  EXPECT_EQ(item.at("resource").as_string(), "https://api.example.com/weather");
  EXPECT_EQ(item.at("type").as_string(), "http");
  const auto total = [&](const std::string& query) {
    return world.get("/x402/discovery/resources?" + query, agent.key)
        .json.at("pagination")
        .at("total")
        .to_number<int>();
  };
  EXPECT_EQ(total("type=http"), 1);
  EXPECT_EQ(total("type=mcp"), 0);
  EXPECT_EQ(total("scheme=upto"), 0);
  EXPECT_EQ(total("network=bursar:production"), 0);
  EXPECT_EQ(total("payTo=" + provider.wallet), 1);
  EXPECT_EQ(total("payTo=" + agent.wallet), 0);
}

}  // namespace
}  // namespace bursar::net::x402_discovery_test
