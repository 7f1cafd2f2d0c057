#include "tests/net/api_world.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::tests::payment_list_test {
namespace {

struct PaymentListTest : testing::Test {
  PaymentListTest() {
    world.fund(org, agent.wallet, "1000");
    world.fund(org, colleague.wallet, "1000");
  }

  std::string pay(const ApiWorld::Agent& from, const std::string& to, const std::string& amount) {
    world.clock.advance(1'000);
    return world.pay(from, to, amount);
  }
  std::vector<std::string> listed(const std::string& query, const std::string& key) {
    std::vector<std::string> ids;
    for (const auto& row : world.rows("/v1/payments?" + query, key))
      ids.emplace_back(row.at("id").as_string());
    return ids;
  }
  using Ids = std::vector<std::string>;

  ApiWorld world;
  std::string org = world.sign_up();
  std::string other = world.sign_up("Other");
  ApiWorld::Agent agent = world.agent(org);
  ApiWorld::Agent colleague = world.agent(org);
  ApiWorld::Agent stranger = world.agent(other);
};

TEST_F(PaymentListTest, AnOrganisationsPaymentsComeNewestFirst) {
  const std::string a = pay(agent, stranger.wallet, "1.00");
  const std::string b = pay(colleague, agent.wallet, "2.00");
  const std::string c = pay(agent, colleague.wallet, "3.00");
  EXPECT_EQ(listed("", org), (Ids{c, b, a}));
  EXPECT_EQ(listed("limit=1", org), (Ids{c, b, a}));
  EXPECT_EQ(listed("", other), (Ids{a}));
  EXPECT_EQ(listed("", world.sign_up("Third")), Ids{});
}

TEST_F(PaymentListTest, AWalletsAreThoseThatItMadeOrReceived) {
  const std::string a = pay(agent, stranger.wallet, "1.00");
  const std::string b = pay(colleague, agent.wallet, "2.00");
  const std::string c = pay(colleague, stranger.wallet, "3.00");
  EXPECT_EQ(listed("wallet_id=" + agent.wallet, org), (Ids{b, a}));
  EXPECT_EQ(listed("", agent.key), (Ids{b, a}));
  EXPECT_EQ(listed("", colleague.key), (Ids{c, b}));
  EXPECT_EQ(listed("", stranger.key), (Ids{c, a}));
  EXPECT_EQ(world.get("/v1/payments?wallet_id=" + agent.wallet, colleague.key).code(),
            "WALLET_SCOPE");
  EXPECT_EQ(world.get("/v1/payments?wallet_id=" + agent.wallet, other).code(), "NOT_FOUND");
  EXPECT_EQ(world.get("/v1/payments?wallet_id=nonsense", org).code(), "NOT_FOUND");
}

TEST_F(PaymentListTest, APayeeSeesNothingOfThePayers) {
  pay(agent, stranger.wallet, "1.00");
  const Answer theirs = world.get("/v1/payments", stranger.key);
  EXPECT_EQ(theirs.json.at("data").at(0).at("fee").as_string(), "0.00");
  EXPECT_FALSE(theirs.json.at("data").at(0).as_object().contains("balance_after"));
  const Answer own = world.get("/v1/payments", agent.key);
  EXPECT_EQ(own.json.at("data").at(0).at("balance_after").as_string(), "998.996");
}

TEST_F(PaymentListTest, AreFilteredByWhatTheyAreByNow) {
  const std::string a = pay(agent, colleague.wallet, "1.00");
  const std::string b = pay(agent, colleague.wallet, "2.00");
  const std::string c = pay(agent, colleague.wallet, "3.00");
  world.post("/v1/payments/" + b + "/refund", R"({"amount":"0.50"})", org);
  world.post("/v1/payments/" + a + "/refund", "", org);
  EXPECT_EQ(listed("status=completed", org), Ids{c});
  EXPECT_EQ(listed("status=partially_refunded", org), Ids{b});
  EXPECT_EQ(listed("status=refunded", org), Ids{a});
  EXPECT_EQ(listed("status=disputed", org), Ids{});
  EXPECT_EQ(world.get("/v1/payments?status=gone", org).status, 400);
  const Answer part = world.get("/v1/payments?status=partially_refunded", org);
  EXPECT_EQ(part.json.at("data").at(0).at("refunded_amount").as_string(), "0.50");
}

TEST_F(PaymentListTest, OneThatNeedsApprovalStandsWhereItWasAskedFor) {
  const std::string policy =
      world.post("/v1/policies", R"({"name":"asks","require_approval":true})", org).text("id");
  const std::string a = pay(agent, colleague.wallet, "1.00");
  world.patch("/v1/wallets/" + agent.wallet, R"({"policy_id":")" + policy + "\"}", org);
  const std::string b = pay(agent, colleague.wallet, "2.00");
  const std::string c = pay(agent, colleague.wallet, "3.00");
  const std::string d = pay(colleague, stranger.wallet, "4.00");
  EXPECT_EQ(listed("status=pending_approval", org), (Ids{c, b}));
  EXPECT_EQ(listed("", colleague.key), (Ids{d, a})) << "nobody else knows of what waits";
  world.post("/v1/approvals/apr_" + b.substr(3) + "/approve", "", org);
  world.post("/v1/approvals/apr_" + c.substr(3) + "/reject", "", org);
  EXPECT_EQ(listed("", org), (Ids{d, c, b, a}));
  EXPECT_EQ(listed("", agent.key), (Ids{c, b, a}));
  EXPECT_EQ(listed("", colleague.key), (Ids{b, d, a})) << "the payee has it since it was made";
  EXPECT_EQ(listed("status=cancelled", org), Ids{c});
  EXPECT_EQ(listed("status=completed", org), (Ids{d, b, a}));
  EXPECT_EQ(listed("status=pending_approval", org), Ids{});
}

TEST_F(PaymentListTest, AreFilteredByWhenTheyWereMade) {
  const std::string a = pay(agent, colleague.wallet, "1.00");
  const std::string from = world.get("/v1/payments/" + a, org).text("created_at");
  const std::string b = pay(agent, colleague.wallet, "2.00");
  const std::string to = world.get("/v1/payments/" + b, org).text("created_at");
  const std::string c = pay(agent, colleague.wallet, "3.00");
  EXPECT_EQ(listed("from=" + to, org), (Ids{c, b}));
  EXPECT_EQ(listed("to=" + to, org), Ids{a});
  EXPECT_EQ(listed("limit=1&from=" + from + "&to=" + to, org), Ids{a});
  EXPECT_EQ(world.get("/v1/payments?from=soon", org).status, 400);
  const Answer page = world.get("/v1/payments?limit=1&from=" + from, org);
  const std::string link = page.field("Link");
  EXPECT_NE(link.find("from="), std::string::npos) << link;
  EXPECT_EQ(world.get("/v1/payments?limit=1&cursor=" + page.text("next_cursor"), org).status, 400)
      << "a cursor is of one list with its filters";
}

TEST_F(PaymentListTest, OneRequestLooksAtSoManyRecordsAndSaysWhetherThereAreMore) {
  const std::string first = pay(agent, colleague.wallet, "1.00");
  for (int n = 0; n < 25; ++n) {
    std::string payments;
    for (int i = 0; i < 100; ++i)
      payments.append(i == 0 ? "" : ",").append(payment(colleague.wallet, "0.01"));
    world.post("/v1/payments/batch", R"({"payments":[)" + payments + "]}", colleague.key);
  }
  const Answer page = world.get("/v1/payments?status=refunded", org);
  EXPECT_TRUE(page.json.at("data").as_array().empty());
  EXPECT_TRUE(page.json.at("has_more").as_bool());
  world.post("/v1/payments/" + first + "/refund", "", org);
  EXPECT_EQ(listed("status=refunded", org), Ids{first});
}

TEST_F(PaymentListTest, TheOperatorNamesAnOrganisationOrAWallet) {
  const std::string a = pay(agent, stranger.wallet, "1.00");
  const std::string op{ApiWorld::operator_key};
  const std::string organization = world.get("/v1/organization", org).text("id");
  EXPECT_EQ(listed("organization_id=" + organization, op), Ids{a});
  EXPECT_EQ(listed("wallet_id=" + stranger.wallet, op), Ids{a});
  EXPECT_EQ(world.get("/v1/payments", op).status, 400);
}

TEST_F(PaymentListTest, WhatIsArchivedEndsTheListAndIsSaid) {
  pay(agent, colleague.wallet, "1.00");
  const std::string b = pay(agent, colleague.wallet, "2.00");
  world.store.archive_before(world.store.last_sequence());
  const Answer page = world.get("/v1/payments", org);
  EXPECT_EQ(page.json.at("data").as_array().size(), 1U);
  EXPECT_FALSE(page.text("archived_before").empty());
}

}  // namespace
}  // namespace bursar::tests::payment_list_test
