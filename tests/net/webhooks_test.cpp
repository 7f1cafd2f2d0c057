#include "net/webhooks.hpp"

#include "crypto/webhook_signature.hpp"
#include "telemetry/log.hpp"
#include "tests/net/production_world.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <future>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::net::webhooks_test {
namespace {

using tests::Answer;
using tests::ApiWorld;
using tests::AwaitedOutbound;
using Request = AwaitedOutbound::Request;

class WebhooksApiTest : public testing::Test {
 protected:
  WebhooksApiTest() { world.fund(org, agent.wallet, "300.00"); }

  Answer make(const std::string& events = R"(["payment.completed"])",
              const std::string& url = "https://example.com/hook", const std::string& by = {}) {
    return world.post("/v1/webhooks", R"({"url":")" + url + R"(","events":)" + events + "}",
                      by.empty() ? org : by);
  }
  Answer of(const Answer& made, const std::string& more = {}) {
    return world.get("/v1/webhooks/" + made.text("id") + more, org);
  }
  Answer deed(const Answer& made, const std::string& more, const std::string& body = {}) {
    return world.post("/v1/webhooks/" + made.text("id") + more, body, org);
  }
  Answer pay() { return world.post("/v1/payments", tests::payment(agent.wallet, "1.00"), org); }

  static bool signed_by(const Request& request, const std::string& secret) {
    const auto key = crypto::parse_webhook_secret(secret);
    if (!key) return false;
    const crypto::ByteView view{*key};
    const std::string id = AwaitedOutbound::field(request, "webhook-id");
    const auto seconds = std::stoll(AwaitedOutbound::field(request, "webhook-timestamp"));
    const std::string wanted = crypto::webhook_signature(
        {&view, 1}, {.id = id, .timestamp = seconds, .body = request.body});
    return AwaitedOutbound::field(request, "webhook-signature").contains(wanted);
  }

  ApiWorld world;
  const std::string org = world.sign_up();
  const ApiWorld::Agent agent =
      world.agent(org, R"(,"permissions":["payments:read","payments:write","webhooks:write"])");
};

TEST_F(WebhooksApiTest, AWebhookIsMadeAndItsSecretShownOnce) {
  const Answer made = make(R"(["payment.*","payout.failed"])");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.text("id").substr(0, 3), "wh_");
  EXPECT_EQ(made.text("secret").substr(0, 6), "whsec_");
  EXPECT_EQ(made.text("status"), "enabled");
  EXPECT_EQ(made.text("events"), R"(["payment.*","payout.failed"])");
  const Answer shown = of(made);
  EXPECT_EQ(shown.status, 200) << shown.body;
  EXPECT_EQ(shown.body.find("secret\""), std::string::npos);
  const Answer listed = world.get("/v1/webhooks", org);
  ASSERT_EQ(listed.json.at("data").as_array().size(), 1U) << listed.body;
  EXPECT_EQ(listed.json.at("data").as_array()[0].at("id").as_string(), made.text("id"));
}

TEST_F(WebhooksApiTest, NoSecretIsKeptInTheClear) {
  const std::string secret = make().text("secret");
  for (const ledger::Record& record : world.store.records())
    if (const auto* made = std::get_if<ledger::WebhookMade>(&record.fact)) {
      const std::string bytes{made->secret.begin(), made->secret.end()};
      EXPECT_FALSE(bytes.empty());
      EXPECT_EQ(bytes.find(secret.substr(6, 20)), std::string::npos);
    }
}

TEST_F(WebhooksApiTest, AnEventIsSentAsStandardWebhooksHasIt) {
  const Answer made = make();
  const Answer paid = pay();
  ASSERT_EQ(paid.status, 201) << paid.body;
  const Request sent = world.receivers.at(0);
  EXPECT_EQ(sent.url, "https://example.com/hook");
  EXPECT_TRUE(signed_by(sent, made.text("secret")));
  const auto body = boost::json::parse(sent.body);
  EXPECT_EQ(body.at("type").as_string(), "payment.completed");
  EXPECT_EQ(body.at("data").at("id").as_string(), paid.text("id"));
  EXPECT_EQ(std::to_string(body.at("org_seq").as_int64()), paid.field("Bursar-Org-Seq"));
  const Answer events = world.get("/v1/events?types=payment.completed", org);
  EXPECT_EQ(events.json.at("data").as_array()[0].at("id").as_string(),
            AwaitedOutbound::field(sent, "webhook-id"));
}

TEST_F(WebhooksApiTest, ATestIsSentAtOnce) {
  const Answer made = make(R"(["service.created"])");
  const Answer asked = deed(made, "/test");
  ASSERT_EQ(asked.status, 202) << asked.body;
  const Request sent = world.receivers.at(0);
  EXPECT_EQ(AwaitedOutbound::field(sent, "webhook-id"), asked.text("event_id"));
  EXPECT_EQ(boost::json::parse(sent.body).at("data").at("webhook_id").as_string(), made.text("id"));
}

TEST_F(WebhooksApiTest, EitherSecretOfARotationWillDo) {
  const Answer made = make();
  const Answer rotated = deed(made, "/rotate-secret");
  ASSERT_EQ(rotated.status, 200) << rotated.body;
  pay();
  const Request sent = world.receivers.at(0);
  EXPECT_TRUE(signed_by(sent, made.text("secret")));
  EXPECT_TRUE(signed_by(sent, rotated.text("secret")));
  EXPECT_EQ(deed(made, "/rotate-secret", R"({"grace_seconds":604801})").status, 400);
}

// Its journal has outlived the key that its secrets are sealed under.
TEST_F(WebhooksApiTest, WhereNoSecretCanBeOpenedThatIsToldAndLogged) {
  make();
  pay();
  world.receivers.at(0);
  actors::WebhookDelivery delivery;
  for (const ledger::Record& record : world.store.records()) {
    if (const auto* made = std::get_if<ledger::WebhookMade>(&record.fact)) delivery.webhook = *made;
    if (!std::holds_alternative<ledger::Paid>(record.fact)) continue;
    delivery.organization = record.organizations[0].organization;
    delivery.event.record = std::make_shared<const ledger::Record>(record);
  }
  crypto::Bytes<32> another{};
  another.fill(1);
  WebhookSender sender{world.receivers, {}, another, "0123abcd"};
  std::string log;
  telemetry::set_log_sink([&](std::string_view line) { log.append(line); });
  std::optional<actors::OutboundEnd> end;
  sender.deliver(delivery, [&](const auto& heard) { end = heard.end; });
  EXPECT_EQ(end, actors::OutboundEnd::busy) << "it serves nobody yet";
  EXPECT_EQ(log, "");
  sender.serve(&world.api.edge());
  sender.deliver(delivery, [&](const auto& heard) { end = heard.end; });
  telemetry::set_log_sink({});
  EXPECT_EQ(end, actors::OutboundEnd::no_secret);
  EXPECT_NE(log.find("webhook_secret_unreadable"), std::string::npos) << log;
}

TEST_F(WebhooksApiTest, AnEventIsSentOnceMoreUnderItsId) {
  const Answer made = make();
  pay();
  const std::string event = AwaitedOutbound::field(world.receivers.at(0), "webhook-id");
  const std::string delivery = "del_" + made.text("id").substr(3) + event.substr(4);
  while (of(made).text("delivered") != "1") {
  }
  const Answer listed = of(made, "/deliveries");
  EXPECT_EQ(listed.json.at("data").as_array()[0].at("id").as_string(), delivery) << listed.body;
  const Answer asked = world.post("/v1/webhooks/deliveries/" + delivery + "/redeliver", "", org);
  ASSERT_EQ(asked.status, 202) << asked.body;
  EXPECT_EQ(asked.text("id"), delivery);
  EXPECT_EQ(AwaitedOutbound::field(world.receivers.at(1), "webhook-id"), event);
}

TEST_F(WebhooksApiTest, NothingIsAskedForThatIsNotThere) {
  const Answer made = make();
  const std::string webhook = made.text("id").substr(3);
  for (const std::string& id :
       {std::string{"nonsense"}, "del_" + webhook, "del_" + webhook + std::string(26, '7'),
        "del_" + std::string(26, '7') + std::string(26, '7')})
    EXPECT_EQ(world.post("/v1/webhooks/deliveries/" + id + "/redeliver", "", org).status, 404)
        << id;
  EXPECT_EQ(world.get("/v1/webhooks/wh_nonsense", org).status, 404);
}

TEST_F(WebhooksApiTest, ItIsChangedDisabledAndDeleted) {
  const Answer made = make();
  const std::string path = "/v1/webhooks/" + made.text("id");
  const Answer changed =
      world.patch(path, R"({"events":["*"],"url":"https://example.org/","enabled":false})", org);
  ASSERT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(changed.text("events"), R"(["*"])");
  EXPECT_EQ(changed.text("status"), "disabled");
  EXPECT_EQ(changed.text("reason"), "asked");
  const Answer refused = deed(made, "/test");
  EXPECT_EQ(refused.status, 409) << refused.body;
  EXPECT_EQ(world.patch(path, R"({"enabled":true})", org).text("status"), "enabled");
  EXPECT_EQ(world.remove(path, org).text("deleted"), "true");
  EXPECT_EQ(of(made).status, 404);
  EXPECT_EQ(world.remove(path, org).status, 404);
}

TEST_F(WebhooksApiTest, WhatIsWrongIsNamed) {
  EXPECT_EQ(make("[]").status, 400);
  EXPECT_EQ(make(R"(["payments"])").status, 400);
  const Answer events = make(R"(["payment.completed","x"])");
  EXPECT_EQ(events.json.at("errors").as_array()[0].at("pointer").as_string(), "#/events");
  const Answer url = make(R"(["*"])", "https://forbidden.example.com/");
  EXPECT_EQ(url.status, 400) << url.body;
  EXPECT_EQ(url.json.at("errors").as_array()[0].at("pointer").as_string(), "#/url");
  EXPECT_EQ(url.json.at("errors").as_array()[0].at("detail").as_string(),
            "Its name is not of the public network.");
  EXPECT_EQ(world.post("/v1/webhooks", R"({"url":"https://example.com"})", org).status, 400);
}

TEST_F(WebhooksApiTest, NobodyHearsWhatItsKeyMayNotRead) {
  const ApiWorld::Agent deaf = world.agent(org, R"(,"permissions":["webhooks:write"])");
  const Answer refused = make(R"(["payment.completed"])", "https://example.com/", deaf.key);
  EXPECT_EQ(refused.status, 400) << refused.body;
  EXPECT_NE(refused.body.find("payment.completed"), std::string::npos);
  EXPECT_EQ(make(R"(["webhook.*"])", "https://example.com/", deaf.key).status, 201);
}

TEST_F(WebhooksApiTest, NobodyTurnsToItselfWhatItMayNotRead) {
  const std::string weak =
      world.post("/v1/keys", R"({"name":"Weak","permissions":["webhooks:write"]})", org)
          .text("key");
  const std::string path = "/v1/webhooks/" + make().text("id");
  const std::string elsewhere = R"({"url":"https://example.com/elsewhere"})";
  const Answer turned = world.patch(path, elsewhere, weak);
  EXPECT_EQ(turned.status, 403) << turned.body;
  EXPECT_EQ(turned.code(), "FORBIDDEN");
  EXPECT_EQ(world.post(path + "/rotate-secret", "{}", weak).status, 403);
  EXPECT_EQ(world.get(path, org).text("url"), "https://example.com/hook");
  EXPECT_EQ(world.patch(path, R"({"enabled":false})", weak).status, 200);
  EXPECT_EQ(world.patch(path, elsewhere, org).status, 200);
  const std::string own = make(R"(["webhook.*"])", "https://example.com/", weak).text("id");
  EXPECT_EQ(world.patch("/v1/webhooks/" + own, elsewhere, weak).status, 200);
  EXPECT_EQ(world.patch("/v1/webhooks/wh_" + std::string(26, '0'), elsewhere, org).status, 404);
}

TEST_F(WebhooksApiTest, NoWebhookIsToHearWhatItMayNot) {
  const ApiWorld::Agent deaf = world.agent(org, R"(,"permissions":["webhooks:write"])");
  const Answer made = make(R"(["webhook.*"])", "https://example.com/", deaf.key);
  const std::string path = "/v1/webhooks/" + made.text("id");
  const Answer refused = world.patch(path, R"({"events":["webhook.*","payment.*"]})", org);
  EXPECT_EQ(refused.status, 400) << refused.body;
  const auto& fault = refused.json.at("errors").as_array()[0];
  EXPECT_EQ(fault.at("pointer").as_string(), "#/events");
  EXPECT_NE(fault.at("detail").as_string().find("names payment.*"), std::string::npos);
  EXPECT_EQ(of(made).text("events"), R"(["webhook.*"])");
  EXPECT_EQ(world.patch(path, R"({"events":["*"]})", org).status, 200);
  EXPECT_EQ(world.patch("/v1/webhooks/wh_x", R"({"events":["*"]})", org).status, 404);
}

TEST_F(WebhooksApiTest, AKeyThatIsRevokedWhileAnAddressIsLookedUpDoesNothing) {
  const Answer key =
      world.post("/v1/keys", R"({"name":"Leaves","permissions":["webhooks:write"]})", org);
  const std::string own =
      make(R"(["webhook.*"])", "https://example.com/", key.text("key")).text("id");
  std::array<std::promise<actors::Outbound::Then>, 2> looked_up;
  world.judges = [&, next = std::size_t{0}](const std::string&,
                                            actors::Outbound::Then then) mutable {
    looked_up.at(next++).set_value(std::move(then));
  };
  auto making = std::async(std::launch::async, [&] {
    return make(R"(["webhook.*"])", "https://slow.example.com/", key.text("key"));
  });
  auto tell = looked_up[0].get_future().get();
  auto turning = std::async(std::launch::async, [&] {
    return world.patch("/v1/webhooks/" + own, R"({"url":"https://slow.example.com/"})",
                       key.text("key"));
  });
  auto tell_too = looked_up[1].get_future().get();
  EXPECT_EQ(world.remove("/v1/keys/" + key.text("id"), org).status, 200);
  for (auto* then : {&tell, &tell_too}) (*then)({.end = actors::OutboundEnd::answered});
  for (auto* asked : {&making, &turning}) {
    const Answer answer = asked->get();
    EXPECT_EQ(answer.status, 401) << answer.body;
    EXPECT_NE(answer.text("detail").find("ended before"), std::string::npos) << answer.body;
  }
  const Answer listed = world.get("/v1/webhooks", org);
  ASSERT_EQ(listed.json.at("data").as_array().size(), 1U) << listed.body;
  EXPECT_EQ(listed.json.at("data").as_array()[0].at("url").as_string(), "https://example.com/");
}

TEST_F(WebhooksApiTest, ThereAreAsManyAsThereMayBe) {
  for (int i = 0; i < 16; ++i) ASSERT_EQ(make().status, 201);
  const Answer refused = make();
  EXPECT_EQ(refused.status, 409) << refused.body;
  EXPECT_NE(refused.text("detail").find("may have 16 webhooks"), std::string::npos) << refused.body;
  EXPECT_NE(refused.body.find("webhooks.per_organization_max"), std::string::npos);
}

TEST_F(WebhooksApiTest, ABoundKeyHearsOfItsWalletAndSeesItsOwn) {
  const Answer others = make();
  const Answer own = make(R"(["*"])", "https://example.com/own", agent.key);
  ASSERT_EQ(own.status, 201) << own.body;
  EXPECT_EQ(own.text("wallet_id"), agent.wallet);
  EXPECT_EQ(world.get("/v1/webhooks/" + others.text("id"), agent.key).status, 404);
  EXPECT_EQ(world.get("/v1/webhooks", agent.key).json.at("data").as_array().size(), 1U);
  EXPECT_EQ(world.get("/v1/webhooks", org).json.at("data").as_array().size(), 2U);
  EXPECT_EQ(world.remove("/v1/webhooks/" + own.text("id"), org).status, 200);
}

TEST_F(WebhooksApiTest, WithoutPermissionNobodyIsTold) {
  const ApiWorld::Agent other = world.agent(org);
  EXPECT_EQ(make(R"(["*"])", "https://example.com/", other.key).status, 403);
  const std::string foreign = world.sign_up("Other");
  EXPECT_EQ(world.get("/v1/webhooks/" + make().text("id"), foreign).status, 404);
}

}  // namespace
}  // namespace bursar::net::webhooks_test
