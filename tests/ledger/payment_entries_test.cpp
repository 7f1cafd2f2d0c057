#include "ledger/payment_entries.hpp"

#include "tests/ledger/decisions.hpp"
#include "tests/ledger/examined.hpp"

#include <cstdint>
#include <optional>
#include <utility>

#include <gtest/gtest.h>

namespace bursar::ledger::payment_entries_test {
namespace {

using namespace tests;

WalletAddress in_production(std::uint64_t account) {
  WalletAddress address = address_of(account);
  address.environment = Environment::production;
  return address;
}

Posted drawing(const WalletAddress& payer, const std::optional<WalletAddress>& payee) {
  return posted(payment_entries(
      payer, payee, {.amount = amount("5.00"), .fee = usd("0.02"), .drawn = usd("4.02")}));
}

TEST(PaymentEntriesTest, ABudgetDrawsFromTheTreasuryInTheSandboxAndFromTheOrgWalletInProduction) {
  EXPECT_EQ(drawing(address_of(6), address_of(7)),
            (Posted{{6, usd("-1.00")}, {1, usd("-4.02")}, {2, usd("0.02")}, {7, usd("5.00")}}));
  EXPECT_EQ(drawing(in_production(6), in_production(7)),
            (Posted{{6, usd("-1.00")}, {5, usd("-4.02")}, {2, usd("0.02")}, {7, usd("5.00")}}));
  EXPECT_EQ(drawing(in_production(6), std::nullopt),
            (Posted{{6, usd("-1.00")}, {5, usd("-4.02")}, {2, usd("0.02")}, {3, usd("5.00")}}));
}

TEST(PaymentEntriesTest, ASourceThatIsPaidItselfHasOneEntryOfBoth) {
  EXPECT_EQ(drawing(in_production(6), in_production(5)),
            (Posted{{6, usd("-1.00")}, {2, usd("0.02")}, {5, usd("0.98")}}));
}

// Organisation 1 has the system accounts 15 to 18 in production, its own wallet 19, and an agent's
// 20 with a budget.
class BudgetSourceTest : public Examined {
 protected:
  BudgetSourceTest() {
    Opened opened;
    opened.wallets = {{.address = own_}, {.address = agent_}};
    opened.wallets[1].budget_limit = Money::units(1'500);
    keep({.fact = opened});
    const auto given = own().decide(Clear{.kind = Clearing::deposit,
                                          .wallet = own_,
                                          .organization_id = {{1, 0}},
                                          .amount = amount(1'000)},
                                    world_.terms, world_.now);
    keep(given.value());
  }

  void keep(Decided decided) {
    world_.record({.time = world_.now,
                   .organizations = {{{.organization = {1}}}},
                   .entries = std::move(decided.entries),
                   .fact = std::move(decided.fact)});
  }
  Wallet own() const { return world_.books.wallets.at(own_.account); }
  Wallet agent() const { return world_.books.wallets.at(agent_.account); }
  void pay(const WalletAddress& payer, const WalletAddress& payee, std::int64_t units) {
    const Wallet& wallet = world_.books.wallets.at(payer.account);
    keep(wallet
             .decide(Pay{.payer = payer, .payee = payee, .amount = amount(units)}, world_.terms,
                     world_.now)
             .value());
  }

  static WalletAddress wallet(std::uint64_t account, WalletType type) {
    return {.account = {account},
            .id = {{1, account}},
            .organization = {1},
            .environment = Environment::production,
            .type = type,
            .system_accounts = {15}};
  }
  const WalletAddress own_ = wallet(19, WalletType::org);
  const WalletAddress agent_ = wallet(20, WalletType::agent);
};

TEST_F(BudgetSourceTest, IsTheOrgWalletInProduction) {
  pay(agent_, own_, 100);
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(own().state().posted, money(1'000)) << "it draws what it pays";
  pay(own_, agent_, 300);
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(own().state().posted, money(699)) << "with a fee";
  EXPECT_EQ(agent().state().total_drawn, money(100));
}

TEST_F(BudgetSourceTest, NothingIsDrawnFromAnythingElse) {
  pay(agent_, own_, 100);
  EXPECT_EQ(told_of<Paid>([](Paid& paid) { paid.amount = amount(99); }),
            "posts 0.00 to the payer of a payment that costs -0.00000001");
  world_.fund(6, amount(1'000));
  Examined::pay(6, 7, 250);
  EXPECT_EQ(told([](Record& record) {
              std::get<Paid>(record.fact).drawn = money(10);
              record.entries.front().amount = money(-241);
              record.entries.front().balance_after = money(759);
              record.entries.push_back(
                  {.account = {3}, .amount = money(-10), .balance_after = money(-10)});
            }),
            "draws 0.0000001 from what is not its budget's source");
}

TEST(BudgetSourceGivesTest, WhatItHasFreeAndNothingWhenItIsFrozen) {
  WalletState state = holding("10.00", 5);
  Wallet wallet{state};
  EXPECT_TRUE(wallet.give(usd("10.00")));
  EXPECT_EQ(wallet.give(usd("10.00000001")).error(), (Error{.code = Errc::budget_source_short}));
  state.status = WalletStatus::frozen;
  EXPECT_EQ(Wallet{state}.give(usd("1.00")).error().code, Errc::budget_source_short);
}

TEST(BudgetSourceGivesTest, WhatOneDrawsIsHeldFromOthersAndFromTheWalletItself) {
  Wallet wallet{holding("10.00", 5)};
  wallet.expect(-usd("7.00"));
  EXPECT_TRUE(wallet.in_flight());
  EXPECT_TRUE(wallet.give(usd("3.00")));
  EXPECT_EQ(wallet.give(usd("4.00")).error().code, Errc::budget_source_short);
  EXPECT_TRUE(wallet.only_what_is_under_way_refuses(usd("4.00")));
  EXPECT_FALSE(wallet.only_what_is_under_way_refuses(usd("3.00")));
  EXPECT_FALSE(wallet.only_what_is_under_way_refuses(usd("11.00")));
  const Pay own{.payer = address_of(5), .amount = amount("5.00")};
  EXPECT_FALSE(wallet.decide(own, {}, noon));
  EXPECT_TRUE(wallet.only_what_is_under_way_refuses(own, {}, noon));
  wallet.expect(usd("2.00"));
  EXPECT_TRUE(wallet.only_what_is_under_way_refuses(usd("12.00")));
  wallet.no_longer_expect(usd("2.00"));
  wallet.no_longer_expect(-usd("7.00"));
  EXPECT_FALSE(wallet.in_flight());
  EXPECT_FALSE(wallet.only_what_is_under_way_refuses(usd("11.00")));
  EXPECT_TRUE(wallet.decide(own, {}, noon));
}

}  // namespace
}  // namespace bursar::ledger::payment_entries_test
