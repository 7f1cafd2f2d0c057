#include "net/policies.hpp"

#include "tests/net/api_world.hpp"

#include <gtest/gtest.h>

namespace bursar::tests {
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

}  // namespace
}  // namespace bursar::tests
