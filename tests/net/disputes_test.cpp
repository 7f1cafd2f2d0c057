#include "net/disputes.hpp"

#include "tests/net/production_world.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::net::disputes_test {
namespace {

using tests::Answer;
using tests::ApiWorld;

// An agent of one organisation has paid 40.00 to one of another.
class DisputesApiTest : public testing::Test {
 protected:
  DisputesApiTest() {
    world.fund(org, agent.wallet, "140.00");
    payment = paid("40.00");
  }

  std::string paid(const std::string& amount, const std::string& more = {}) {
    return world
        .post("/v1/payments",
              R"({"from_wallet_id":")" + agent.wallet + R"(","to_wallet_id":")" + payee.wallet +
                  R"(","amount":")" + amount + '"' + more + "}",
              agent.key)
        .text("id");
  }
  Answer open(const std::string& key, const std::string& of = {}) {
    return world.post("/v1/disputes",
                      R"({"payment_id":")" + (of.empty() ? payment : of) +
                          R"(","reason":"service_not_delivered","description":"503"})",
                      key);
  }
  std::string opened() { return open(agent.key).text("id"); }
  Answer act(const std::string& id, const std::string& deed, const std::string& key,
             const std::string& body = {}, const std::string& idempotency = {}) {
    return world.post("/v1/disputes/" + id + "/" + deed, body, key, idempotency);
  }
  Answer show(const std::string& id, const std::string& key, const std::string& content) {
    return act(id, "evidence", key, R"({"type":"log_excerpt","content":")" + content + R"("})");
  }
  Answer resolve(const std::string& id, const std::string& outcome, const std::string& more = {},
                 const std::string& idempotency = {}) {
    return act(id, "resolve", op,
               R"({"outcome":")" + outcome + R"(","note":"so it is")" + more + "}", idempotency);
  }
  Answer see(const std::string& id, const std::string& key) {
    return world.get("/v1/disputes/" + id, key);
  }
  std::string balance(const std::string& wallet, const std::string& key) {
    return world.get("/v1/wallets/" + wallet + "/balance", key).text("balance");
  }

  static constexpr const char* permissions =
      R"(,"permissions":["wallets:read","payments:read","payments:write","disputes:write"])";
  ApiWorld world{tests::with_production()};
  const std::string op{ApiWorld::operator_key};
  const std::string org = world.sign_up();
  const std::string other = world.sign_up("Other");
  const std::string third = world.sign_up("Third");
  const ApiWorld::Agent agent = world.agent(org, permissions);
  const ApiWorld::Agent payee = world.agent(other, permissions);
  std::string payment;
};

TEST_F(DisputesApiTest, APaymentIsDisputedAsAgentPayPrintsIt) {
  const Answer made = open(agent.key);
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.text("id").substr(0, 5), "disp_");
  EXPECT_EQ(made.text("status"), "open");
  EXPECT_EQ(made.text("payment_id"), payment);
  EXPECT_EQ(made.text("reason"), "service_not_delivered");
  EXPECT_EQ(made.text("opened_by"), "payer");
  EXPECT_EQ(made.text("amount"), "40.00");
  EXPECT_EQ(world.get("/v1/payments/" + payment, agent.key).text("status"), "disputed");
}

TEST_F(DisputesApiTest, ThereIsOneOfAPaymentAndTheSecondHearsWhich) {
  const std::string id = opened();
  for (const std::string& key : {agent.key, payee.key, org, other}) {
    const Answer again = open(key);
    EXPECT_EQ(again.status, 409);
    EXPECT_EQ(again.code(), "DUPLICATE_DISPUTE");
    EXPECT_EQ(again.text("dispute_id"), id);
  }
}

TEST_F(DisputesApiTest, EitherPartyMayAndNobodyElseLearnsOfIt) {
  EXPECT_EQ(open(third).status, 404);
  EXPECT_EQ(open(op).status, 403);
  EXPECT_EQ(open(org, "tx_00000000000000000000000001").status, 404);
  const Answer made = open(payee.key);
  ASSERT_EQ(made.status, 201);
  EXPECT_EQ(made.text("opened_by"), "payee");
  const std::string id = made.text("id");
  for (const std::string& key : {agent.key, payee.key, org, other, op})
    EXPECT_EQ(see(id, key).status, 200);
  EXPECT_EQ(see(id, third).status, 404);
  EXPECT_EQ(show(id, third, "x").status, 404);
  EXPECT_EQ(act(id, "withdraw", third).status, 404);
  EXPECT_EQ(act(id, "withdraw", agent.key).code(), "FORBIDDEN");
  EXPECT_EQ(act(id, "withdraw", other).status, 200);
  EXPECT_EQ(world.get("/v1/disputes", third).json.at("data").as_array().size(), 0U);
}

TEST_F(DisputesApiTest, AnotherAgentOfAPartysOrganizationLearnsNothingOfIt) {
  const std::string id = opened();
  const std::string piece = show(id, agent.key, "HTTP 503 at noon").text("id");
  for (const std::string& key :
       {world.agent(org, permissions).key, world.agent(other, permissions).key}) {
    EXPECT_EQ(open(key).status, 404);
    EXPECT_EQ(see(id, key).status, 404);
    EXPECT_EQ(show(id, key, "x").status, 404);
    EXPECT_EQ(act(id, "withdraw", key).status, 404);
    EXPECT_EQ(world.get("/v1/evidence/" + piece, key).status, 404);
    EXPECT_TRUE(world.get("/v1/disputes", key).json.at("data").as_array().empty());
  }
}

TEST_F(DisputesApiTest, AKeyOfTheOtherEnvironmentReachesNone) {
  const tests::Tenant acme = tests::world_tenant(world, "Acme");
  const ApiWorld::Agent own = world.agent(acme.sandbox, permissions);
  world.fund(acme.sandbox, own.wallet, "20.00");
  const std::string of = world.pay(own, payee.wallet, "10.00");
  EXPECT_EQ(open(acme.production, of).code(), "ENVIRONMENT_MISMATCH");
  const std::string id = open(own.key, of).text("id");
  const std::string piece = show(id, own.key, "HTTP 503 at noon").text("id");
  EXPECT_EQ(see(id, acme.sandbox).status, 200);
  EXPECT_EQ(see(id, acme.production).code(), "ENVIRONMENT_MISMATCH");
  EXPECT_EQ(show(id, acme.production, "x").code(), "ENVIRONMENT_MISMATCH");
  EXPECT_EQ(act(id, "withdraw", acme.production).code(), "ENVIRONMENT_MISMATCH");
  EXPECT_EQ(world.get("/v1/evidence/" + piece, acme.production).code(), "ENVIRONMENT_MISMATCH");
  EXPECT_TRUE(world.get("/v1/disputes", acme.production).json.at("data").as_array().empty());
  EXPECT_EQ(world.evidence.pieces.size(), 1U);
}

TEST_F(DisputesApiTest, AReceiptTellsOfADisputeAndLeavesEvidenceToIt) {
  constexpr std::ptrdiff_t refunds = 99;
  for (std::ptrdiff_t n = 0; n < refunds; ++n)
    ASSERT_EQ(
        world.post("/v1/payments/" + payment + "/refund", R"({"amount":"0.10"})", payee.key).status,
        201);
  const std::string id = opened();
  ASSERT_EQ(show(id, agent.key, "nothing came").status, 201);
  ASSERT_EQ(show(id, payee.key, "it was sent").status, 201);
  std::vector<std::string> events;
  const Answer receipt = world.get("/v1/payments/" + payment, agent.key);
  for (const auto& event : receipt.json.at("events").as_array())
    events.emplace_back(event.at("type").as_string());
  EXPECT_EQ(std::ranges::count(events, "payment.refunded"), refunds) << "none makes room for it";
  EXPECT_EQ(events.front(), "payment.completed");
  EXPECT_EQ(events.back(), "dispute.opened");
}

TEST_F(DisputesApiTest, OnlyTheOperatorReviewsAndResolves) {
  const std::string id = opened();
  EXPECT_EQ(act(id, "review", org).status, 403);
  EXPECT_EQ(act(id, "resolve", other, R"({"outcome":"denied","note":"n"})").status, 403);
  EXPECT_EQ(resolve(id, "refunded").code(), "INVALID_STATE") << "it is not reviewed";
  const Answer reviewed = act(id, "review", op, R"({"note":"looking"})");
  ASSERT_EQ(reviewed.status, 200) << reviewed.body;
  EXPECT_EQ(reviewed.text("status"), "under_review");
  EXPECT_EQ(reviewed.text("note"), "looking");
  const Answer late = act(id, "withdraw", agent.key);
  EXPECT_EQ(late.code(), "INVALID_STATE");
  EXPECT_EQ(late.text("state"), "under_review");
}

TEST_F(DisputesApiTest, RefundedGivesThePrincipalBackAndTheFeeStays) {
  const std::string id = opened();
  act(id, "review", op);
  const Answer done = resolve(id, "refunded");
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(done.text("status"), "resolved_refunded");
  EXPECT_EQ(done.text("refunded_amount"), "40.00");
  EXPECT_EQ(done.text("refund_id").substr(0, 3), "tx_");
  EXPECT_EQ(balance(agent.wallet, org), "139.84");
  EXPECT_EQ(balance(payee.wallet, other), "0.00");
  EXPECT_EQ(resolve(id, "denied").text("state"), "resolved_refunded");
  const Answer receipt = world.get("/v1/payments/" + payment, org);
  EXPECT_EQ(receipt.text("status"), "refunded");
  std::string events;
  for (const auto& event : receipt.json.at("events").as_array())
    events.append(std::string{event.at("type").as_string()}).append(" ");
  EXPECT_EQ(events, "payment.completed dispute.opened dispute.under_review dispute.resolved ");
  const Answer refund = world.post("/v1/payments/" + payment + "/refund", "{}", payee.key);
  EXPECT_EQ(refund.code(), "INVALID_STATE") << "nothing is left";
}

TEST_F(DisputesApiTest, DeniedLeavesItAsItWas) {
  const std::string id = opened();
  act(id, "review", op);
  EXPECT_EQ(resolve(id, "denied").text("status"), "resolved_denied");
  EXPECT_EQ(balance(payee.wallet, other), "40.00");
  EXPECT_EQ(world.get("/v1/payments/" + payment, org).text("status"), "completed");
  EXPECT_EQ(open(agent.key).code(), "DUPLICATE_DISPUTE");
}

TEST_F(DisputesApiTest, WhatLacksIsNamedAndCoveredWhenThatIsSaid) {
  world.post("/v1/payments", tests::payment(payee.wallet, "30.00"), payee.key);
  const std::string id = opened();
  act(id, "review", op);
  const Answer lacking = resolve(id, "refunded");
  EXPECT_EQ(lacking.status, 402);
  EXPECT_EQ(lacking.code(), "INSUFFICIENT_FUNDS");
  EXPECT_NE(lacking.text("detail").find("lacks 30.12"), std::string::npos) << lacking.body;
  EXPECT_EQ(lacking.text("limit"), "40.00");
  EXPECT_EQ(lacking.text("max_allowed_now"), "9.88");
  const Answer covered = resolve(id, "refunded", R"(,"cover":true)");
  ASSERT_EQ(covered.status, 200) << covered.body;
  EXPECT_EQ(balance(agent.wallet, org), "139.84");
  const std::string owed = "/v1/wallets/" + payee.wallet + "/balance";
  EXPECT_EQ(world.get(owed, other).text("owed"), "30.12");
  const Answer past = world.get(owed + "?as_of=2020-01-01T00:00:00Z", other);
  EXPECT_EQ(past.text("balance"), "0.00") << past.body;
  EXPECT_EQ(past.body.find("owed"), std::string::npos) << "nothing was owed by then";
  world.fund(other, payee.wallet, "50.00");
  EXPECT_EQ(world.get(owed, other).body.find("owed"), std::string::npos);
  EXPECT_EQ(balance(payee.wallet, other), "19.88") << "what was covered is repaid";
  EXPECT_EQ(resolve(id, "denied", R"(,"cover":true)").status, 400);
}

TEST_F(DisputesApiTest, AKeyResolvesOnceByteForByte) {
  const std::string id = opened();
  act(id, "review", op);
  const Answer first = resolve(id, "refunded", {}, "k");
  ASSERT_EQ(first.status, 200) << first.body;
  const Answer again = resolve(id, "refunded", {}, "k");
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(again.field("Idempotency-Replayed"), "true");
  EXPECT_EQ(resolve(id, "denied", {}, "k").code(), "IDEMPOTENCY_CONFLICT");
}

TEST_F(DisputesApiTest, BothShowWhatTheyHaveAndReadIt) {
  const std::string id = opened();
  const Answer first = show(id, agent.key, "HTTP 503 at noon");
  ASSERT_EQ(first.status, 201) << first.body;
  EXPECT_EQ(first.text("added_by"), "payer");
  EXPECT_EQ(first.text("dispute_id"), id);
  act(id, "review", op);
  ASSERT_EQ(show(id, payee.key, "it was there").status, 201);
  const Answer seen = see(id, op);
  const auto& pieces = seen.json.at("evidence").as_array();
  ASSERT_EQ(pieces.size(), 2U);
  EXPECT_EQ(pieces[0].at("id").as_string(), first.text("id"));
  EXPECT_EQ(pieces[1].at("added_by").as_string(), "payee");
  const Answer read = world.get("/v1/evidence/" + first.text("id"), other);
  EXPECT_EQ(read.text("content"), "HTTP 503 at noon");
  EXPECT_EQ(world.get("/v1/evidence/" + first.text("id"), third).status, 404);
  resolve(id, "denied");
  EXPECT_EQ(show(id, agent.key, "more").code(), "INVALID_STATE");
  EXPECT_EQ(world.evidence.pieces.size(), 2U) << "what is refused is not kept";
}

TEST_F(DisputesApiTest, APieceIsAsLargeAsAMebibyteAndEitherSideShowsTwentyFive) {
  const std::string id = opened();
  EXPECT_EQ(show(id, agent.key, std::string(1'048'576, 'x')).status, 201);
  EXPECT_EQ(show(id, agent.key, std::string(1'048'577, 'x')).status, 400);
  for (int n = 0; n < 25; ++n) ASSERT_EQ(show(id, payee.key, std::to_string(n)).status, 201);
  const Answer more = show(id, payee.key, "more");
  EXPECT_EQ(more.status, 409);
  EXPECT_EQ(more.code(), "EVIDENCE_FULL");
  EXPECT_EQ(show(id, agent.key, "and the other side").status, 201);
}

TEST_F(DisputesApiTest, WhyAPieceIsNotKeptIsToldAsItsKeeperKnowsIt) {
  const std::string id = opened();
  world.evidence.room = 0;
  const Answer full = show(id, agent.key, "one");
  EXPECT_EQ(full.status, 409);
  EXPECT_EQ(full.code(), "EVIDENCE_FULL");
  EXPECT_EQ(full.text("detail"), "The shelf is full.");
  world.evidence.refusal = {ledger::Errc::read_only, "The disk is in doubt."};
  const Answer failed = show(id, agent.key, "one");
  EXPECT_EQ(failed.status, 503);
  EXPECT_EQ(failed.code(), "READ_ONLY");
  EXPECT_EQ(failed.text("detail"), "The disk is in doubt.");
}

// A record says how many bytes a piece has, and a journal with more of them would not be read.
TEST_F(DisputesApiTest, APieceIsMeasuredInBytesWhateverItsLettersTake) {
  const std::string id = opened();
  for (const std::string letter : {"x", "\u00e9", "\U0001F600"}) {
    std::string content;
    while (content.size() < 1'048'576) content += letter;
    const Answer shown = show(id, agent.key, content);
    ASSERT_EQ(shown.status, 201) << letter;
    EXPECT_EQ(shown.json.at("bytes").as_int64(), 1'048'576);
    for (const std::string& more : {std::string{"x"}, letter}) {
      const Answer told = show(id, agent.key, content + more);
      ASSERT_EQ(told.status, 400) << letter;
      const auto& error = told.json.at("errors").at(0);
      EXPECT_EQ(error.at("pointer").as_string(), "#/content");
      EXPECT_EQ(error.at("detail").as_string(), "is longer than 1048576 bytes of UTF-8, by " +
                                                    std::to_string(more.size()) +
                                                    ": show the rest as another piece");
    }
  }
  EXPECT_EQ(world.evidence.pieces.size(), 3U);
}

TEST_F(DisputesApiTest, ADisputeHasTheCurrencyOfItsPayment) {
  for (const std::string currency : {"USD", "USDC"}) {
    const std::string made = paid("1.00", R"(,"currency":")" + currency + '"');
    const Answer first = open(agent.key, made);
    EXPECT_EQ(first.text("currency"), currency) << first.body;
    const std::string id = first.text("id");
    act(id, "review", op);
    EXPECT_EQ(see(id, op).text("currency"), currency);
    const Answer done = resolve(id, currency == "USD" ? "denied" : "refunded");
    EXPECT_EQ(done.text("currency"), currency) << done.body;
    EXPECT_EQ(world.get("/v1/disputes", org).json.at("data").at(0).at("currency").as_string(),
              currency);
  }
}

// What it was covered for afterwards stays owed; nobody could give it to a wallet that has ended.
TEST_F(DisputesApiTest, AnAgentIsDeletedThoughItsArchivedWalletOwes) {
  const std::string id = opened();
  world.post("/v1/wallets/" + payee.wallet + "/withdraw", R"({"amount":"all"})", other);
  ASSERT_EQ(world.remove("/v1/wallets/" + payee.wallet, other).status, 200);
  act(id, "review", op);
  ASSERT_EQ(resolve(id, "refunded", R"(,"cover":true)").status, 200);
  EXPECT_EQ(world.get("/v1/wallets/" + payee.wallet + "/balance", other).text("owed"), "40.00");
  const Answer deleted = world.remove("/v1/agents/" + payee.wallet, other);
  EXPECT_EQ(deleted.status, 200) << deleted.body;
}

// However often the payee gives some of it back meanwhile.
TEST_F(DisputesApiTest, EvidenceIsToldWhateverElseBecomesOfThePayment) {
  const std::string id = opened();
  ASSERT_EQ(show(id, agent.key, "first").status, 201);
  for (int n = 0; n < 3; ++n)
    ASSERT_EQ(
        world.post("/v1/payments/" + payment + "/refund", R"({"amount":"0.01"})", payee.key).status,
        201);
  ASSERT_EQ(show(id, payee.key, "second").status, 201);
  const Answer told = world.get("/v1/disputes/" + id, agent.key);
  const auto& pieces = told.json.at("evidence").as_array();
  ASSERT_EQ(pieces.size(), 2U);
  EXPECT_EQ(pieces[0].at("added_by").as_string(), "payer");
}

TEST_F(DisputesApiTest, ThePaymentsWindowCloses) {
  world.clock.advance(30 * ledger::day_ms + 1'000);
  const Answer late = open(agent.key);
  EXPECT_EQ(late.status, 409);
  EXPECT_EQ(late.code(), "INVALID_STATE");
  EXPECT_EQ(late.text("state"), "completed");
  EXPECT_NE(late.body.find("disputes.window_days"), std::string::npos) << late.body;
}

TEST_F(DisputesApiTest, WhatWentOutsideOrIsGivenBackIsNotDisputed) {
  const std::string outside =
      world.post("/v1/payments", tests::payment(agent.wallet, "1.00"), agent.key).text("id");
  EXPECT_EQ(open(agent.key, outside).code(), "INVALID_STATE");
  world.post("/v1/payments/" + payment + "/refund", "{}", payee.key);
  const Answer nothing = open(agent.key);
  EXPECT_EQ(nothing.code(), "INVALID_STATE");
  EXPECT_EQ(nothing.text("state"), "refunded");
}

TEST_F(DisputesApiTest, ListsAreNewestFirstByStatusAndInPages) {
  const std::string first = opened();
  const std::string second = open(agent.key, paid("1.00")).text("id");
  act(first, "withdraw", agent.key);
  const auto ids = [&](const std::string& query, const std::string& key) {
    std::string all;
    const Answer told = world.get("/v1/disputes" + query, key);
    for (const auto& row : told.json.at("data").as_array())
      all.append(std::string{row.at("id").as_string()}).append(" ");
    return all;
  };
  for (const std::string& key : {agent.key, payee.key, org, other}) {
    EXPECT_EQ(ids("", key), second + " " + first + " ");
    EXPECT_EQ(ids("?status=open", key), second + " ");
    EXPECT_EQ(ids("?status=withdrawn", key), first + " ");
  }
  const Answer page = world.get("/v1/disputes?limit=1", org);
  const std::string cursor = page.text("next_cursor");
  EXPECT_EQ(ids("?limit=1&cursor=" + cursor, org), first + " ");
  EXPECT_EQ(world.get("/v1/disputes?status=lost", org).status, 400);
}

}  // namespace
}  // namespace bursar::net::disputes_test
