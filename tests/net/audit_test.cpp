#include "net/audit.hpp"

#include "tests/net/api_world.hpp"

#include <gtest/gtest.h>

namespace bursar::tests::audit_test {
namespace {

TEST(AuditTest, TheBooksBalanceAfterPayments) {
  ApiWorld world;
  const std::string org = world.sign_up();
  const auto agent = world.agent(org);
  world.fund(org, agent.wallet, "100");
  world.post("/v1/payments", payment(agent.wallet, "5"), agent.key);
  const Answer trial = world.get("/v1/ledger/trial-balance", org);
  ASSERT_EQ(trial.status, 200) << trial.body;
  EXPECT_EQ(trial.text("ok"), "true");
  EXPECT_EQ(trial.text("sum"), "0.00");
  EXPECT_NE(trial.body.find(R"("account":"fees","accounts":1,"balance":"0.02")"), std::string::npos)
      << trial.body;
  const Answer reconciliation = world.get("/v1/ledger/reconciliation", org);
  EXPECT_EQ(reconciliation.text("ok"), "true") << reconciliation.body;
  EXPECT_EQ(world.get("/v1/ledger/trial-balance", agent.key).code(), "ORG_KEY_REQUIRED");
}

TEST(AuditTest, AtSequenceIsNotMovedByAnotherOrganisation) {
  ApiWorld world;
  const std::string org = world.sign_up();
  const auto at = [&](const char* path) { return world.get(path, org).text("at_sequence"); };
  const std::string before = at("/v1/ledger/trial-balance");
  EXPECT_EQ(before, world.get("/v1/organization", org).field("Bursar-Org-Seq"));
  world.agent(world.sign_up());
  EXPECT_EQ(at("/v1/ledger/trial-balance"), before);
  EXPECT_EQ(at("/v1/ledger/reconciliation"), before);
}

TEST(AuditTest, AnOrganisationKnowsWhatItHas) {
  ApiWorld world;
  const std::string org = world.sign_up();
  world.agent(org);
  const Answer organization = world.get("/v1/organization", org);
  EXPECT_EQ(organization.text("name"), "Acme");
  EXPECT_EQ(organization.json.at("totals").at("agents").as_int64(), 1);
  EXPECT_EQ(organization.json.at("totals").at("keys").as_int64(), 2);
}

}  // namespace
}  // namespace bursar::tests::audit_test
