#include "net/wallet_view.hpp"

#include "tests/support/amounts.hpp"

#include <string>

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace bursar::net::wallet_view_test {
namespace {

using tests::usd;

constexpr ledger::Time now{100 * ledger::day_ms};

constexpr ledger::Time ago(std::int64_t milliseconds) {
  return {now.milliseconds - milliseconds};
}

class WalletViewTest : public testing::Test {
 protected:
  boost::json::value balance(Dialect dialect) const {
    std::string out;
    JsonWriter json{out};
    write_balance(json, view.state, dialect);
    return boost::json::parse(out);
  }

  actors::WalletView view;
};

TEST_F(WalletViewTest, ItsStatusIsTheFirstOfThese) {
  EXPECT_EQ(wallet_status(view, now), "unfunded");
  view.state.ever_held_money = true;
  view.state.last_transaction_at = now;
  EXPECT_EQ(wallet_status(view, now), "active");
  view.state.last_transaction_at = ago(31 * ledger::day_ms);
  EXPECT_EQ(wallet_status(view, now), "idle");
  view.denied_at = now;
  EXPECT_EQ(wallet_status(view, now), "policy_violation");
  view.state.status = ledger::WalletStatus::frozen;
  EXPECT_EQ(wallet_status(view, now), "frozen");
  view.state.status = ledger::WalletStatus::archived;
  EXPECT_EQ(wallet_status(view, now), "archived");
}

TEST_F(WalletViewTest, AViolationIsForgottenAfterADay) {
  view.state.ever_held_money = true;
  view.state.last_transaction_at = now;
  view.denied_at = ago(ledger::day_ms - 1);
  EXPECT_EQ(wallet_status(view, now), "policy_violation");
  view.denied_at = ago(ledger::day_ms);
  EXPECT_EQ(wallet_status(view, now), "active");
}

TEST_F(WalletViewTest, ItIsIdleAfterThirtyDays) {
  view.state.ever_held_money = true;
  view.state.last_transaction_at = ago(30 * ledger::day_ms);
  EXPECT_EQ(wallet_status(view, now), "active");
  view.state.last_transaction_at = ago(30 * ledger::day_ms + 1);
  EXPECT_EQ(wallet_status(view, now), "idle");
}

TEST_F(WalletViewTest, EveryStatusIsReadAsItIsWritten) {
  view.state.ever_held_money = true;
  view.state.last_transaction_at = now;
  EXPECT_EQ(condition_of(wallet_status(view, now)), wallet_condition(view, now));
  for (const std::string_view word :
       {"active", "idle", "policy_violation", "frozen", "unfunded", "archived"})
    EXPECT_TRUE(condition_of(word)) << word;
  EXPECT_FALSE(condition_of(""));
  EXPECT_FALSE(condition_of("odd"));
}

TEST_F(WalletViewTest, AvailableIsWhatIsPostedAndNotHeld) {
  view.state.posted = usd("100.00");
  view.state.held = usd("30.00");
  const auto shown = balance(Dialect::canonical);
  EXPECT_EQ(shown.at("balance").as_string(), "100.00");
  EXPECT_EQ(shown.at("available").as_string(), "70.00");
  EXPECT_EQ(shown.at("reserved").as_string(), "0.00");
  EXPECT_EQ(shown.at("pending").as_string(), "30.00");
}

TEST_F(WalletViewTest, NothingRemainsOfABudgetThatWasLoweredBelowWhatWasSpent) {
  EXPECT_TRUE(balance(Dialect::canonical).at("remaining_budget").is_null());
  view.state.budget_limit = usd("10.00");
  view.state.usage.in_total = usd("4.00");
  EXPECT_EQ(balance(Dialect::canonical).at("remaining_budget").as_string(), "6.00");
  view.state.usage.in_total = usd("12.00");
  EXPECT_EQ(balance(Dialect::canonical).at("remaining_budget").as_string(), "0.00");
}

TEST_F(WalletViewTest, ADialectThatWritesNumbersWritesAllMoneySo) {
  view.state.posted = usd("94.98");
  view.state.budget_limit = usd("5.00");
  const auto shown = balance(Dialect::agentpay);
  for (const char* name : {"balance", "available", "reserved", "pending", "total_spent",
                           "budget_limit", "remaining_budget"})
    EXPECT_TRUE(shown.at(name).is_number()) << name;
}

}  // namespace
}  // namespace bursar::net::wallet_view_test
