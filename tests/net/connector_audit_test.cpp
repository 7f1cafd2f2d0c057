#include "net/connector_audit.hpp"

#include "net/statement_comparison.hpp"
#include "tests/net/api_world.hpp"
#include "tests/support/amounts.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::tests::connector_audit_test {
namespace {

using net::NotReconciled;
using net::StatementCall;

class ConnectorAuditTest : public testing::Test {
 protected:
  net::Api::Options options() {
    net::Api::Options made = ApiWorld::open_signup();
    made.settled_elsewhere = {true, false};
    made.reconcile_connector = [this](std::shared_ptr<StatementCall> call) {
      asked.push_back(call->span);
      if (lost) return;
      call->outcome = outcome;
      actors::Call::answer(std::move(call));
    };
    return made;
  }
  Answer reconcile(const std::string& query = {}) {
    return world.get("/v1/ledger/reconciliation/connector" + query,
                     std::string{ApiWorld::operator_key});
  }

  std::vector<net::StatementSpan> asked;
  bool lost = false;
  std::expected<net::Reconciled, NotReconciled> outcome =
      net::Reconciled{.listed = 2, .compared = 3, .under_way = 1, .at = {12}};
  ApiWorld world{options()};
};

TEST_F(ConnectorAuditTest, IsOfADayUnlessToldOtherwise) {
  const Answer told = reconcile();
  EXPECT_EQ(told.status, 200) << told.body;
  EXPECT_EQ(told.body, R"({"ok":true,"environment":"SANDBOX","from":"2025-11-23T16:00:00.000Z",)"
                       R"("to":"2025-11-24T16:00:00.000Z","listed":2,"compared":3,"under_way":1,)"
                       R"("differing":0,"differences":[],"at_sequence":12})");
  EXPECT_EQ(reconcile("?from=2025-11-01T00:00:00Z&to=2025-11-02T00:00:00Z&environment=SANDBOX")
                .text("from"),
            "2025-11-01T00:00:00.000Z");
  ASSERT_EQ(asked.size(), 2U);
  EXPECT_EQ(ledger::text(asked[1].to), "2025-11-02T00:00:00.000Z");
}

TEST_F(ConnectorAuditTest, DifferencesAreTold) {
  outcome = net::Reconciled{.differing = 2};
  outcome->differences = {
      {.verdict = ledger::Verdict::other_status,
       .payout = "payout_1",
       .here = ledger::KnownPayout{.amount = usd("5.00"), .status = ledger::PayoutStatus::failed},
       .there =
           ledger::StatedPayout{.amount = usd("5.00"), .status = ledger::StatedStatus::completed},
       .reference = "ach 7"},
      {.verdict = ledger::Verdict::missing_there,
       .payout = "payout_2",
       .here =
           ledger::KnownPayout{.amount = usd("6.00"), .status = ledger::PayoutStatus::completed},
       .there = {},
       .reference = {}}};
  const Answer told = reconcile();
  EXPECT_EQ(told.text("ok"), "false");
  EXPECT_EQ(told.text("differing"), "2");
  EXPECT_NE(
      told.body.find(R"([{"what":"other_status","payout_id":"payout_1","amount_here":"5.00",)"
                     R"("amount_there":"5.00","status_here":"failed","status_there":"completed",)"
                     R"("reference":"ach 7"},{"what":"missing_there","payout_id":"payout_2",)"
                     R"("amount_here":"6.00","amount_there":null,"status_here":"completed",)"
                     R"("status_there":null,"reference":null}])"),
      std::string::npos)
      << told.body;
}

TEST_F(ConnectorAuditTest, OnlyTheOperatorMayAsk) {
  const std::string org = world.sign_up();
  const std::string path = "/v1/ledger/reconciliation/connector";
  EXPECT_EQ(world.get(path, org).code(), "FORBIDDEN");
  EXPECT_EQ(world.get(path, world.agent(org).key).code(), "FORBIDDEN");
  EXPECT_EQ(world.get(path).status, 401);
  EXPECT_TRUE(asked.empty());
}

TEST_F(ConnectorAuditTest, TheTimeIsBounded) {
  for (const char* query : {"?from=2025-11-24T16:00:00Z", "?from=2025-12-01T00:00:00Z",
                            "?from=2025-10-01T00:00:00Z&to=2025-11-01T00:00:00.001Z",
                            "?from=yesterday", "?to=2025-11-01", "?day=2025-11-01"})
    EXPECT_EQ(reconcile(query).status, 400) << query;
  EXPECT_TRUE(asked.empty());
  EXPECT_EQ(reconcile("?from=2025-10-01T00:00:00Z&to=2025-11-01T00:00:00Z").status, 200);
}

TEST_F(ConnectorAuditTest, WhereNobodyElseSettlesThereIsNoStatement) {
  EXPECT_EQ(reconcile("?environment=PRODUCTION").code(), "SETTLEMENT_NOT_CONFIGURED");
  EXPECT_TRUE(asked.empty());
}

TEST_F(ConnectorAuditTest, WhyThereIsNoneIsTold) {
  outcome = std::unexpected{NotReconciled{.begun = false, .why = "another is being compared"}};
  Answer told = reconcile();
  EXPECT_EQ(told.status, 409);
  EXPECT_EQ(told.code(), "RECONCILIATION_REFUSED");
  EXPECT_EQ(told.text("detail"), "another is being compared");
  outcome = std::unexpected{NotReconciled{.begun = true, .why = "late"}};
  told = reconcile();
  EXPECT_EQ(told.status, 502);
  EXPECT_EQ(told.code(), "STATEMENT_UNAVAILABLE");
  EXPECT_EQ(told.text("detail"), "late");
  lost = true;
  EXPECT_EQ(reconcile().code(), "OUTCOME_UNKNOWN");
}

}  // namespace
}  // namespace bursar::tests::connector_audit_test
