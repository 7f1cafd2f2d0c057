#include "net/payouts.hpp"

#include "tests/net/production_world.hpp"

#include <string>

#include <gtest/gtest.h>

namespace bursar::net::payouts_test {
namespace {

using tests::Answer;
using tests::ApiWorld;

constexpr const char* bank =
    R"({"routing_number":"021000021","account_number":"9876543210","account_type":"checking",)"
    R"("account_holder":"Acme Corp"})";

std::string payout(const std::string& from, const std::string& amount,
                   const std::string& type = "bank", const std::string& destination = bank,
                   const std::string& more = {}) {
  return R"({"from_wallet_id":")" + from + R"(","amount":)" + amount + R"(,"destination_type":")" +
         type + R"(","destination":)" + destination + more + "}";
}

class PayoutsApiTest : public testing::Test {
 protected:
  PayoutsApiTest() { world.fund(org, agent.wallet, "300.00"); }

  Answer ask(const std::string& amount = "250.00", const std::string& key = {}) {
    return world.post("/v1/payouts", payout(agent.wallet, amount), payer, key);
  }
  Answer cancel(const std::string& id) {
    return world.post("/v1/payouts/" + id + "/cancel", "", payer);
  }
  std::string pointer_of(const std::string& type, const std::string& destination) {
    const Answer told =
        world.post("/v1/payouts", payout(agent.wallet, "1", type, destination), payer);
    EXPECT_EQ(told.status, 400) << told.body;
    const auto* errors = told.json.as_object().if_contains("errors");
    return errors == nullptr ? told.body
                             : std::string{errors->as_array()[0].at("pointer").as_string()};
  }
  Answer balance() { return world.get("/v1/wallets/" + agent.wallet + "/balance", org); }

  ApiWorld world;
  const std::string org = world.sign_up();
  const ApiWorld::Agent agent =
      world.agent(org, R"(,"permissions":["wallets:read","payments:read","payouts:write"])");
  const std::string payer = agent.key;
};

TEST_F(PayoutsApiTest, APayoutIsAskedForAsAgentPayPrintsIt) {
  const Answer made = ask();
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.text("status"), "pending");
  EXPECT_EQ(made.text("id").substr(0, 7), "payout_");
  EXPECT_EQ(made.text("amount"), "250.00");
  EXPECT_EQ(made.text("currency"), "USD");
  EXPECT_EQ(made.text("destination_type"), "bank");
  EXPECT_EQ(made.json.at("destination").at("account_number").as_string(), "****3210");
  EXPECT_EQ(made.json.at("destination").at("account_holder").as_string(), "A****");
  EXPECT_EQ(made.text("recipient").substr(0, 5), "dest_");
  EXPECT_EQ(made.text("estimated_arrival"), "2025-11-26") << "two business days after Monday";
  EXPECT_EQ(made.body.find("9876543210"), std::string::npos);
  EXPECT_EQ(balance().text("pending"), "250.00");
  EXPECT_EQ(balance().text("reserved"), "0.00");
  EXPECT_EQ(balance().text("available"), "50.00");
  const Answer shown = world.get("/v1/payouts/" + made.text("id"), payer);
  EXPECT_EQ(shown.status, 200) << shown.body;
  EXPECT_EQ(shown.body, made.body);
}

TEST_F(PayoutsApiTest, NothingOfADestinationIsKeptInTheClear) {
  ask();
  for (const ledger::Record& record : world.store.records())
    if (const auto* asked = std::get_if<ledger::PayoutAsked>(&record.fact)) {
      const auto& [type, masked, sealed] = asked->destination;
      const std::string bytes{sealed.begin(), sealed.end()};
      EXPECT_EQ(bytes.find("9876543210"), std::string::npos);
      EXPECT_EQ(masked.find("9876543210"), std::string::npos);
      EXPECT_EQ(masked.find("Acme Corp"), std::string::npos);
    }
}

TEST_F(PayoutsApiTest, EveryTypeHasItsOwnMembersAndAllOfThem) {
  EXPECT_EQ(pointer_of("bank", "{}"), "#/destination/routing_number");
  EXPECT_EQ(pointer_of("bank", R"({"account":"acct_1032D82eZvKYlo2C"})"),
            "#/destination/routing_number");
  EXPECT_EQ(pointer_of("stripe", bank), "#/destination/routing_number");
  EXPECT_EQ(pointer_of("stripe", R"({"account":"1032"})"), "#/destination/account");
  EXPECT_EQ(pointer_of("crypto", R"({"network":"ethereum","address":"0xABCDEF..."})"),
            "#/destination/address");
  EXPECT_EQ(pointer_of("crypto", R"({"network":"x","address":"0x"})"), "#/destination/network");
  EXPECT_EQ(pointer_of("cash", "{}"), "#/destination_type");
  EXPECT_EQ(pointer_of("crypto", R"({"network":"base","address":"0x","tag":"1"})"),
            "#/destination/tag");
  std::string wrong{bank};
  wrong.replace(wrong.find("021000021"), 9, "021000022");
  EXPECT_EQ(pointer_of("bank", wrong), "#/destination/routing_number");
}

TEST_F(PayoutsApiTest, ChainsAndStripeAccountsAreReachedToo) {
  const Answer chain = world.post(
      "/v1/payouts",
      payout(agent.wallet, "1", "crypto",
             R"({"network":"base","address":"0x52908400098527886E0F7030069857D2E4169EE7"})"),
      payer);
  EXPECT_EQ(chain.status, 201) << chain.body;
  EXPECT_EQ(chain.json.at("destination").at("address").as_string(), "****9EE7");
  EXPECT_EQ(chain.text("estimated_arrival"), "2025-11-24");
  const Answer stripe = world.post(
      "/v1/payouts", payout(agent.wallet, "1", "stripe", R"({"account":"acct_1032D82eZvKYlo2C"})"),
      payer);
  EXPECT_EQ(stripe.status, 201) << stripe.body;
  EXPECT_EQ(stripe.json.at("destination").at("account").as_string(), "acct_****lo2C");
}

TEST_F(PayoutsApiTest, AKeyAsksOnceHoweverItsDestinationIsSealed) {
  const Answer first = ask("10.00", "order");
  const Answer again = ask("10", "order");
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(again.field("Idempotency-Replayed"), "true");
  std::string elsewhere{bank};
  elsewhere.replace(elsewhere.find("9876543210"), 10, "9876543211");
  EXPECT_EQ(
      world.post("/v1/payouts", payout(agent.wallet, "10.00", "bank", elsewhere), payer, "order")
          .code(),
      "IDEMPOTENCY_CONFLICT");
  const Answer outcome = world.get("/v1/outcomes/order?wallet_id=" + agent.wallet, org);
  EXPECT_EQ(outcome.text("state"), "committed");
  EXPECT_EQ(outcome.json.at("answer").at("id").as_string(), first.text("id"));
}

TEST_F(PayoutsApiTest, WhatIsPendingIsCancelledAndSoAgain) {
  const std::string id = ask().text("id");
  const Answer cancelled = cancel(id);
  EXPECT_EQ(cancelled.status, 200) << cancelled.body;
  EXPECT_EQ(cancelled.text("status"), "cancelled");
  EXPECT_EQ(cancel(id).body, cancelled.body);
  EXPECT_EQ(balance().text("available"), "300.00");
  EXPECT_EQ(world.get("/v1/payouts/" + id, org).body, cancelled.body);
}

TEST_F(PayoutsApiTest, AListIsNewestFirstAndOfTheCallersOwn) {
  const std::string first = ask("1.00").text("id");
  const std::string second = ask("2.00").text("id");
  cancel(first);
  const auto ids = [&](const std::string& query, const std::string& key) {
    std::string all;
    const Answer page = world.get("/v1/payouts" + query, key);
    EXPECT_EQ(page.status, 200) << page.body;
    for (const auto& row : page.json.at("data").as_array())
      all.append(row.at("id").as_string()).append(" ");
    return all;
  };
  EXPECT_EQ(ids("", payer), second + " " + first + " ");
  EXPECT_EQ(ids("?status=pending", org), second + " ");
  EXPECT_EQ(ids("?status=cancelled", org), first + " ");
  EXPECT_EQ(ids("?status=settling", org), "");
  EXPECT_EQ(ids("?limit=1", org), second + " ");
  EXPECT_EQ(ids("", world.agent(org).key), "");
  EXPECT_EQ(ids("", world.sign_up("Other")), "");
  EXPECT_EQ(world.get("/v1/payouts?status=lost", org).status, 400);
}

TEST_F(PayoutsApiTest, OnlyWhoMayReachesOne) {
  const std::string id = ask().text("id");
  const std::string path = "/v1/payouts/" + id;
  EXPECT_EQ(world.get(path, world.agent(org).key).status, 404);
  EXPECT_EQ(world.get(path, world.sign_up("Other")).status, 404);
  EXPECT_EQ(world.get(path, std::string{ApiWorld::operator_key}).status, 200);
  EXPECT_EQ(world.get("/v1/payouts/payout_00000000000000000000000000", org).status, 404);
  EXPECT_EQ(world.get("/v1/payouts/tx_" + id.substr(7), org).status, 404);
  EXPECT_EQ(world.get("/v1/payments/tx_" + id.substr(7), org).status, 404);
  EXPECT_EQ(world.post(path + "/cancel", "", world.agent(org).key).code(), "FORBIDDEN")
      << "it lacks payouts:write";
  EXPECT_EQ(world.post("/v1/payouts", payout(agent.wallet, "1"), world.sign_up("Third")).status,
            404);
  const ApiWorld::Agent other =
      world.agent(org, R"(,"permissions":["payments:read","payouts:write"])");
  EXPECT_EQ(world.post("/v1/payouts", payout(agent.wallet, "1"), other.key).code(), "WALLET_SCOPE");
  EXPECT_EQ(world.get(path, other.key).status, 404);
  EXPECT_EQ(world.post(path + "/cancel", "", other.key).status, 404);
  EXPECT_TRUE(world.get("/v1/payouts", other.key).json.at("data").as_array().empty());
  EXPECT_EQ(world.get(path, payer).text("status"), "pending");
}

TEST_F(PayoutsApiTest, ItIsRefusedAsAPaymentIs) {
  EXPECT_EQ(ask("300.01").code(), "INSUFFICIENT_FUNDS");
  const Answer made =
      world.post("/v1/policies", R"({"name":"asks","approval_above":"10.00"})", org);
  world.patch("/v1/wallets/" + agent.wallet, R"({"policy_id":")" + made.text("id") + R"("})", org);
  const Answer denied = ask("10.01");
  EXPECT_EQ(denied.code(), "POLICY_DENIED");
  EXPECT_EQ(denied.text("max_allowed_now"), "10.00");
  EXPECT_EQ(ask("10.00").status, 201);
  world.patch("/v1/wallets/" + agent.wallet, R"({"status":"frozen"})", org);
  EXPECT_EQ(ask("1.00").code(), "WALLET_FROZEN");
}

TEST_F(PayoutsApiTest, APolicyListsWhereMoneyMayGo) {
  const std::string recipient = ask("1.00").text("recipient");
  const Answer made = world.post(
      "/v1/policies", R"({"name":"home","allowed_recipients":[")" + recipient + R"("]})", org);
  ASSERT_EQ(made.status, 201) << made.body;
  world.patch("/v1/wallets/" + agent.wallet, R"({"policy_id":")" + made.text("id") + R"("})", org);
  EXPECT_EQ(ask("1.00").status, 201);
  std::string elsewhere{bank};
  elsewhere.replace(elsewhere.find("9876543210"), 10, "1111113210");
  EXPECT_EQ(
      world.post("/v1/payouts", payout(agent.wallet, "1", "bank", elsewhere), payer).text("rule"),
      "allowed_recipients")
      << "though it ends alike";
}

TEST(PayoutsInProductionTest, AKeyOfTheOtherEnvironmentReachesNone) {
  ApiWorld world{tests::with_production()};
  const tests::Tenant acme = tests::world_tenant(world, "Acme");
  const auto agent = world.agent(acme.sandbox);
  world.fund(acme.sandbox, agent.wallet, "20.00");
  const std::string id =
      world.post("/v1/payouts", payout(agent.wallet, "10"), acme.sandbox).text("id");
  const std::string path = "/v1/payouts/" + id;
  EXPECT_EQ(world.get(path, acme.sandbox).text("status"), "pending");
  EXPECT_EQ(world.get(path, acme.production).code(), "ENVIRONMENT_MISMATCH");
  EXPECT_EQ(world.post(path + "/cancel", "", acme.production).code(), "ENVIRONMENT_MISMATCH");
  EXPECT_EQ(world.post("/v1/payouts", payout(agent.wallet, "1"), acme.production).code(),
            "ENVIRONMENT_MISMATCH");
  EXPECT_TRUE(world.get("/v1/payouts", acme.production).json.at("data").as_array().empty());
  EXPECT_EQ(world.get(path, acme.sandbox).text("status"), "pending");
}

TEST(PayoutsInProductionTest, WithoutAConnectorNothingIsHeld) {
  ApiWorld world{tests::with_production()};
  const tests::Tenant acme = tests::world_tenant(world, "Acme");
  const auto agent = world.agent(acme.production);
  const Answer told = world.post("/v1/payouts", payout(agent.wallet, "1"), acme.production);
  EXPECT_EQ(told.status, 409) << told.body;
  EXPECT_EQ(told.code(), "SETTLEMENT_NOT_CONFIGURED");
  EXPECT_EQ(world.get("/v1/wallets/" + agent.wallet + "/balance", acme.production).text("pending"),
            "0.00");
}

}  // namespace
}  // namespace bursar::net::payouts_test
