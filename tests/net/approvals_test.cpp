#include "net/approvals.hpp"

#include "tests/net/api_world.hpp"

#include <string>

#include <gtest/gtest.h>

namespace bursar::net::approvals_test {
namespace {

using tests::Answer;
using tests::ApiWorld;
using tests::payment;

class ApprovalsApiTest : public testing::Test {
 protected:
  ApprovalsApiTest() {
    world.fund(org, agent.wallet, "100.00");
    const Answer made = world.post(
        "/v1/policies", R"({"name":"asks","approval_above":"10.00","max_per_day":"90.00"})", org);
    EXPECT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(made.text("approval_above"), "10.00");
    EXPECT_EQ(made.text("require_approval"), "false");
    policy = made.text("id");
    world.patch("/v1/wallets/" + agent.wallet, R"({"policy_id":")" + policy + R"("})", org);
  }

  Answer pay(const std::string& amount, const std::string& key = {}) {
    return world.post("/v1/payments", payment(agent.wallet, amount), agent.key, key);
  }
  /// The id of one that waits.
  std::string ask(const std::string& amount = "20.00") {
    const Answer waits = pay(amount);
    EXPECT_EQ(waits.status, 202) << waits.body;
    return waits.text("approval_id");
  }
  Answer decide(const std::string& id, const std::string& how, const std::string& key,
                const std::string& body = "{}") {
    return world.post("/v1/approvals/" + id + "/" + how, body, key);
  }
  Answer see(const std::string& id) { return world.get("/v1/approvals/" + id, org); }

  ApiWorld world;
  const std::string org = world.sign_up();
  const ApiWorld::Agent agent = world.agent(org);
  std::string policy;
};

TEST_F(ApprovalsApiTest, APaymentAboveTheBorderIsAcceptedAndWaits) {
  EXPECT_EQ(pay("10.00").status, 201);
  const Answer waits = pay("20.00");
  EXPECT_EQ(waits.status, 202);
  EXPECT_EQ(waits.text("status"), "pending_approval");
  EXPECT_EQ(waits.text("fee"), "0.08");
  EXPECT_EQ(waits.text("balance_after"), "89.96");
  EXPECT_EQ(waits.text("approval_id").substr(4), waits.text("id").substr(3));
  EXPECT_FALSE(waits.text("approval_expires_at").empty());
  const Answer balance = world.get("/v1/wallets/" + agent.wallet + "/balance", agent.key);
  EXPECT_EQ(balance.text("pending"), "20.08");
  EXPECT_EQ(balance.text("reserved"), "0.00");
  EXPECT_EQ(balance.text("available"), "69.88");
  EXPECT_EQ(balance.text("balance"), "89.96");
  EXPECT_EQ(balance.text("transaction_count"), "2");
  const Answer shown = world.get("/v1/payments/" + waits.text("id"), agent.key);
  EXPECT_EQ(shown.text("status"), "pending_approval");
  EXPECT_EQ(shown.json.at("events").as_array().size(), 1U);
}

TEST_F(ApprovalsApiTest, WhatIsApprovedIsPaidUnderItsId) {
  const Answer waits = pay("20.00");
  const std::string id = waits.text("approval_id");
  const Answer pending = see(id);
  EXPECT_EQ(pending.status, 200) << pending.body;
  EXPECT_EQ(pending.text("status"), "pending");
  EXPECT_EQ(pending.text("rule"), "approval_above");
  EXPECT_EQ(pending.text("recipient"), "shop");
  EXPECT_EQ(pending.text("payment_id"), waits.text("id"));
  EXPECT_TRUE(pending.json.at("decided_at").is_null());
  const Answer approved = decide(id, "approve", org, R"({"note":"as agreed"})");
  EXPECT_EQ(approved.status, 200) << approved.body;
  EXPECT_EQ(approved.text("status"), "approved");
  EXPECT_EQ(approved.text("note"), "as agreed");
  EXPECT_EQ(approved.text("decided_by").substr(0, 4), "key_");
  EXPECT_EQ(see(id).body, approved.body);
  const Answer paid = world.get("/v1/payments/" + waits.text("id"), agent.key);
  EXPECT_EQ(paid.text("status"), "completed");
  EXPECT_EQ(paid.text("approval_id"), id);
  EXPECT_EQ(paid.text("balance_after"), "79.92");
  EXPECT_EQ(paid.json.at("events").as_array().size(), 2U);
  const Answer history = world.get("/v1/wallets/" + agent.wallet + "/transactions", agent.key);
  const auto& rows = history.json.at("data").as_array();
  ASSERT_EQ(rows.size(), 2U) << history.body;
  EXPECT_EQ(rows[0].at("id").as_string(), waits.text("id"));
}

TEST_F(ApprovalsApiTest, TheSecondDecisionHearsTheFirst) {
  const std::string id = ask();
  EXPECT_EQ(decide(id, "reject", org).text("status"), "rejected");
  for (const char* how : {"approve", "reject"}) {
    const Answer late = decide(id, how, org);
    EXPECT_EQ(late.status, 409);
    EXPECT_EQ(late.code(), "INVALID_STATE");
    EXPECT_EQ(late.text("state"), "rejected");
  }
  const Answer shown = world.get("/v1/payments/tx_" + id.substr(4), org);
  EXPECT_EQ(shown.text("status"), "cancelled");
  EXPECT_EQ(world.get("/v1/wallets/" + agent.wallet + "/balance", org).text("pending"), "0.00");
}

TEST_F(ApprovalsApiTest, ADecisionThatComesTooLateHearsThatItExpired) {
  const std::string id = ask();
  world.clock.advance(86'400'000);
  const Answer late = decide(id, "approve", org);
  EXPECT_EQ(late.status, 409);
  EXPECT_EQ(late.text("state"), "expired");
  EXPECT_EQ(see(id).text("status"), "expired");
  EXPECT_TRUE(see(id).json.at("decided_by").is_null());
}

TEST_F(ApprovalsApiTest, ABlockedRecipientIsRejectedWithTheReason) {
  const std::string id = ask();
  world.patch("/v1/policies/" + policy, R"({"blocked_recipients":["shop"]})", org);
  const Answer told = decide(id, "approve", org);
  EXPECT_EQ(told.status, 200);
  EXPECT_EQ(told.text("status"), "rejected");
  EXPECT_EQ(told.text("reason"), "POLICY_DENIED");
}

TEST_F(ApprovalsApiTest, AFrozenWalletsApprovalIsRefusedAndItWaitsOn) {
  const std::string id = ask();
  world.patch("/v1/wallets/" + agent.wallet, R"({"status":"frozen"})", org);
  EXPECT_EQ(decide(id, "approve", org).code(), "WALLET_FROZEN");
  EXPECT_EQ(see(id).text("status"), "pending");
}

TEST_F(ApprovalsApiTest, OnlyAnOrganisationsKeyDecides) {
  const std::string id = ask();
  for (const char* how : {"approve", "reject"}) {
    EXPECT_EQ(decide(id, how, agent.key).code(), "ORG_KEY_REQUIRED");
    EXPECT_EQ(decide(id, how, std::string{ApiWorld::operator_key}).status, 403);
    EXPECT_EQ(decide(id, how, world.sign_up("Other")).status, 404);
  }
  EXPECT_EQ(world.get("/v1/approvals/" + id, agent.key).status, 200);
  EXPECT_EQ(world.get("/v1/approvals/" + id, world.agent(org).key).status, 404);
  EXPECT_EQ(world.get("/v1/approvals/" + id, world.sign_up("Another")).status, 404);
}

TEST_F(ApprovalsApiTest, APaymentThatNeededNoneHasNoApproval) {
  const Answer paid = pay("5.00");
  EXPECT_EQ(see("apr_" + paid.text("id").substr(3)).status, 404);
  EXPECT_EQ(see("nonsense").status, 404);
  EXPECT_FALSE(paid.json.as_object().contains("approval_id"));
}

TEST_F(ApprovalsApiTest, ListsShowWhatIsAskedFor) {
  const std::string first = ask("11.00");
  const std::string second = ask("12.00");
  decide(first, "approve", org);
  const auto ids = [&](const std::string& query, const std::string& key) {
    std::string all;
    const Answer page = world.get("/v1/approvals" + query, key);
    EXPECT_EQ(page.status, 200) << page.body;
    for (const auto& row : page.json.at("data").as_array())
      all.append(row.at("id").as_string()).append(" ");
    return all;
  };
  EXPECT_EQ(ids("", org), second + " " + first + " ");
  EXPECT_EQ(ids("?status=pending", org), second + " ");
  EXPECT_EQ(ids("?status=approved", org), first + " ");
  EXPECT_EQ(ids("?status=pending", agent.key), second + " ");
  EXPECT_EQ(ids("", world.agent(org).key), "");
  EXPECT_EQ(ids("", world.sign_up("Other")), "");
  const Answer page = world.get("/v1/approvals?limit=1", org);
  EXPECT_EQ(ids("?limit=1&cursor=" + page.text("next_cursor"), org), first + " ");
  EXPECT_EQ(world.get("/v1/approvals?status=open", org).status, 400);
}

TEST_F(ApprovalsApiTest, AWaitIsAnsweredAtOnceWhenThereIsADecision) {
  const std::string id = ask();
  decide(id, "reject", org);
  EXPECT_EQ(world.get("/v1/approvals/" + id + "?wait=60", org).text("status"), "rejected");
  EXPECT_EQ(world.get("/v1/approvals/" + id + "?wait=61", org).status, 400);
  EXPECT_EQ(world.get("/v1/approvals/" + id + "?wait=0", org).status, 400);
}

TEST_F(ApprovalsApiTest, TheKeysAnswerStaysThatItWaits) {
  const Answer waits = pay("20.00", "order-7");
  decide(waits.text("approval_id"), "approve", org);
  const Answer again = pay("20.00", "order-7");
  EXPECT_EQ(again.status, 202);
  EXPECT_EQ(again.body, waits.body);
  EXPECT_EQ(again.field("Idempotency-Replayed"), "true");
}

TEST_F(ApprovalsApiTest, InABatchEachWaitsByItself) {
  const Answer batch = world.post("/v1/payments/batch",
                                  R"({"payments":[)" + payment(agent.wallet, "1.00") + "," +
                                      payment(agent.wallet, "20.00") + "]}",
                                  agent.key);
  EXPECT_EQ(batch.status, 200) << batch.body;
  const auto& results = batch.json.at("results").as_array();
  EXPECT_EQ(results[0].at("status").as_string(), "completed");
  EXPECT_EQ(results[1].at("status").as_string(), "pending_approval");
  EXPECT_EQ(batch.text("succeeded"), "2");
}

TEST_F(ApprovalsApiTest, OtherSpellingsSayThatItWaits) {
  const Answer agentpay =
      world.post("/agentpay/v1/payments",
                 R"({"from_wallet_id":")" + agent.wallet + R"(","to_external":"shop","amount":20})",
                 agent.key);
  EXPECT_EQ(agentpay.status, 202) << agentpay.body;
  EXPECT_EQ(agentpay.text("status"), "pending_approval");
  const std::string number = world.get("/v1/wallets/" + agent.wallet, org).text("number");
  const Answer trove = world.post("/trove/api/wallets/" + number + "/purchase",
                                  R"({"amount_usd":20,"vendor":"shop"})", agent.key);
  EXPECT_EQ(trove.status, 202) << trove.body;
  EXPECT_EQ(trove.text("status"), "pending_approval");
  EXPECT_EQ(world.get("/v1/approvals?status=pending", org).json.at("data").as_array().size(), 2U);
}

TEST_F(ApprovalsApiTest, AnEvaluationSaysWhetherItWouldWait) {
  const auto evaluate = [&](const std::string& amount) {
    return world.post("/v1/policies/" + policy + "/evaluate",
                      R"({"wallet_id":")" + agent.wallet + R"(","recipient":"shop","amount":")" +
                          amount + R"("})",
                      org);
  };
  EXPECT_EQ(evaluate("10.00").text("requires_approval"), "false");
  EXPECT_EQ(evaluate("10.01").text("requires_approval"), "true");
  EXPECT_EQ(evaluate("91.00").text("requires_approval"), "false") << "it is denied";
}

TEST_F(ApprovalsApiTest, WhatWaitsKeepsItsWalletUnlessItIsForced) {
  const std::string id = ask();
  EXPECT_EQ(world.remove("/v1/agents/" + agent.wallet, org).code(), "HOLDS_OPEN");
  EXPECT_EQ(world.remove("/v1/wallets/" + agent.wallet, org).code(), "HOLDS_OPEN");
  const Answer deleted = world.remove("/v1/agents/" + agent.wallet + "?force=true", org);
  EXPECT_EQ(deleted.status, 200) << deleted.body;
  EXPECT_EQ(deleted.text("swept_amount"), "100.00");
  EXPECT_EQ(see(id).text("status"), "rejected");
}

TEST_F(ApprovalsApiTest, ATemplatesAgentAsks) {
  const Answer made = world.post("/v1/agents/from-template",
                                 R"({"name":"Buyer","template_id":"procurement"})", org);
  const std::string wallet = made.text("wallet_id");
  world.fund(org, wallet, "50.00");
  EXPECT_EQ(world.post("/v1/payments", payment(wallet, "1.00"), made.text("api_key")).status, 202);
}

TEST_F(ApprovalsApiTest, APolicyForgetsToAsk) {
  const Answer changed = world.patch("/v1/policies/" + policy, R"({"approval_above":null})", org);
  EXPECT_TRUE(changed.json.at("approval_above").is_null());
  EXPECT_EQ(pay("20.00").status, 201);
  const Answer asks = world.patch("/v1/policies/" + policy, R"({"require_approval":true})", org);
  EXPECT_EQ(asks.text("require_approval"), "true");
  EXPECT_EQ(pay("1.00").status, 202);
}

}  // namespace
}  // namespace bursar::net::approvals_test
