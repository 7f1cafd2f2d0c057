#include "actors/transfer_coordinator.hpp"

#include "actors/wallet_actor.hpp"
#include "tests/support/engine_world.hpp"

#include <gtest/gtest.h>

namespace bursar::actors::transfer_coordinator_test {
namespace {

using ledger::Errc;
using tests::usd;
using World = tests::EngineWorld;

class TransferCoordinatorTest : public testing::Test {
 protected:
  auto pay(const ledger::WalletAddress& from, const ledger::WalletAddress& to,
           std::string_view amount, std::string key = {}) {
    return world.pay(World::between(from, to, usd(amount), std::move(key)));
  }
  void run() { world.run(); }

  World world;
  const World::Signed acme = world.sign_up(usd("1000.00"));
  const World::Signed other = world.sign_up(usd("1000.00"));
  const ledger::WalletAddress a = world.funded_wallet(acme, usd("100.00"));
  const ledger::WalletAddress b = world.funded_wallet(acme, usd("100.00"));
  const ledger::WalletAddress foreign = world.open_wallet(other);
};

TEST_F(TransferCoordinatorTest, BothWalletsMoveWithOneRecord) {
  const auto before = world.store->records().size();
  const auto told = pay(a, b, "50.00");
  run();
  ASSERT_TRUE(told.allowed());
  EXPECT_EQ(world.store->records().size(), before + 1);
  EXPECT_EQ(world.posted(a), usd("49.80"));
  EXPECT_EQ(world.posted(b), usd("150.00"));
}

TEST_F(TransferCoordinatorTest, BothWalletsAreToldBeforeTheCallerIs) {
  const auto told = pay(a, b, "50.00");
  run();
  ASSERT_TRUE(told.allowed());
  const auto spent = world.pay(World::outside(b, usd("149.00")));
  run();
  EXPECT_TRUE(spent.allowed());
}

TEST_F(TransferCoordinatorTest, ABalanceShowsEveryTransferThatComesBeforeItInTheJournal) {
  world.hold_the_disk();
  const auto early = world.balance(a);
  run();
  const auto moved = pay(a, b, "50.00");
  run();
  const auto spent = world.pay(World::outside(a, usd("10.00")));
  const auto payer = world.balance(a);
  const auto payee = world.balance(b);
  run();
  world.let_the_disk_go();
  EXPECT_EQ(early.outcome()->state.posted, usd("100.00"));
  EXPECT_LT(moved.outcome()->record->sequence, spent.outcome()->record->sequence);
  EXPECT_EQ(payer.outcome()->state.posted, usd("39.76"));
  EXPECT_EQ(payer.outcome()->state.transaction_count, 3U);
  EXPECT_EQ(payer.outcome()->state.total_spent, usd("60.24"));
  EXPECT_EQ(payer.outcome()->last, spent.outcome()->record->sequence);
  EXPECT_EQ(payee.outcome()->state.posted, usd("150.00"));
  EXPECT_EQ(payee.outcome()->last, moved.outcome()->record->sequence);
}

TEST_F(TransferCoordinatorTest, ABalanceDoesNotShowATransferThatHasNoPlaceYet) {
  world.schedule.hold(world.room->live_wallet(b.account));
  const auto told = pay(a, b, "50.00");
  run();
  const auto payer = world.balance(a);
  run();
  EXPECT_TRUE(told.silent());
  EXPECT_EQ(payer.outcome()->state.posted, usd("100.00"));
}

TEST_F(TransferCoordinatorTest, ARecordBetweenOrganisationsHasItsPlaceInBoth) {
  const auto told = pay(a, foreign, "10.00");
  run();
  const auto& links = told.outcome()->record->organizations;
  EXPECT_EQ(links[0].organization, acme.principal.organization);
  EXPECT_EQ(links[1].organization, other.principal.organization);
  EXPECT_EQ(world.room->marks().of(other.principal.organization), links[1].sequence);
  EXPECT_EQ(world.posted(foreign), usd("10.00"));
}

TEST_F(TransferCoordinatorTest, PaymentsInARingAllEnd) {
  std::vector<tests::Told<PayCall>> all;
  for (int i = 0; i < 30; ++i) {
    all.push_back(pay(a, b, "20.00"));
    all.push_back(pay(b, a, "20.00"));
  }
  run();
  for (const auto& told : all) EXPECT_TRUE(told.answered());
  const auto sum = world.posted(a) + world.posted(b);
  const auto books = world.books();
  EXPECT_EQ(sum,
            books.accounts[a.account.value].balance() + books.accounts[b.account.value].balance());
}

TEST_F(TransferCoordinatorTest, ARefusedPayeeLeavesThePayerWhole) {
  const auto rich = world.open_wallet(acme);
  for (int i = 0; i < 50; ++i) world.fund(World::from_treasury(rich, ledger::amount_max));
  run();
  const auto plain = pay(a, rich, "1.00");
  const auto keyed = pay(a, rich, "1.00", "k");
  const auto again = pay(a, rich, "1.00", "k");
  run();
  EXPECT_TRUE(plain.refused(Errc::balance_limit));
  for (const auto* told : {&keyed, &again}) {
    const auto& refused = std::get<ledger::Refused>(told->outcome()->record->fact);
    EXPECT_EQ(refused.error.code, Errc::balance_limit);
  }
  EXPECT_TRUE(again.outcome()->replayed);
  const auto all_of_it = world.pay(World::outside(a, usd("99.60")));
  run();
  EXPECT_TRUE(all_of_it.allowed());
}

TEST_F(TransferCoordinatorTest, WhatOnlyAHoldWouldRefuseWaitsBehindIt) {
  world.hold_the_disk();
  pay(a, b, "80.00");
  const auto waits = world.pay(World::outside(a, usd("50.00"), "k"));
  const auto twin = world.pay(World::outside(a, usd("50.00"), "k"));
  const auto hopeless = world.pay(World::outside(a, usd("500.00")));
  run();
  EXPECT_TRUE(waits.silent());
  world.let_the_disk_go();
  const auto& refused = std::get<ledger::Refused>(waits.outcome()->record->fact);
  EXPECT_EQ(refused.error.code, Errc::insufficient_funds);
  EXPECT_TRUE(twin.outcome()->replayed);
  EXPECT_TRUE(hopeless.refused(Errc::insufficient_funds));
}

TEST_F(TransferCoordinatorTest, WhatACreditUnderWayWouldCoverWaitsForIt) {
  world.hold_the_disk();
  pay(a, b, "50.00");
  run();
  const auto waits = world.pay(World::outside(b, usd("120.00")));
  const auto hopeless = world.pay(World::outside(b, usd("150.00")));
  run();
  EXPECT_TRUE(waits.silent());
  world.let_the_disk_go();
  EXPECT_TRUE(waits.allowed());
  EXPECT_TRUE(hopeless.refused(Errc::insufficient_funds));
}

TEST_F(TransferCoordinatorTest, WhatWaitsForACreditThatDoesNotComeIsRefused) {
  world.schedule.hold(world.room->live_wallet(b.account));
  const auto moved = pay(a, b, "50.00");
  run();
  const auto waits = world.pay(World::outside(b, usd("120.00")));
  run();
  world.schedule.advance(accept_timeout);
  EXPECT_TRUE(moved.refused(Errc::overloaded));
  world.schedule.let_go();
  run();
  EXPECT_TRUE(waits.refused(Errc::insufficient_funds));
}

TEST_F(TransferCoordinatorTest, MoreThanMayWaitAreToldToComeAgain) {
  world.hold_the_disk();
  pay(a, b, "80.00");
  std::vector<tests::Told<PayCall>> all;
  for (std::size_t i = 0; i <= waiting_calls_max; ++i)
    all.push_back(world.pay(World::outside(a, usd("50.00"), "k" + std::to_string(i))));
  run();
  world.let_the_disk_go();
  EXPECT_TRUE(std::ranges::count_if(
                  all, [](const auto& told) { return told.refused(Errc::overloaded); }) == 1);
  EXPECT_TRUE(std::ranges::all_of(all, [](const auto& told) { return told.answered(); }));
}

TEST_F(TransferCoordinatorTest, SameKeyWaitsForTheFirstWhileItIsUnderWay) {
  std::vector<tests::Told<PayCall>> all;
  for (int i = 0; i < 100; ++i) all.push_back(pay(a, b, "5.00", "k"));
  run();
  for (const auto& told : all) {
    ASSERT_TRUE(told.allowed());
    EXPECT_EQ(*told.outcome()->record, *all[0].outcome()->record);
  }
  EXPECT_EQ(world.posted(b), usd("105.00"));
}

TEST_F(TransferCoordinatorTest, APayeeThatDoesNotAnswerIsAKnownRefusalThatNoKeyStores) {
  world.schedule.hold(world.room->live_wallet(b.account));
  const auto told = pay(a, b, "5.00", "k");
  run();
  world.schedule.advance(accept_timeout);
  EXPECT_TRUE(told.refused(Errc::overloaded));
  world.schedule.let_go();
  const auto again = pay(a, b, "5.00", "k");
  run();
  ASSERT_TRUE(again.allowed());
  EXPECT_FALSE(again.outcome()->replayed);
  EXPECT_EQ(world.posted(b), usd("105.00"));
}

TEST_F(TransferCoordinatorTest, EveryQuestionHasItsOwnTime) {
  constexpr auto half = std::chrono::milliseconds{accept_timeout} / 2;
  const auto early = pay(a, b, "1.00");
  run();
  ASSERT_TRUE(early.allowed());
  world.schedule.hold(world.room->live_wallet(b.account));
  world.schedule.advance(half);
  const auto first = pay(a, b, "1.00");
  run();
  world.schedule.advance(half);
  const auto second = pay(a, b, "1.00");
  run();
  EXPECT_TRUE(first.silent());
  world.schedule.advance(half);
  EXPECT_TRUE(first.refused(Errc::overloaded));
  EXPECT_TRUE(second.silent());
  world.schedule.advance(half);
  EXPECT_TRUE(second.refused(Errc::overloaded));
}

TEST_F(TransferCoordinatorTest, APayeeThatAnswersAfterItsTimeIsNotHeard) {
  const auto records = world.store->records().size();
  world.schedule.hold(world.room->live_wallet(b.account));
  const auto told = pay(a, b, "5.00");
  run();
  world.schedule.advance(accept_timeout);
  world.schedule.let_go();
  run();
  EXPECT_TRUE(told.refused(Errc::overloaded));
  EXPECT_EQ(world.store->records().size(), records);
  const auto all_of_it = world.pay(World::outside(a, usd("99.60")));
  const auto too_much = world.pay(World::outside(b, usd("99.61")));
  run();
  EXPECT_TRUE(all_of_it.allowed());
  EXPECT_TRUE(too_much.refused(Errc::insufficient_funds));
}

TEST_F(TransferCoordinatorTest, AFundingByTheOrganisationMovesItsMoney) {
  const auto told = world.fund(World::from_organization(acme.wallet, a, usd("30.00"), "k"));
  const auto again = world.fund(World::from_organization(acme.wallet, a, usd("30.00"), "k"));
  run();
  EXPECT_TRUE(told.allowed() && again.outcome()->replayed);
  EXPECT_EQ(world.posted(a), usd("130.00"));
  EXPECT_EQ(world.posted(acme.wallet), usd("970.00"));
}

}  // namespace
}  // namespace bursar::actors::transfer_coordinator_test
