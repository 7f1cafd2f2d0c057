#include "net/clearing.hpp"

#include "tests/net/production_world.hpp"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace bursar::tests::clearing_test {
namespace {

struct ClearingTest : testing::Test {
  static std::string body(const std::string& organization, std::string_view amount,
                          std::string_view more = {}, std::string_view environment = "SANDBOX") {
    return R"({"organization_id":")" + organization + R"(","environment":")" +
           std::string{environment} + R"(","reference":"INV-7","amount":")" + std::string{amount} +
           "\"" + std::string{more} + "}";
  }
  Answer deposit(std::string_view amount, const std::string& key,
                 std::string_view environment = "SANDBOX") {
    return world.post("/v1/ledger/deposits", body(acme.id, amount, {}, environment), op, key);
  }
  Answer withdraw(std::string_view amount, const std::string& key, std::string_view more = {}) {
    return world.post("/v1/ledger/withdrawals", body(acme.id, amount, more), op, key);
  }
  std::string balance(const std::string& key) {
    return std::string{
        world.get("/v1/organization", key).json.at("org_wallet").at("balance").as_string()};
  }
  /// Of an account of the organisation's books.
  std::string books(std::string_view account) {
    const Answer trial = world.get("/v1/ledger/trial-balance", acme.sandbox);
    for (const auto& row : trial.json.at("accounts").as_array())
      if (row.at("account").as_string() == account)
        return std::string{row.at("balance").as_string()};
    return {};
  }
  /// 10.00 of fees.
  void collect_fees() {
    const auto agent = world.agent(acme.sandbox);
    world.post("/v1/wallets/" + agent.wallet + "/fund", R"({"amount":3000,"source":"treasury"})",
               acme.sandbox);
    world.post("/v1/payments", payment(agent.wallet, "2500"), agent.key);
  }

  const std::string op{ApiWorld::operator_key};
  ApiWorld world{with_production()};
  const Tenant acme = world_tenant(world, "Acme");
};

TEST_F(ClearingTest, ADepositComesFromOutsideToTheOrgWallet) {
  const Answer made = deposit("500.00", "d1");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_TRUE(made.text("id").starts_with("tx_"));
  EXPECT_EQ(made.text("type"), "deposit");
  EXPECT_EQ(made.text("organization_id"), acme.id);
  EXPECT_EQ(made.text("environment"), "SANDBOX");
  EXPECT_EQ(made.text("amount"), "500.00");
  EXPECT_EQ(made.text("balance"), "500.00");
  EXPECT_EQ(made.text("reference"), "INV-7");
  EXPECT_EQ(balance(acme.sandbox), "500.00");
  EXPECT_EQ(books("external"), "-500.00");
  EXPECT_EQ(books("treasury"), "0.00");
}

TEST_F(ClearingTest, AWithdrawalGoesBackThere) {
  deposit("500.00", "d1");
  const Answer made = withdraw("200.50", "w1");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.text("type"), "withdrawal");
  EXPECT_EQ(made.text("from"), "organization");
  EXPECT_EQ(made.text("balance"), "299.50");
  EXPECT_EQ(books("external"), "-299.50");
}

TEST_F(ClearingTest, EachEnvironmentHasItsOwnBooks) {
  deposit("500.00", "d1", "PRODUCTION");
  EXPECT_EQ(balance(acme.production), "500.00");
  EXPECT_EQ(balance(acme.sandbox), "0.00");
  EXPECT_EQ(books("external"), "0.00");
  EXPECT_EQ(books("wallets"), "0.00");
  const Answer trial = world.get("/v1/ledger/trial-balance", acme.production);
  EXPECT_EQ(trial.json.at("accounts").as_array().size(), 5U);
  EXPECT_NE(trial.body.find(R"("account":"external","accounts":1,"balance":"-500.00")"),
            std::string::npos)
      << trial.body;
  EXPECT_NE(trial.body.find(R"("account":"wallets","accounts":1,"balance":"500.00")"),
            std::string::npos)
      << trial.body;
}

TEST_F(ClearingTest, MoreThanThereIsIsRefusedAndTheRefusalIsStored) {
  const Answer refused = withdraw("1", "w1");
  EXPECT_EQ(refused.status, 402);
  EXPECT_EQ(refused.code(), "INSUFFICIENT_FUNDS");
  deposit("500.00", "d1");
  const Answer again = withdraw("1", "w1");
  EXPECT_EQ(again.body, refused.body);
  EXPECT_EQ(again.field("Idempotency-Replayed"), "true");
  EXPECT_EQ(withdraw("1", "w2").status, 201);
}

TEST_F(ClearingTest, AReplayIsTheSameByteForByteAndMovesNothing) {
  const Answer first = deposit("500", "d1");
  const Answer again = deposit("500.00", "d1");
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(again.field("Idempotency-Replayed"), "true");
  EXPECT_EQ(balance(acme.sandbox), "500.00");
  EXPECT_EQ(deposit("501", "d1").code(), "IDEMPOTENCY_CONFLICT");
  EXPECT_EQ(withdraw("500", "d1").code(), "IDEMPOTENCY_CONFLICT") << "one name space";
  EXPECT_EQ(deposit("500", "d1", "PRODUCTION").field("Idempotency-Replayed"), "")
      << "another wallet";
}

TEST_F(ClearingTest, FeesAreTakenOutAndNeverMoreThanThereAre) {
  collect_fees();
  EXPECT_EQ(books("fees"), "10.00");
  const Answer lacking = withdraw("10.01", "f1", R"(,"from":"fees")");
  EXPECT_EQ(lacking.status, 402);
  EXPECT_EQ(lacking.code(), "INSUFFICIENT_FUNDS");
  EXPECT_EQ(lacking.text("max_allowed_now"), "10.00");
  const Answer taken = withdraw("9.00", "f2", R"(,"from":"fees")");
  ASSERT_EQ(taken.status, 201) << taken.body;
  EXPECT_EQ(taken.text("from"), "fees");
  EXPECT_EQ(taken.text("balance"), "1.00");
  EXPECT_EQ(books("fees"), "1.00");
  EXPECT_EQ(withdraw("9.00", "f2", R"(,"from":"fees")").body, taken.body);
  collect_fees();
  const Answer again = withdraw("10.01", "f1", R"(,"from":"fees")");
  EXPECT_EQ(again.body, lacking.body) << "a stored refusal beats what came later";
  EXPECT_EQ(world.get("/v1/ledger/trial-balance", acme.sandbox).text("ok"), "true");
  EXPECT_EQ(world.get("/v1/ledger/reconciliation", acme.sandbox).text("ok"), "true");
}

TEST_F(ClearingTest, OnlyTheOperatorDoesAndItsKeyIsRequired) {
  const auto agent = world.agent(acme.sandbox);
  for (const char* path : {"/v1/ledger/deposits", "/v1/ledger/withdrawals"}) {
    EXPECT_EQ(world.post(path, body(acme.id, "5"), acme.sandbox, "k").code(), "FORBIDDEN");
    EXPECT_EQ(world.post(path, body(acme.id, "5"), agent.key, "k").code(), "FORBIDDEN");
    EXPECT_EQ(world.post(path, body(acme.id, "5")).status, 401);
    EXPECT_EQ(world.post(path, body(acme.id, "5"), op).status, 400) << "no idempotency key";
    EXPECT_EQ(world.post(path, body("org_00000000000000000000000000", "5"), op, "k").code(),
              "NOT_FOUND");
    EXPECT_EQ(world.post(path, body(acme.id, "0"), op, "k").code(), "INVALID_AMOUNT");
    EXPECT_EQ(world.post(path, body(acme.id, "5", R"(,"from":"treasury")"), op, "k").status, 400);
    EXPECT_EQ(world.post(path, body(acme.id, "5", {}, "MOON"), op, "k").status, 400);
  }
  EXPECT_EQ(
      world.post("/v1/ledger/deposits", body(acme.id, "5", R"(,"from":"fees")"), op, "k").status,
      400);
}

TEST_F(ClearingTest, AnEnvironmentThatIsNotThereHasNoWallet) {
  const std::string id = world.get("/v1/organization", world.sign_up()).text("id");
  EXPECT_EQ(world.post("/v1/ledger/deposits", body(id, "5", {}, "PRODUCTION"), op, "k").code(),
            "NOT_FOUND");
}

TEST_F(ClearingTest, ADepositStandsInTheWalletsHistory) {
  deposit("500.00", "d1");
  withdraw("200.00", "w1");
  const Answer own = world.get("/v1/organization", acme.sandbox);
  const std::string wallet{own.json.at("org_wallet").at("id").as_string()};
  const Answer history = world.get("/v1/wallets/" + wallet + "/transactions", acme.sandbox);
  const auto& rows = history.json.at("data").as_array();
  ASSERT_EQ(rows.size(), 2U) << history.body;
  EXPECT_EQ(rows[0].at("type").as_string(), "withdrawal");
  EXPECT_EQ(rows[0].at("direction").as_string(), "debit");
  EXPECT_EQ(rows[1].at("type").as_string(), "deposit");
  EXPECT_EQ(rows[1].at("description").as_string(), "INV-7");
  EXPECT_EQ(rows[1].at("counterparty").as_string(), "external");
}

TEST_F(ClearingTest, TheOrgWalletStaysBelowItsLimit) {
  for (int i = 0; i < 50; ++i) deposit("1000000000", "d" + std::to_string(i));
  EXPECT_EQ(balance(acme.sandbox), "50000000000.00");
  EXPECT_EQ(deposit("0.01", "more").code(), "BALANCE_LIMIT");
}

}  // namespace
}  // namespace bursar::tests::clearing_test
