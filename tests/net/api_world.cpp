#include "tests/net/api_world.hpp"

#include "crypto/hash.hpp"
#include "tests/net/waiting_exchange.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace bursar::tests {

namespace {

void hold_to(const net::Schema& schema, const boost::json::value& json, std::string_view where) {
  ASSERT_TRUE(json.is_object()) << where;
  const auto& object = json.as_object();
  for (const net::Field& field : schema.fields)
    EXPECT_TRUE(field.need == net::Need::optional || object.contains(field.name))
        << where << " lacks " << field.name;
  for (const auto& member : object) {
    const auto known =
        std::ranges::find(schema.fields, std::string_view{member.key()}, &net::Field::name);
    if (known == schema.fields.end()) {
      ADD_FAILURE() << where << " has " << member.key() << ", which no table knows";
      continue;
    }
    EXPECT_TRUE(known->need == net::Need::optional || !member.value().is_null())
        << where << "." << known->name;
    if (known->kind == net::Kind::one && !member.value().is_null())
      hold_to(*known->of, member.value(), known->name);
  }
}

// A stored answer is of the row that gave it first, which may be another dialect's.
void hold_to_its_row(const net::Route& route, const Answer& answer) {
  if (answer.status >= 300 || !answer.field("Idempotency-Replayed").empty()) return;
  EXPECT_EQ(answer.status == 202 && route.reply.may_wait ? route.reply.status : answer.status,
            route.reply.status)
      << route.name;
  if (route.reply.schema == nullptr) return;
  if (!route.reply.list) return hold_to(*route.reply.schema, answer.json, route.name);
  for (const auto& row : answer.json.at("data").as_array())
    hold_to(*route.reply.schema, row, route.name);
}

net::Request request_of(const Ask& ask, const std::string& authorization,
                        std::string_view padded_body) {
  net::Request request;
  request.verb = ask.verb;
  const auto question = std::min(ask.path.find('?'), ask.path.size());
  request.path = std::string_view{ask.path}.substr(0, question);
  if (question < ask.path.size()) request.query = std::string_view{ask.path}.substr(question + 1);
  request.body = padded_body;
  request.host = ask.host;
  request.origin = ask.origin;
  request.content_type = ask.body.empty() ? "" : std::string_view{ask.content_type};
  if (!authorization.empty()) request.authorization = authorization;
  if (ask.x_api_key) request.x_api_key = *ask.x_api_key;
  if (ask.x_trove_key) request.x_trove_key = *ask.x_trove_key;
  if (ask.idempotency) request.idempotency_key = *ask.idempotency;
  request.request_id = ask.request_id;
  request.peer_address = ask.peer;
  request.door = ask.door;
  return request;
}

actors::Engine::Options engine_options(const std::filesystem::path& directory,
                                       actors::Engine::Options options) {
  crypto::start();
  options.keys_directory = directory / "keys";
  options.operator_key_hash = crypto::sha256(ApiWorld::operator_key);
  return options;
}

}  // namespace

std::string Answer::text(std::string_view name) const {
  const auto* object = json.if_object();
  const auto* value = object == nullptr ? nullptr : object->if_contains(name);
  if (value == nullptr) return {};
  return value->is_string() ? std::string{value->as_string()} : boost::json::serialize(*value);
}

std::string Answer::field(std::string_view name) const {
  const std::string start = std::string{name} + ": ";
  const auto at = fields.find(start);
  if (at == std::string::npos) return {};
  const auto begin = at + start.size();
  return fields.substr(begin, fields.find("\r\n", begin) - begin);
}

net::Api::Options ApiWorld::open_signup() {
  net::Api::Options options;
  options.open_signup = true;
  options.cursor_key.fill(3);
  options.session_key.fill(5);
  options.token_key.fill(7);
  options.destination_key.fill(9);
  return options;
}

ApiWorld::ApiWorld(net::Api::Options options, actors::Engine::Options of_engine)
    : webhooks{receivers,
               [this](const std::string& url, actors::Outbound::Then then) {
                 judges(url, std::move(then));
               },
               {},
               "0123abcd"},
      engine{engine_options(directory.path(), std::move(of_engine)),
             {.store = store,
              .reader = store,
              .clock = clock,
              .random = random,
              .connector = &connector,
              .evidence = &evidence,
              .webhooks = &webhooks},
             ledger::Books{},
             {}},
      api{std::move(options), engine} {
  api.listen("127.0.0.1", 3100);
  webhooks.serve(&api.edge());
}

Answer ApiWorld::send(const Ask& ask, net::Api& edge) {
  const std::string authorization = ask.key.empty() ? "" : "Bearer " + ask.key;
  const PaddedBody body{ask.body};
  net::Request request = request_of(ask, authorization, body.view());
  request.received = clock.now();
  WaitingExchange exchange{engine};
  edge.serve(request, exchange);
  while (!exchange.is_done()) exchange.go_on();
  Answer answer{.status = exchange.response.status,
                .fields = exchange.response.fields,
                .body = std::string{exchange.response.content()},
                .content_type = std::string{exchange.response.content_type},
                .close = exchange.response.close,
                .json = boost::json::parse(exchange.response.content())};
  const bool of_nobody = !exchange.principal || exchange.principal->organization.none();
  EXPECT_EQ(answer.field("Bursar-Org-Seq").empty(), of_nobody) << ask.path;
  EXPECT_EQ(answer.fields.find("Bursar-Org-Seq"), answer.fields.rfind("Bursar-Org-Seq"));
  if (exchange.route != nullptr) hold_to_its_row(*exchange.route, answer);
  return answer;
}

Answer ApiWorld::get(const std::string& path, const std::string& key) {
  return send({.path = path, .key = key});
}

Answer ApiWorld::post(const std::string& path, const std::string& body, const std::string& key,
                      const std::string& idempotency) {
  return send({.verb = net::Verb::post,
               .path = path,
               .body = body,
               .key = key,
               .idempotency = idempotency.empty() ? std::nullopt : std::optional{idempotency}});
}

Answer ApiWorld::patch(const std::string& path, const std::string& body, const std::string& key) {
  return send({.verb = net::Verb::patch, .path = path, .body = body, .key = key});
}

Answer ApiWorld::remove(const std::string& path, const std::string& key) {
  return send({.verb = net::Verb::del, .path = path, .key = key});
}

std::string ApiWorld::sign_up(const std::string& name) {
  return post("/v1/keys", R"({"name":")" + name + R"("})").text("key");
}

ApiWorld::Agent ApiWorld::agent(const std::string& org_key, const std::string& more) {
  const Answer made = post("/v1/agents", R"({"name":"Bot")" + more + "}", org_key);
  return {.wallet = made.text("wallet_id"), .key = made.text("api_key")};
}

void ApiWorld::fund(const std::string& org_key, const std::string& wallet,
                    const std::string& amount) {
  const Answer funded = post("/v1/wallets/" + wallet + "/fund",
                             R"({"amount":)" + amount + R"(,"source":"treasury"})", org_key);
  EXPECT_EQ(funded.status, 200) << funded.body;
}

std::string ApiWorld::pay(const Agent& from, const std::string& to_wallet,
                          const std::string& amount) {
  return post("/v1/payments",
              R"({"from_wallet_id":")" + from.wallet + R"(","to_wallet_id":")" + to_wallet +
                  R"(","amount":")" + amount + "\"}",
              from.key)
      .text("id");
}

std::vector<boost::json::value> ApiWorld::rows(const std::string& path, const std::string& key) {
  std::vector<boost::json::value> all;
  std::string cursor;
  do {
    const Answer page = get(path + cursor, key);
    EXPECT_EQ(page.status, 200) << page.body;
    if (page.status != 200) return all;
    for (const auto& row : page.json.at("data").as_array()) all.push_back(row);
    cursor = page.json.at("has_more").as_bool() ? "&cursor=" + page.text("next_cursor") : "";
  } while (!cursor.empty());
  return all;
}

std::string payment(const std::string& from, const std::string& amount, const std::string& more) {
  return R"({"from_wallet_id":")" + from + R"(","to_external":"shop","amount":)" + amount + more +
         "}";
}

}  // namespace bursar::tests
