#include "net/policies.hpp"

#include "tests/net/api_world.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::tests::policies_test {
namespace {

TEST(PoliciesTest, APolicyIsMadeListedAndRead) {
  ApiWorld world;
  const std::string org = world.sign_up();
  const Answer made = world.post(
      "/v1/policies", R"({"name":"P","max_per_tx":"5","max_per_day":0,"max_total":1.5})", org);
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.text("version"), "1");
  EXPECT_EQ(made.text("max_per_day"), "0.00");
  EXPECT_EQ(made.text("max_per_month"), "null");
  EXPECT_EQ(world.get("/v1/policies/" + made.text("id"), org).body, made.body);
  EXPECT_EQ(world.get("/v1/policies", org).json.at("data").as_array().size(), 1U);
  EXPECT_EQ(world.get("/v1/policies/" + made.text("id"), world.sign_up("Other")).status, 404);
  EXPECT_EQ(world.get("/v1/policies/pol_x", org).status, 404);
}

// Within the engine those bits say that there is no policy: nobody gets rid of one by them.
TEST(PoliciesTest, AnIdOfZerosIsNoPolicys) {
  ApiWorld world;
  const std::string org = world.sign_up();
  const std::string policy =
      world.post("/v1/policies", R"({"name":"P","max_per_tx":"5"})", org).text("id");
  const auto agent = world.agent(org, R"(,"policy_id":")" + policy + '"');
  const std::string zeros = R"("policy_id":"pol_00000000000000000000000000"})";
  EXPECT_EQ(world.patch("/v1/wallets/" + agent.wallet, "{" + zeros, org).code(), "NOT_FOUND");
  EXPECT_EQ(world.get("/v1/wallets/" + agent.wallet, org).text("policy_id"), policy);
  EXPECT_EQ(world.post("/v1/agents", R"({"name":"A",)" + zeros, org).code(), "NOT_FOUND");
  EXPECT_EQ(world.post("/v1/wallets", R"({"name":"W",)" + zeros, org).code(), "NOT_FOUND");
  EXPECT_EQ(world.get("/v1/policies/pol_00000000000000000000000000", org).status, 404);
  EXPECT_EQ(world.get("/v1/keys/key_00000000000000000000000000", org).status, 404);
}

TEST(PoliciesTest, ARuleThatIsNotKnownIsRefused) {
  ApiWorld world;
  const std::string org = world.sign_up();
  const Answer wrong = world.post("/v1/policies", R"({"max_per_week":5})", org);
  EXPECT_EQ(wrong.status, 400);
  EXPECT_EQ(wrong.json.at("errors").at(0).at("pointer").as_string(), "#/max_per_week");
  EXPECT_EQ(world.post("/v1/policies", R"({"max_per_tx":-1})", org).code(), "INVALID_AMOUNT");
}

// Every rule, and its lists as they are kept: sorted, and nobody twice.
constexpr std::string_view whole =
    R"({"name":"P","max_per_tx":"5","max_per_day":"6","max_per_month":"7","max_total":"8",)"
    R"("velocity":{"count":9,"window_seconds":60},)"
    R"("allowed_recipients":["b","agent_01ARZ3NDEKTSV4RRFFQ69G5FAV","a, Inc.","b",)"
    R"("wal_01ARZ3NDEKTSV4RRFFQ69G5FAV","svc_01ARZ3NDEKTSV4RRFFQ69G5FAV"],)"
    R"("blocked_recipients":[],"allowed_categories":["y","x"],"blocked_categories":["z"],)"
    R"("active_hours":{"from":"22:00","to":"06:30","timezone":"Europe/Berlin"},)"
    R"("expires_at":"2027-01-01T01:00:00+01:00"})";

TEST(PoliciesTest, EveryRuleIsShownAsItWasMade) {
  ApiWorld world;
  const std::string org = world.sign_up();
  const Answer made = world.post("/v1/policies", std::string{whole}, org);
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(serialize(made.json.at("allowed_recipients")),
            R"(["wal_01ARZ3NDEKTSV4RRFFQ69G5FAV","svc_01ARZ3NDEKTSV4RRFFQ69G5FAV","a, Inc.","b"])");
  EXPECT_EQ(serialize(made.json.at("blocked_recipients")), "[]");
  EXPECT_EQ(serialize(made.json.at("allowed_categories")), R"(["x","y"])");
  EXPECT_EQ(serialize(made.json.at("blocked_categories")), R"(["z"])");
  EXPECT_EQ(serialize(made.json.at("velocity")), R"({"count":9,"window_seconds":60})");
  EXPECT_EQ(serialize(made.json.at("active_hours")),
            R"({"from":"22:00","to":"06:30","timezone":"Europe/Berlin"})");
  EXPECT_EQ(made.text("expires_at"), "2027-01-01T00:00:00.000Z");
  EXPECT_EQ(made.text("wallets"), "0");
  EXPECT_EQ(world.get("/v1/policies/" + made.text("id"), org).body, made.body);
}

TEST(PoliciesTest, WhatIsLeftOutOfAChangeStaysAndNullRemoves) {
  ApiWorld world;
  const std::string org = world.sign_up();
  const std::string path =
      "/v1/policies/" + world.post("/v1/policies", std::string{whole}, org).text("id");
  const Answer same = world.patch(path, R"({"max_per_tx":5})", org);
  EXPECT_EQ(same.text("version"), "1") << "nothing is otherwise";
  const Answer changed = world.patch(
      path, R"({"velocity":null,"name":null,"allowed_recipients":["c"],"max_per_tx":0})", org);
  ASSERT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(changed.text("version"), "2");
  EXPECT_EQ(changed.text("velocity"), "null");
  EXPECT_EQ(changed.text("name"), "null");
  EXPECT_EQ(changed.text("max_per_tx"), "0.00");
  EXPECT_EQ(changed.text("max_per_day"), "6.00");
  EXPECT_EQ(serialize(changed.json.at("allowed_recipients")), R"(["c"])");
  EXPECT_EQ(world.get(path, org).body, changed.body);
  const Answer bare = world.patch(
      path,
      R"({"max_per_tx":null,"max_per_day":null,"max_per_month":null,"max_total":null,)"
      R"("allowed_recipients":null,"blocked_recipients":null,"allowed_categories":null,)"
      R"("blocked_categories":null,"active_hours":null,"expires_at":null})",
      org);
  for (const char* rule : {"max_per_tx", "max_per_day", "max_per_month", "max_total",
                           "allowed_recipients", "blocked_recipients", "allowed_categories",
                           "blocked_categories", "active_hours", "expires_at"})
    EXPECT_EQ(bare.text(rule), "null") << rule;
}

TEST(PoliciesTest, AMalformedRuleIsNamed) {
  ApiWorld world;
  const std::string org = world.sign_up();
  struct Row {
    std::string body;
    std::string pointer;
  };
  const std::string hours = R"({"active_hours":{"from":"09:00","to":"17:00","timezone":)";
  const Row rows[] = {
      {R"({"velocity":{"count":0,"window_seconds":60}})", "#/velocity/count"},
      {R"({"velocity":{"count":1001,"window_seconds":60}})", "#/velocity/count"},
      {R"({"velocity":{"count":1,"window_seconds":0}})", "#/velocity/window_seconds"},
      {R"({"velocity":{"count":1,"window_seconds":2678401}})", "#/velocity/window_seconds"},
      {R"({"velocity":{"count":1}})", "#/velocity/window_seconds"},
      {R"({"velocity":{"count":1,"window_seconds":1,"per":"day"}})", "#/velocity/per"},
      {R"({"velocity":5})", "#/velocity"},
      {R"({"allowed_recipients":["wal_x"]})", "#/allowed_recipients"},
      {R"({"blocked_recipients":["svc_01ARZ3NDEKTSV4RRFFQ69G5FAVX"]})", "#/blocked_recipients"},
      {R"({"blocked_recipients":["agent_00000000000000000000000000"]})", "#/blocked_recipients"},
      {R"({"blocked_recipients":[""]})", "#/blocked_recipients"},
      {R"({"blocked_recipients":[5]})", "#/blocked_recipients"},
      {R"({"blocked_categories":"food"})", "#/blocked_categories"},
      {hours + R"("Europe/Berlim"}})", "#/active_hours/timezone"},
      {R"({"active_hours":{"from":"9:00","to":"17:00","timezone":"UTC"}})", "#/active_hours/from"},
      {R"({"active_hours":{"from":"09:00","to":"24:00","timezone":"UTC"}})", "#/active_hours/to"},
      {R"({"active_hours":{"from":"09:00","to":"09:00","timezone":"UTC"}})", "#/active_hours/to"},
      {R"({"expires_at":"tomorrow"})", "#/expires_at"},
      {R"({"approval_above":"much"})", "#/approval_above"},
      {R"({"require_approval":"yes"})", "#/require_approval"},
  };
  const std::string policy = world.post("/v1/policies", "{}", org).text("id");
  for (const auto& [body, pointer] : rows) {
    for (const Answer& wrong : {world.post("/v1/policies", body, org),
                                world.patch("/v1/policies/" + policy, body, org)}) {
      EXPECT_EQ(wrong.status, 400) << body;
      EXPECT_EQ(wrong.json.at("errors").at(0).at("pointer").as_string(), pointer) << wrong.body;
    }
  }
}

TEST(PoliciesTest, ListsAreBoundedAndLongOnesFit) {
  ApiWorld world;
  const std::string org = world.sign_up();
  const auto list = [](std::size_t count) {
    std::string names;
    for (std::size_t n = 0; n < count; ++n) {
      std::string name = std::to_string(n);
      name.resize(255, 'x');
      names.append(names.empty() ? "[\"" : ",\"").append(name).append("\"");
    }
    return names + "]";
  };
  const std::string longest = list(1'000);
  const std::string body = R"({"allowed_recipients":)" + longest + R"(,"blocked_recipients":)" +
                           longest + R"(,"allowed_categories":)" + longest +
                           R"(,"blocked_categories":)" + longest + "}";
  const Answer made = world.post("/v1/policies", body, org);
  ASSERT_EQ(made.status, 201) << made.body.substr(0, 500);
  EXPECT_EQ(made.json.at("blocked_categories").as_array().size(), 1'000U);
  EXPECT_EQ(world.get("/v1/policies/" + made.text("id"), org).body, made.body);
  EXPECT_EQ(world.post("/v1/policies", R"({"blocked_categories":)" + list(1'001) + "}", org).status,
            400);
  // Large rows end a page early, and none is lost.
  const std::string small = world.post("/v1/policies", R"({"name":"small"})", org).text("id");
  std::vector<std::string> seen;
  for (const auto& policy : world.rows("/v1/policies?limit=100", org))
    seen.emplace_back(policy.at("id").as_string());
  EXPECT_EQ(seen, (std::vector{small, made.text("id")}));
}

TEST(PoliciesTest, OneThatBindsAWalletIsNotDeleted) {
  ApiWorld world;
  const std::string org = world.sign_up();
  const std::string policy = world.post("/v1/policies", "{}", org).text("id");
  const auto agent = world.agent(org, R"(,"policy_id":")" + policy + '"');
  const Answer used = world.remove("/v1/policies/" + policy, org);
  EXPECT_EQ(used.status, 409);
  EXPECT_EQ(used.code(), "POLICY_IN_USE");
  EXPECT_EQ(world.get("/v1/policies/" + policy, org).text("wallets"), "1");
  EXPECT_EQ(world.remove("/v1/policies/" + policy, world.sign_up("Other")).status, 404);
  world.patch("/v1/wallets/" + agent.wallet, R"({"policy_id":null})", org);
  const Answer gone = world.remove("/v1/policies/" + policy, org);
  EXPECT_EQ(gone.status, 200);
  EXPECT_EQ(gone.text("id"), policy);
  EXPECT_EQ(gone.text("deleted"), "true");
  EXPECT_EQ(world.get("/v1/policies/" + policy, org).status, 404);
  EXPECT_EQ(world.remove("/v1/policies/" + policy, org).status, 404);
}

TEST(PoliciesTest, AWalletShowsItsPolicyWithoutItsLists) {
  ApiWorld world;
  const std::string org = world.sign_up();
  const std::string policy = world.post("/v1/policies", std::string{whole}, org).text("id");
  const auto agent = world.agent(org, R"(,"policy_id":")" + policy + '"');
  const Answer shown = world.get("/v1/wallets/" + agent.wallet, org);
  EXPECT_EQ(shown.json.at("policy").at("id").as_string(), policy);
  EXPECT_EQ(shown.json.at("policy").at("velocity").at("count").as_int64(), 9);
  EXPECT_FALSE(shown.json.at("policy").as_object().contains("allowed_recipients"));
  world.patch("/v1/policies/" + policy, R"({"max_per_day":"9"})", org);
  EXPECT_EQ(
      world.get("/v1/wallets/" + agent.wallet, org).json.at("policy").at("version").as_int64(), 2);
}

}  // namespace
}  // namespace bursar::tests::policies_test
