#include "actors/two_sides.hpp"

#include "tests/support/amounts.hpp"

#include <optional>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::actors::two_sides_test {
namespace two_sides_test {
namespace {

using ledger::AccountNumber;
using ledger::Environment;
using ledger::Money;
using ledger::WalletAddress;
using tests::usd;

WalletAddress address(std::uint64_t account, Environment environment = Environment::production) {
  return {.account = {account}, .environment = environment, .system_accounts = {40}};
}
const AccountNumber source = ledger::own_account({40});

/// What a payment of 5.00 asks of others, of which the budget draws so much.
std::vector<Credit> asked(const WalletAddress& payer, const std::optional<WalletAddress>& payee,
                          Money drawn) {
  ledger::Paid paid{.payer = payer.account, .drawn = drawn};
  ledger::Decided decided;
  if (payee) {
    paid.payee = payee->account;
    decided.entries.push_back({.account = payee->account, .amount = usd("5.00")});
  }
  decided.fact = paid;
  return credits_of(payer, payee, decided);
}

TEST(TwoSidesTest, APaymentAsksItsPayeeAndWhatABudgetDrawsItsSource) {
  const auto both = asked(address(10), address(11), usd("3.00"));
  ASSERT_EQ(both.size(), 2U);
  EXPECT_EQ(both[0].to, AccountNumber{11});
  EXPECT_EQ(both[0].money, usd("5.00"));
  EXPECT_EQ(both[1].to, source);
  EXPECT_EQ(both[1].money, -usd("3.00"));
  const auto outside = asked(address(10), std::nullopt, usd("3.00"));
  ASSERT_EQ(outside.size(), 1U);
  EXPECT_EQ(outside[0].to, source);
}

TEST(TwoSidesTest, ASourceThatIsPaidItselfIsAskedOnce) {
  const auto once = asked(address(10), address(source.value), usd("3.00"));
  ASSERT_EQ(once.size(), 1U);
  EXPECT_FALSE(once[0].money.negative());
}

TEST(TwoSidesTest, InTheSandboxTheTreasuryIsAskedByNobody) {
  EXPECT_EQ(asked(address(10, Environment::sandbox), address(11, Environment::sandbox), usd("3.00"))
                .size(),
            1U);
  EXPECT_TRUE(asked(address(10, Environment::sandbox), std::nullopt, usd("3.00")).empty());
}

TEST(TwoSidesTest, WhoIsDrawnOnIsNotWhoIsPaid) {
  const Transfer transfer{.from = {10},
                          .credits = {{{11}, usd("5.00")}, {source, -usd("3.00")}},
                          .decided = {},
                          .draft = {}};
  EXPECT_TRUE(draws_on(source, transfer));
  EXPECT_FALSE(draws_on({11}, transfer));
  EXPECT_FALSE(draws_on({12}, transfer));
}

}  // namespace
}  // namespace two_sides_test
}  // namespace bursar::actors::two_sides_test
