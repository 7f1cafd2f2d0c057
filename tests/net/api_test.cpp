#include "net/api.hpp"

#include "tests/net/api_world.hpp"

#include <gtest/gtest.h>

namespace bursar::tests::api_test {
namespace {

// Where a refusal goes that no session waits for.
class Silent final : public net::Exchange {
 public:
  void done() override {}
  void go_live(std::unique_ptr<net::LiveAnswer>) override {}
  void grown() override {}
  std::size_t unsent() const override { return 0; }

 protected:
  void address(actors::Call&) override {}
};

TEST(ApiTest, UnknownPathsAndMethodsAreTold) {
  ApiWorld world;
  const Answer missing = world.get("/v2/payments");
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(missing.code(), "NOT_FOUND");
  EXPECT_EQ(missing.content_type, "application/problem+json");
  const Answer method = world.remove("/v1/payments", "");
  EXPECT_EQ(method.status, 405);
  EXPECT_EQ(method.field("Allow"), "POST, GET, HEAD");
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
            "NOT_FOUND");
  EXPECT_EQ(world.post("/v1/wallets/wal_x/fund", R"({"amount":1,"source":"treasury"})", org, "a b")
                .code(),
            "INVALID_REQUEST");
}

TEST(ApiTest, FramingErrorsBecomeProblems) {
  ApiWorld world;
  Silent exchange;
  world.api.refuse({net::FramingError::transfer_encoding}, exchange);
  EXPECT_EQ(exchange.response.status, 501);
  EXPECT_TRUE(exchange.response.close);
  EXPECT_NE(exchange.response.body.find("NOT_IMPLEMENTED"), std::string::npos);
}

TEST(ApiTest, WhoSendsALargeBodyIsJudgedBeforeItComes) {
  ApiWorld world;
  const std::string org = "Bearer " + world.sign_up();
  net::Request request;
  request.verb = net::Verb::post;
  request.path = "/v1/payments/batch";
  request.host = "127.0.0.1:3100";
  request.content_type = "application/json";
  const auto status = [&](std::string_view authorization) {
    net::Request asked = request;
    if (!authorization.empty()) asked.authorization = authorization;
    Silent exchange;
    return world.api.admits(asked, exchange) ? 0 : exchange.response.status;
  };
  EXPECT_EQ(status(org), 0);
  EXPECT_EQ(status(""), 401);
  EXPECT_EQ(status("Bearer bur_test_wrong"), 401);
  request.content_type = "text/plain";
  EXPECT_EQ(status(org), 415);
  request.host = "evil.example";
  EXPECT_EQ(status(org), 421);
  request.host = "localhost";
  request.verb = net::Verb::put;
  EXPECT_EQ(status(org), 405);
}

TEST(ApiTest, BodiesHaveTheBoundOfTheirRow) {
  ApiWorld world;
  const net::BodyLimit batch = world.api.body_limit(net::Verb::post, "/v1/payments/batch");
  EXPECT_EQ(batch.bytes, 4'194'304U);
  EXPECT_EQ(batch.setting, "http.batch_bytes_max");
  for (const char* path : {"/v1/payments", "/nowhere"}) {
    const net::BodyLimit usual = world.api.body_limit(net::Verb::post, path);
    EXPECT_EQ(usual.bytes, 65'536U);
    EXPECT_EQ(usual.setting, "http.body_bytes_max");
  }
  const net::BodyLimit evidence =
      world.api.body_limit(net::Verb::post, "/v1/disputes/disp_1/evidence");
  EXPECT_EQ(evidence.bytes, 1'572'864U);
  EXPECT_NE(evidence.setting.find("1.5 MiB as JSON"), std::string_view::npos)
      << "what is said of it holds for what is escaped too";
  EXPECT_EQ(world.api.route_labels().size(), net::routes().size() + 1);
}

TEST(ApiTest, AnEmptyCredentialOrKeyIsNotAnAbsentOne) {
  ApiWorld world;
  const Ask sign_up{
      .verb = net::Verb::post, .path = "/v1/keys", .body = R"({"name":"A"})", .x_api_key = ""};
  EXPECT_EQ(world.send(sign_up).status, 401);
  const std::string org = world.sign_up();
  const auto agent = world.agent(org);
  for (const std::string& path :
       {std::string{"/v1/payments"}, "/v1/wallets/" + agent.wallet + "/fund"}) {
    const std::string body =
        path == "/v1/payments" ? payment(agent.wallet, "1") : R"({"amount":1})";
    const Answer empty = world.send(
        {.verb = net::Verb::post, .path = path, .body = body, .key = org, .idempotency = ""});
    EXPECT_EQ(empty.status, 400) << path;
    EXPECT_EQ(empty.json.at("errors").at(0).at("pointer").as_string(), "Idempotency-Key");
  }
  EXPECT_EQ(world
                .send({.verb = net::Verb::post,
                       .path = "/v1/payments/batch",
                       .body = R"({"payments":[)" + payment(agent.wallet, "1") + "]}",
                       .key = org,
                       .idempotency = ""})
                .status,
            400);
}

TEST(ApiTest, SignUpsAreCountedBeforeTheirBodiesAreRead) {
  auto options = ApiWorld::open_signup();
  options.signups_per_minute = 1;
  ApiWorld world{options};
  const Answer first = world.post("/v1/keys", "{");
  EXPECT_EQ(first.status, 400);
  EXPECT_TRUE(first.field("RateLimit").starts_with(R"("signups";r=0;t=)"));
  const Answer second = world.post("/v1/keys", "{");
  EXPECT_EQ(second.status, 429);
  EXPECT_EQ(second.field("RateLimit-Policy"), R"("signups";q=1;w=60)");
  EXPECT_TRUE(second.field("RateLimit").ends_with("t=" + second.field("Retry-After")));
}

TEST(ApiTest, AKeysRequestsAreLimitedByTheMinute) {
  auto options = ApiWorld::open_signup();
  options.requests_per_minute = 2;
  ApiWorld world{options};
  const std::string org = world.sign_up();
  const Answer first = world.get("/v1/wallets", org);
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(first.field("RateLimit-Policy"), R"("requests";q=2;w=60)");
  EXPECT_EQ(first.field("RateLimit"), R"("requests";r=1;t=30)");
  EXPECT_EQ(world.get("/v1/wallets/wal_nobody", org).field("RateLimit"), R"("requests";r=0;t=30)");
  const Answer third = world.get("/v1/wallets", org);
  EXPECT_EQ(third.status, 429);
  EXPECT_EQ(third.code(), "RATE_LIMITED");
  EXPECT_EQ(third.text("agentpay_code"), "AP-3002");
  EXPECT_EQ(third.field("RateLimit"), R"("requests";r=0;t=30)");
  EXPECT_EQ(third.field("Retry-After"), "30");
  EXPECT_FALSE(third.field("Bursar-Org-Seq").empty());
  EXPECT_EQ(world.get("/v1/wallets", world.sign_up("Other")).status, 200);
  world.clock.advance(30'000);
  EXPECT_EQ(world.get("/v1/wallets", org).status, 200);
}

TEST(ApiTest, TheRateIsToldBehindThePermissionAndBeforeAFault) {
  auto options = ApiWorld::open_signup();
  options.requests_per_minute = 1;
  ApiWorld world{options};
  const std::string agent = world.post("/v1/agents", R"({"name":"Bot"})").text("api_key");
  EXPECT_EQ(world.post("/v1/keys", "{", agent).code(), "ORG_KEY_REQUIRED");
  EXPECT_EQ(world.post("/v1/payments", "{", agent).status, 400);
  EXPECT_EQ(world.post("/v1/keys", "{", agent).code(), "ORG_KEY_REQUIRED");
  EXPECT_EQ(world.post("/v1/payments", "{", agent).code(), "RATE_LIMITED");
  EXPECT_EQ(world.get("/v1/payments/x/refund?nonsense=1", agent).status, 405);
}

TEST(ApiTest, WithoutALimitNothingIsToldOfOne) {
  ApiWorld world;
  const Answer answer = world.get("/v1/wallets", world.sign_up());
  EXPECT_EQ(answer.field("RateLimit"), "");
  EXPECT_EQ(answer.field("RateLimit-Policy"), "");
}

TEST(ApiTest, WhatOnlyTheOperatorMayAskIsThereForItsDoorAlone) {
  auto options = ApiWorld::open_signup();
  options.operators_door = true;
  ApiWorld world{options};
  for (const net::Verb verb : {net::Verb::post, net::Verb::get}) {
    Ask ask{.verb = verb, .path = "/v1/backups", .key = std::string{ApiWorld::operator_key}};
    EXPECT_EQ(world.send(ask).status, 404);
    EXPECT_EQ(world.send(ask).field("Allow"), "");
    ask.door = net::Door::operators;
    EXPECT_EQ(world.send(ask).status, verb == net::Verb::post ? 400 : 405);
  }
  EXPECT_EQ(world.send({.path = "/healthz", .door = net::Door::operators}).status, 200);
  ApiWorld one_door;
  EXPECT_EQ(one_door.post("/v1/backups", "{}", std::string{ApiWorld::operator_key}).status, 400);
}

TEST(ApiTest, TheOperatorDoesNothingAtAnotherDoorThanItsOwn) {
  auto options = ApiWorld::open_signup();
  options.operators_door = true;
  ApiWorld world{options};
  const Answer signed_up = world.post("/v1/keys", R"({"name":"A"})");
  const std::string organization = signed_up.text("organization_id");
  Ask ask{.verb = net::Verb::post,
          .path = "/v1/keys",
          .body = R"({"name":"K","organization_id":")" + organization + "\"}",
          .key = std::string{ApiWorld::operator_key}};
  EXPECT_EQ(world.send(ask).code(), "FORBIDDEN");
  ask.door = net::Door::operators;
  EXPECT_EQ(world.send(ask).status, 201);
  EXPECT_EQ(world.get("/v1/keys?organization_id=" + organization, ask.key).status, 200);
  EXPECT_EQ(world.post("/v1/keys", R"({"name":"K"})", signed_up.text("key")).status, 201);
}

TEST(ApiTest, AnIpv6NetworkSignsUpAsOneAddress) {
  auto options = ApiWorld::open_signup();
  options.signups_per_minute = 1;
  ApiWorld world{options};
  const auto status_for = [&](const char* peer) {
    const char* const body = R"({"name": "a"})";
    return world.send({.verb = net::Verb::post, .path = "/v1/keys", .body = body, .peer = peer})
        .status;
  };
  EXPECT_EQ(status_for("2001:db8:0:1::1"), 201);
  EXPECT_EQ(status_for("2001:db8:0:1::2"), 429);
  EXPECT_EQ(status_for("2001:db8:0:2::1"), 201);
  EXPECT_EQ(status_for("192.0.2.1"), 201);
  EXPECT_EQ(status_for("192.0.2.2"), 201);
}

TEST(ApiTest, WhatNoRowServesIsToldInTheDialectOfItsPathAndToItsOrganisation) {
  ApiWorld world;
  const std::string org = world.sign_up();
  EXPECT_TRUE(world.get("/agentpay/v1/nowhere").json.as_object().contains("error"));
  EXPECT_TRUE(world.remove("/agentpay/v1/agents", org).json.as_object().contains("error"));
  // send() checks that who is known is told the sequence.
  EXPECT_FALSE(world.get("/nowhere", org).field("Bursar-Org-Seq").empty());
  Silent exchange;
  exchange.path = "/agentpay/v1/payments";
  world.api.refuse({.error = net::FramingError::body_too_large,
                    .bound = 65'536,
                    .body_bytes = 70'000,
                    .setting = "http.body_bytes_max"},
                   exchange);
  EXPECT_TRUE(exchange.response.body.starts_with(R"({"error")"));
  EXPECT_NE(exchange.response.body.find("The body is 70,000 bytes; at most 65,536 are taken here "
                                        "(http.body_bytes_max)."),
            std::string::npos);
}

}  // namespace
}  // namespace bursar::tests::api_test
