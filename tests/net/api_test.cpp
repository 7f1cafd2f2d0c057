#include "net/api.hpp"

#include "tests/net/api_world.hpp"

#include <gtest/gtest.h>

namespace bursar::tests {
namespace {

TEST(ApiTest, UnknownPathsAndMethodsAreTold) {
  ApiWorld world;
  const Answer missing = world.get("/v2/payments");
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(missing.code(), "NOT_FOUND");
  EXPECT_EQ(missing.content_type, "application/problem+json");
  const Answer method = world.remove("/v1/payments", "");
  EXPECT_EQ(method.status, 405);
  EXPECT_EQ(method.field("Allow"), "POST");
}

TEST(ApiTest, ForeignHostsAreMisdirectedAndForeignOriginsForbidden) {
  ApiWorld world;
  const Answer host = world.send({.path = "/healthz", .host = "evil.example"});
  EXPECT_EQ(host.status, 421);
  EXPECT_TRUE(host.close);
  const Answer origin = world.send({.path = "/healthz", .origin = "https://evil.example"});
  EXPECT_EQ(origin.status, 403);
  EXPECT_EQ(origin.code(), "FORBIDDEN");
  EXPECT_EQ(world.send({.path = "/healthz", .origin = "http://localhost:3100"}).status, 200);
}

TEST(ApiTest, ABodyMustBeJson) {
  ApiWorld world;
  for (const char* type :
       {"", "text/plain", "application/jsonx", "application/json; charset=latin1"})
    EXPECT_EQ(world
                  .send({.verb = net::Verb::post,
                         .path = "/v1/keys",
                         .body = R"({"name":"A"})",
                         .content_type = type})
                  .status,
              415)
        << type;
  for (const char* type : {"application/json", "Application/JSON; charset=UTF-8"})
    EXPECT_EQ(world
                  .send({.verb = net::Verb::post,
                         .path = "/v1/keys",
                         .body = R"({"name":"A"})",
                         .content_type = type})
                  .status,
              201)
        << type;
}

TEST(ApiTest, RequestIdsAreEchoedOrMade) {
  ApiWorld world;
  const Answer echoed = world.send({.path = "/nowhere", .request_id = "mine"});
  EXPECT_EQ(echoed.field("X-Request-Id"), "mine");
  EXPECT_EQ(echoed.text("request_id"), "mine");
  EXPECT_TRUE(world.get("/healthz").field("X-Request-Id").starts_with("req_"));
}

TEST(ApiTest, CredentialsAreAskedForAndMustAgree) {
  ApiWorld world;
  const std::string key = world.sign_up();
  const Answer none = world.get("/v1/wallets");
  EXPECT_EQ(none.status, 401);
  EXPECT_EQ(none.field("WWW-Authenticate"), "Bearer");
  EXPECT_EQ(world.get("/v1/wallets", "bur_test_wrong").status, 401);
  EXPECT_EQ(world.send({.path = "/v1/wallets", .x_api_key = key}).status, 200);
  EXPECT_EQ(world.send({.path = "/v1/wallets", .key = key, .x_api_key = key}).status, 200);
  EXPECT_EQ(world.send({.path = "/v1/wallets", .key = key, .x_api_key = "other"}).status, 401);
}

TEST(ApiTest, UnknownParametersAndUnwantedBodiesAreRefused) {
  ApiWorld world;
  const std::string key = world.sign_up();
  EXPECT_EQ(world.get("/v1/wallets?x=1", key).status, 400);
  EXPECT_EQ(world.get("/v1/organization?limit=1", key).status, 400);
}

TEST(ApiTest, RefusalsComeInTheirOrder) {
  ApiWorld world;
  const std::string org = world.sign_up();
  const auto agent = world.agent(org);
  // Malformed before not yours; class before malformed.
  EXPECT_EQ(world.post("/v1/wallets/wal_x/fund", R"({"amount":0})", org).code(), "INVALID_AMOUNT");
  EXPECT_EQ(world.post("/v1/policies", "{", agent.key).code(), "ORG_KEY_REQUIRED");
  EXPECT_EQ(world.post("/v1/policies", "{", org).code(), "INVALID_REQUEST");
  EXPECT_EQ(world.post("/v1/wallets/wal_x/fund", R"({"amount":1})", agent.key).code(),
            "ORG_KEY_REQUIRED");
  EXPECT_EQ(
      world.post("/v1/wallets/wal_x/fund", R"({"amount":1,"source":"test_faucet"})", agent.key)
          .code(),
      "WALLET_SCOPE");
  EXPECT_EQ(world.post("/v1/payments", payment("wal_x", "1", R"(,"rail":"bank")"), org).code(),
            "SETTLEMENT_NOT_CONFIGURED");
}

TEST(ApiTest, FramingErrorsBecomeProblems) {
  ApiWorld world;
  class Silent final : public net::Exchange {
   public:
    void done() override {}

   protected:
    void address(actors::Call&) override {}
  } exchange;
  world.api.refuse(net::FramingError::transfer_encoding, exchange);
  EXPECT_EQ(exchange.response.status, 501);
  EXPECT_TRUE(exchange.response.close);
  EXPECT_NE(exchange.response.body.find("NOT_IMPLEMENTED"), std::string::npos);
}

TEST(ApiTest, BodiesHaveTheBoundOfTheirRow) {
  ApiWorld world;
  EXPECT_EQ(world.api.body_bytes_max(net::Verb::post, "/v1/payments"), 65'536U);
  EXPECT_EQ(world.api.body_bytes_max(net::Verb::post, "/v1/payments/batch"), 4'194'304U);
  EXPECT_EQ(world.api.body_bytes_max(net::Verb::post, "/nowhere"), 65'536U);
  EXPECT_EQ(world.api.route_labels().size(), net::routes().size() + 1);
}

}  // namespace
}  // namespace bursar::tests
