#include "net/history.hpp"

#include "tests/net/api_world.hpp"

#include <gtest/gtest.h>

namespace bursar::tests::history_test {
namespace {

TEST(HistoryTest, TransactionsComeNewestFirstFromBothSides) {
  ApiWorld world;
  const std::string org = world.sign_up();
  const auto agent = world.agent(org);
  const auto payee = world.agent(org);
  world.fund(org, agent.wallet, "100");
  world.post("/v1/payments",
             R"({"from_wallet_id":")" + agent.wallet + R"(","to_wallet_id":")" + payee.wallet +
                 R"(","amount":5,"description":"tea"})",
             agent.key);
  const Answer mine = world.get("/v1/wallets/" + agent.wallet + "/transactions", agent.key);
  const auto& rows = mine.json.at("data").as_array();
  ASSERT_EQ(rows.size(), 2U) << mine.body;
  EXPECT_EQ(rows[0].at("type").as_string(), "payment");
  EXPECT_EQ(rows[0].at("direction").as_string(), "debit");
  EXPECT_EQ(rows[0].at("fee").as_string(), "0.02");
  EXPECT_EQ(rows[0].at("counterparty").as_string(), payee.wallet);
  EXPECT_EQ(rows[0].at("balance_after").as_string(), "94.98");
  EXPECT_EQ(rows[1].at("type").as_string(), "funding");
  EXPECT_EQ(rows[1].at("counterparty").as_string(), "treasury");
  const Answer theirs = world.get("/v1/wallets/" + payee.wallet + "/transactions", payee.key);
  const auto& row = theirs.json.at("data").at(0);
  EXPECT_EQ(row.at("direction").as_string(), "credit");
  EXPECT_EQ(row.at("fee").as_string(), "0.00");
  EXPECT_EQ(row.at("counterparty").as_string(), agent.wallet);
}

TEST(HistoryTest, TheOrgWalletBeginsWithItsOpening) {
  ApiWorld world;
  const std::string org = world.sign_up();
  const Answer organization = world.get("/v1/organization", org);
  const std::string wallet{organization.json.at("org_wallet").at("id").as_string()};
  const Answer list = world.get("/v1/wallets/" + wallet + "/transactions", org);
  ASSERT_EQ(list.json.at("data").as_array().size(), 1U);
  EXPECT_EQ(list.json.at("data").at(0).at("type").as_string(), "opening");
  EXPECT_EQ(list.json.at("data").at(0).at("amount").as_string(), "10000.00");
}

TEST(HistoryTest, AListEndsWhereTheRestIsArchivedAndSaysSo) {
  ApiWorld world;
  const std::string org = world.sign_up();
  const auto agent = world.agent(org);
  const auto idle = world.agent(org);
  world.fund(org, idle.wallet, "1");
  for (int at = 1; at <= 4; ++at) world.fund(org, agent.wallet, std::to_string(at));
  const ledger::Sequence first{world.store.last_sequence().value - 1};
  const std::string since = ledger::text(world.store.record(first)->time);
  world.store.archive_before(first);
  const std::string path = "/v1/wallets/" + agent.wallet + "/transactions";
  const Answer whole = world.get(path, org);
  ASSERT_EQ(whole.json.at("data").as_array().size(), 2U) << whole.body;
  EXPECT_FALSE(whole.json.at("has_more").as_bool());
  EXPECT_EQ(whole.json.at("archived_before").as_string(), since);
  const Answer page = world.get(path + "?limit=1", org);
  EXPECT_FALSE(page.json.as_object().contains("archived_before")) << "it is not the last";
  const Answer rest = world.get(
      path + "?limit=1&cursor=" + std::string{page.json.at("next_cursor").as_string()}, org);
  EXPECT_EQ(rest.json.at("archived_before").as_string(), since);
  const Answer nothing = world.get("/v1/wallets/" + idle.wallet + "/transactions", org);
  EXPECT_TRUE(nothing.json.at("data").as_array().empty());
  EXPECT_EQ(nothing.json.at("archived_before").as_string(), since);
  const Answer reconciliation = world.get("/v1/ledger/reconciliation", org);
  EXPECT_TRUE(reconciliation.json.at("ok").as_bool()) << reconciliation.body;
}

TEST(HistoryTest, PagesGoOnWhereTheyStopped) {
  ApiWorld world;
  const std::string org = world.sign_up();
  const auto agent = world.agent(org);
  for (int at = 1; at <= 5; ++at) world.fund(org, agent.wallet, std::to_string(at));
  std::string path = "/v1/wallets/" + agent.wallet + "/transactions?limit=2";
  std::string amounts;
  for (int page = 0; page < 4; ++page) {
    const Answer list = world.get(path, org);
    for (const auto& row : list.json.at("data").as_array())
      amounts.append(row.at("amount").as_string()).append(" ");
    world.fund(org, agent.wallet, "9");
    if (!list.json.at("has_more").as_bool()) break;
    const std::string link = list.field("Link");
    path = link.substr(1, link.find('>') - 1);
  }
  EXPECT_EQ(amounts, "5.00 4.00 3.00 2.00 1.00 ");
}

}  // namespace
}  // namespace bursar::tests::history_test
