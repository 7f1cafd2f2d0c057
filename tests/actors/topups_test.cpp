// Wallets that are topped up after their payments, beside all else that happens to them.

#include "actors/topups.hpp"

#include "tests/support/engine_world.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::actors::topups_test {
namespace {

using ledger::Errc;
using ledger::Funded;
using ledger::TopupTerms;
using tests::usd;
using World = tests::EngineWorld;

TopupTerms terms(std::string_view below, std::string_view each, std::string_view day) {
  return {.trigger_below = usd(below),
          .amount = *ledger::Amount::of(usd(each)),
          .max_per_day = usd(day)};
}

// A wallet with 30.00 that gets 20.00 whenever a payment leaves less than 10.00.
class TopupsTest : public testing::Test {
 protected:
  TopupsTest() {
    set(terms("10.00", "20.00", "200.00"));
    run();
  }

  static Engine::Options options(std::vector<TopupRefusal>* told) {
    Engine::Options options;
    options.on_topup_refused = [told](const TopupRefusal& refusal) { told->push_back(refusal); };
    return options;
  }
  tests::Told<SetTopupCall> set(std::optional<TopupTerms> asked) {
    return world.ask<SetTopupCall>(SetTopup{.organization = wallet.organization,
                                            .wallet = wallet.account,
                                            .terms = asked,
                                            .now = world.clock.now()});
  }
  auto pay(std::string_view amount, std::string key = {}) {
    return world.pay(World::outside(wallet, usd(amount), std::move(key)));
  }
  void change(const ledger::WalletAddress& changed, ledger::WalletStatus status) {
    ChangeWallet asked;
    asked.organization = changed.organization;
    asked.wallet = changed.account;
    asked.status = status;
    asked.now = world.clock.now();
    world.ask<ChangeWalletCall>(std::move(asked));
    run();
  }
  std::size_t topups() const {
    std::size_t count = 0;
    for (const ledger::Record& record : world.store->records())
      if (const auto* funded = std::get_if<Funded>(&record.fact))
        count += funded->topped_up_on != 0 ? 1 : 0;
    return count;
  }
  void run() { world.run(); }

  std::vector<TopupRefusal> refused;
  World world{0, options(&refused)};
  const World::Signed owner = world.sign_up(usd("100.00"));
  const ledger::WalletAddress wallet = world.funded_wallet(owner, usd("30.00"));
};

TEST_F(TopupsTest, APaymentThatLeavesTooLittleIsFollowedByOne) {
  pay("10.00");  // 10.04 with its fee
  run();
  EXPECT_EQ(topups(), 0U);
  const auto told = pay("10.00");
  run();
  EXPECT_TRUE(told.allowed());
  EXPECT_EQ(topups(), 1U);
  EXPECT_EQ(world.posted(wallet), usd("29.92"));
  EXPECT_EQ(world.posted(owner.wallet), usd("80.00"));
  EXPECT_TRUE(refused.empty());
}

TEST_F(TopupsTest, APaymentToAWalletIsFollowedByOneToo) {
  const auto payee = world.open_wallet(owner);
  world.pay(World::between(wallet, payee, usd("25.00")));
  run();
  EXPECT_EQ(topups(), 1U);
  EXPECT_EQ(world.posted(wallet), usd("24.90"));
}

TEST_F(TopupsTest, OnlyPaymentsBringOneAbout) {
  world.withdraw(World::back(wallet, owner.wallet));
  run();
  world.fund(World::from_treasury(wallet, usd("1.00")));
  run();
  EXPECT_EQ(topups(), 0U);
  EXPECT_EQ(world.posted(wallet), usd("1.00"));
}

TEST_F(TopupsTest, ThereIsOneAtATime) {
  for (int n = 0; n < 5; ++n) pay("5.00");
  const auto last = pay("4.00");
  run();
  EXPECT_TRUE(last.allowed());
  EXPECT_EQ(topups(), 1U) << "it is enough for all of them";
  pay("19.00");
  run();
  EXPECT_EQ(topups(), 2U);
}

TEST_F(TopupsTest, WhatWasPaidMeanwhileIsLookedAtOnceMore) {
  set(terms("1000.00", "1.00", "200.00"));
  run();
  world.hold_the_disk();
  pay("1.00");
  pay("1.00");
  pay("1.00");
  run();
  world.let_the_disk_go();
  run();
  EXPECT_EQ(topups(), 2U) << "one for the first, one for those that came meanwhile";
}

TEST_F(TopupsTest, TheDaysFuseHoldsAndTheNextDayBeginsAnew) {
  set(terms("1000.00", "1.00", "3.00"));
  run();
  for (int n = 0; n < 6; ++n) {
    pay("0.01");
    run();
  }
  EXPECT_EQ(topups(), 3U);
  world.clock.advance(ledger::day_ms);
  pay("0.01");
  run();
  EXPECT_EQ(topups(), 4U);
}

TEST_F(TopupsTest, AnEmptyOrgWalletKeepsNoPaymentFromBeingMadeAndIsAskedAgain) {
  world.withdraw(World::back(wallet, owner.wallet, usd("1.00")));
  const auto other = world.open_wallet(owner);
  world.fund(World::from_organization(owner.wallet, other, usd("90.00")));
  run();
  const auto first = pay("20.00");
  run();
  EXPECT_TRUE(first.allowed());
  ASSERT_EQ(refused.size(), 1U);
  EXPECT_EQ(refused[0].wallet, wallet.id);
  EXPECT_EQ(refused[0].code, Errc::insufficient_funds);
  const auto second = pay("1.00");
  run();
  EXPECT_TRUE(second.allowed());
  EXPECT_EQ(refused.size(), 1U) << "once a minute";
  EXPECT_EQ(world.room->topups().refused(), 2U);
  world.fund(World::from_treasury(owner.wallet, usd("50.00")));
  run();
  EXPECT_EQ(topups(), 0U) << "only the next payment tries again";
  pay("1.00");
  run();
  EXPECT_EQ(topups(), 1U);
  world.clock.advance(60'000);
  world.fund(World::from_organization(owner.wallet, other, usd("40.00")));
  pay("19.00");
  run();
  ASSERT_EQ(refused.size(), 2U);
  EXPECT_EQ(refused[1].refused, 3U);
}

TEST_F(TopupsTest, AFrozenOrgWalletOrWalletGetsNone) {
  change(owner.wallet, ledger::WalletStatus::frozen);
  pay("25.00");
  run();
  ASSERT_EQ(refused.size(), 1U);
  EXPECT_EQ(refused[0].code, Errc::wallet_frozen);
  change(owner.wallet, ledger::WalletStatus::active);
  world.hold_the_disk();
  pay("1.00");
  run();
  world.let_the_disk_go();
  run();
  EXPECT_EQ(topups(), 1U);
  EXPECT_TRUE(world.fatal.empty());
}

TEST_F(TopupsTest, AWalletThatEndsMeanwhileIsNotToppedUpAfterwards) {
  pay("29.88");  // all but a fraction of a cent
  world.withdraw(World::back(wallet, owner.wallet));
  world.ask<EndWalletCall>(EndWallet{.organization = wallet.organization,
                                     .wallet = wallet.account,
                                     .by = ledger::org_default,
                                     .now = world.clock.now()});
  run();
  world.books();  // every promise was kept
  EXPECT_TRUE(world.fatal.empty());
}

TEST_F(TopupsTest, OtherTermsWaitForWhatGoesByTheOldOnes) {
  world.hold_the_disk();
  pay("25.00");
  run();
  const auto removed = set(std::nullopt);
  run();
  EXPECT_TRUE(removed.silent());
  world.let_the_disk_go();
  run();
  ASSERT_TRUE(removed.allowed());
  EXPECT_EQ(removed.outcome()->state.topup, std::nullopt);
  const auto records = world.store->records();
  EXPECT_TRUE(std::holds_alternative<ledger::TopupSet>(records.back().fact));
  EXPECT_EQ(topups(), 1U);
  pay("20.00");
  run();
  EXPECT_EQ(topups(), 1U);
}

TEST_F(TopupsTest, WhatIsSetIsShownAndKept) {
  const auto seen = world.balance(wallet);
  run();
  ASSERT_TRUE(seen.outcome()->state.topup);
  EXPECT_EQ(seen.outcome()->state.topup->amount.money(), usd("20.00"));
  EXPECT_EQ(seen.outcome()->state.topup->from, owner.wallet.account);
  World next{1, {}, world.store->records()};
  const auto again = next.balance(wallet);
  next.run();
  EXPECT_EQ(again.outcome()->state, seen.outcome()->state);
}

TEST_F(TopupsTest, NobodysAndTheOrganisationsOwnIsNotSet) {
  const auto ask = [&](ledger::OrganizationNumber organization, ledger::AccountNumber account) {
    const auto told = world.ask<SetTopupCall>(
        SetTopup{.organization = organization, .wallet = account, .terms = terms("1", "1", "1")});
    run();
    return told;
  };
  EXPECT_TRUE(ask(wallet.organization, {999}).refused(Errc::not_found));
  EXPECT_TRUE(ask({999}, wallet.account).refused(Errc::not_found));
  EXPECT_TRUE(ask(wallet.organization, owner.wallet.account).refused(Errc::invalid_request));
}

TEST_F(TopupsTest, OnceClosedNoneIsBegun) {
  world.room->topups().close();
  const auto told = pay("25.00");
  run();
  EXPECT_TRUE(told.allowed());
  EXPECT_EQ(topups(), 0U);
  EXPECT_TRUE(refused.empty());
}

TEST_F(TopupsTest, ManyWalletsShareAnOrgWalletThatRunsDryAndNothingIsOverdrawn) {
  std::vector<ledger::WalletAddress> many;
  for (int n = 0; n < 8; ++n) {
    many.push_back(world.funded_wallet(owner, usd("30.00")));
    world.ask<SetTopupCall>(SetTopup{.organization = many.back().organization,
                                     .wallet = many.back().account,
                                     .terms = terms("29.00", "20.00", "200.00"),
                                     .now = world.clock.now()});
  }
  run();
  for (int round = 0; round < 3; ++round) {
    for (const auto& one : many) world.pay(World::outside(one, usd("10.00")));
    run();
  }
  EXPECT_EQ(topups(), 5U) << "as many as 100.00 is enough for";
  EXPECT_EQ(world.posted(owner.wallet), usd("0.00"));
  world.books();
}

}  // namespace
}  // namespace bursar::actors::topups_test
