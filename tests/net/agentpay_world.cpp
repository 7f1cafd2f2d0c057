#include "tests/net/agentpay_world.hpp"

#include "ledger/time.hpp"

#include <array>
#include <cstddef>
#include <utility>

#include <gtest/gtest.h>

namespace bursar::tests {

namespace {

bool is_time(std::string_view text) {
  return text.size() > 10 && text[10] == 'T' && ledger::parse_time(text).has_value();
}

bool is_date(std::string_view text) {
  return text.size() == 10 && text[4] == '-' && text[7] == '-';
}

double number_of(const boost::json::value& value) {
  return value.to_number<double>();
}

void hold_text(std::string_view printed, std::string_view found, const std::string& where) {
  constexpr std::string_view open = "...";
  if (is_time(printed)) {
    EXPECT_TRUE(is_time(found)) << where << ": " << found;
  } else if (is_date(printed)) {
    EXPECT_TRUE(is_date(found)) << where << ": " << found;
  } else if (printed.ends_with(open)) {
    printed.remove_suffix(open.size());
    EXPECT_TRUE(found.starts_with(printed) && found.size() > printed.size())
        << where << ": " << found;
  } else {
    EXPECT_EQ(found, printed) << where;
  }
}

// As deep as what is printed.
void hold(const boost::json::value& printed, const boost::json::value& found,
          const std::string& where) {
  if (printed.is_number()) {
    ASSERT_TRUE(found.is_number()) << where << " is " << serialize(found);
    EXPECT_EQ(number_of(found), number_of(printed)) << where;
  } else if (printed.is_string()) {
    ASSERT_TRUE(found.is_string()) << where << " is " << serialize(found);
    hold_text(printed.as_string(), found.as_string(), where);
  } else if (const auto* object = printed.if_object()) {
    ASSERT_TRUE(found.is_object()) << where;
    for (const auto& member : *object) {
      const auto* value = found.as_object().if_contains(member.key());
      ASSERT_NE(value, nullptr) << where << " lacks " << member.key() << ": " << serialize(found);
      hold(member.value(), *value, where + "." + std::string{member.key()});
    }
  } else if (const auto* array = printed.if_array()) {
    ASSERT_TRUE(found.is_array()) << where;
    ASSERT_EQ(found.as_array().size(), array->size()) << where;
    for (std::size_t at = 0; at < array->size(); ++at)
      hold((*array)[at], found.as_array()[at], where + "[" + std::to_string(at) + "]");
  } else {
    EXPECT_EQ(found, printed) << where;
  }
}

using Told = std::pair<const char*, const char*>;
constexpr std::array told_ids = {
    Told{"$WALLET_ID", "wallet_id"}, Told{"$PAYMENT_ID", "payment_id"}, Told{"$TOKEN", "token"},
    Told{"$TOKEN_ID", "token_id"},   Told{"$PAYMENT_ID", "tx_"},        Told{"$SERVICE_ID", "svc_"},
    Told{"$DISPUTE_ID", "disp_"},    Told{"$PAYOUT_ID", "payout_"},
};

}  // namespace

std::string of_error(const Answer& refused, std::string_view member) {
  const auto* body = refused.json.as_object().if_contains("error");
  const auto* value = body == nullptr ? nullptr : body->as_object().if_contains(member);
  return value != nullptr && value->is_string() ? std::string{value->as_string()} : refused.body;
}

AgentPayWorld::AgentPayWorld(net::Api::Options options) : api{std::move(options)} {
  const Named seller = another_agent();
  provider = seller.key;
  providers_wallet_ = seller.wallet;
}

// The longest names first: $TOKEN begins $TOKEN_ID.
std::string AgentPayWorld::filled(std::string text) const {
  for (auto value = values_.rbegin(); value != values_.rend(); ++value)
    for (auto at = text.find(value->first); at != std::string::npos; at = text.find(value->first))
      text.replace(at, value->first.size(), value->second);
  return text;
}

// The first of a kind stays what its name means.
void AgentPayWorld::learn(const Answer& answer) {
  for (const auto& [variable, told] : told_ids) {
    const bool is_prefix = std::string_view{told}.ends_with('_');
    const std::string text = answer.text(is_prefix ? "id" : told);
    if (text.empty() || text == "null" || (is_prefix && !text.starts_with(told))) continue;
    values_.emplace(variable, text);
  }
  if (key.empty()) key = answer.text("api_key");
}

Answer AgentPayWorld::send(const Printed& one, const std::string& by) {
  const Answer answer = api.send({.verb = one.verb,
                                  .path = "/agentpay" + filled(one.path),
                                  .body = filled(one.body),
                                  .key = by.empty() ? key : by});
  EXPECT_EQ(answer.status, one.status) << one.what << answer.body;
  if (answer.status == one.status)
    hold(boost::json::parse(filled(one.answer)), answer.json, one.what);
  learn(answer);
  return answer;
}

Answer AgentPayWorld::get(const std::string& path, const std::string& by) {
  return api.get("/agentpay" + filled(path), by.empty() ? key : by);
}

Answer AgentPayWorld::post(const std::string& path, const std::string& body, const std::string& by,
                           const std::string& idempotency) {
  return api.post("/agentpay" + filled(path), filled(body), by.empty() ? key : by, idempotency);
}

Answer AgentPayWorld::remove(const std::string& path) {
  return api.remove("/agentpay" + filled(path), key);
}

void AgentPayWorld::open_agent(const std::string& org) {
  learn(api.post("/agentpay/v1/agents", R"({"name":"ResearchOpsAgent"})", org));
  fund("$WALLET_ID", 100);
}

AgentPayWorld::Named AgentPayWorld::another_agent() {
  const Answer made = api.post("/agentpay/v1/agents", R"({"name":"Other"})");
  return {made.text("wallet_id"), made.text("api_key")};
}

void AgentPayWorld::offer(const std::string& name, const std::string& price,
                          const std::string& url) {
  const Answer made = post("/v1/services",
                           R"({"name":")" + name + R"(","price_per_call":)" + price +
                               R"(,"category":"data","endpoint_url":")" + url + R"("})",
                           provider);
  learn(made);
  api.post("/v1/services/" + made.text("id") + "/verify", "", std::string{ApiWorld::operator_key});
}

std::string AgentPayWorld::authorize() {
  const Answer made =
      post("/v1/services/$SERVICE_ID/authorize", R"({"from_wallet_id":"$WALLET_ID"})");
  learn(made);
  return made.text("token");
}

void AgentPayWorld::pay_a_wallet() {
  name("$PAYMENT_ID", post("/v1/payments", R"({"from_wallet_id":"$WALLET_ID","to_wallet_id":")" +
                                               providers_wallet_ + R"(","amount":5})")
                          .text("id"));
}

void AgentPayWorld::fund(const std::string& wallet, int amount) {
  post("/v1/wallets/" + wallet + "/fund",
       R"({"amount":)" + std::to_string(amount) + R"(,"source":"test_faucet"})");
}

}  // namespace bursar::tests
