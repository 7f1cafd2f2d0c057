// Budgets of production, which draw from their organisation's own wallet.

#include "actors/transfer_coordinator.hpp"
#include "tests/support/engine_world.hpp"

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::actors {
namespace {

using ledger::Errc;
using ledger::Paid;
using tests::usd;
using World = tests::EngineWorld;

// An org wallet with 100.00, and a wallet with nothing but a budget of 1,000.00.
class BudgetSourceTest : public testing::Test {
 protected:
  BudgetSourceTest() {
    Engine::Options options;
    options.terms.external_record_only = true;
    world.emplace(1, options);
    owner = world->sign_up();
    wallet = open(usd("1000.00"));
    payee = open(std::nullopt);
    own = world->books().profiles.at(own_account(wallet.system_accounts)).opened.address;
    deposit(usd("100.00"));
  }

  void run() { world->run(); }
  ledger::WalletAddress open(std::optional<ledger::Money> budget) {
    OpenWallet opening = world->opening(owner);
    opening.owner.environment = ledger::Environment::production;
    opening.wallet.budget_limit = budget;
    return world->open_wallet(std::move(opening));
  }
  void deposit(ledger::Money money) {
    World::Signed production = owner;
    production.wallet = own;
    world->clear(World::clearing(ledger::Clearing::deposit, production, money,
                                 "d" + std::to_string(++deposits_)));
    run();
  }
  void freeze(const ledger::WalletAddress& which, ledger::WalletStatus to) {
    ChangeWallet change;
    change.organization = which.organization;
    change.wallet = which.account;
    change.status = to;
    change.now = world->clock.now();
    world->ask<ChangeWalletCall>(std::move(change));
    run();
  }
  auto pay(ledger::Money money, std::string key = {}) {
    return world->pay(World::between(wallet, payee, money, std::move(key)));
  }

  std::optional<World> world;
  World::Signed owner;
  ledger::WalletAddress wallet;
  ledger::WalletAddress payee;
  ledger::WalletAddress own;

 private:
  int deposits_ = 0;
};

TEST_F(BudgetSourceTest, GivesWhatAPaymentLacksInTheSameRecord) {
  const auto told = pay(usd("50.00"));
  run();
  EXPECT_EQ(std::get<Paid>(told.outcome()->record->fact).drawn, usd("50.20"));
  EXPECT_EQ(world->posted(own), usd("49.80"));
  EXPECT_EQ(world->posted(payee), usd("50.00"));
  EXPECT_EQ(world->posted(wallet), usd("0.00"));
  world->books();
}

TEST_F(BudgetSourceTest, GivesToWhatIsPaidOutside) {
  const auto told = world->pay(World::outside(wallet, usd("50.00")));
  run();
  EXPECT_EQ(std::get<Paid>(told.outcome()->record->fact).drawn, usd("50.20"));
  EXPECT_EQ(world->posted(own), usd("49.80"));
}

TEST_F(BudgetSourceTest, ThatIsPaidItselfGivesNoMoreThanTheFee) {
  const auto told = world->pay(World::between(wallet, own, usd("100.00")));
  run();
  EXPECT_TRUE(told.allowed());
  EXPECT_EQ(world->posted(own), usd("99.60"));
  EXPECT_EQ(world->posted(wallet), usd("0.00"));
}

TEST_F(BudgetSourceTest, ThatLacksItOrIsFrozenRefusesThePaymentAndTheRefusalIsStored) {
  const auto much = pay(usd("99.99"), "k");
  run();
  const auto& refused = std::get<ledger::Refused>(much.outcome()->record->fact);
  EXPECT_EQ(refused.error.code, Errc::budget_source_short);
  EXPECT_EQ(world->posted(own), usd("100.00"));
  EXPECT_EQ(world->posted(payee), usd("0.00"));
  deposit(usd("100.00"));
  const auto again = pay(usd("99.99"), "k");
  run();
  EXPECT_TRUE(std::holds_alternative<ledger::Refused>(again.outcome()->record->fact));
  freeze(own, ledger::WalletStatus::frozen);
  const auto frozen = pay(usd("1.00"));
  run();
  EXPECT_TRUE(frozen.refused(Errc::budget_source_short));
  freeze(own, ledger::WalletStatus::active);
  const auto thawed = pay(usd("1.00"));
  run();
  EXPECT_TRUE(thawed.allowed());
}

TEST_F(BudgetSourceTest, GivesToManyAtOnceAndIsNeverOverdrawn) {
  std::vector<ledger::WalletAddress> many;
  for (int n = 0; n < 8; ++n) many.push_back(open(usd("1000.00")));
  std::vector<tests::Told<PayCall>> told;
  for (int round = 0; round < 3; ++round)
    for (const auto& one : many)
      told.push_back(world->pay(World::between(one, payee, usd("10.00"))));
  run();
  std::size_t paid = 0;
  for (const auto& one : told) paid += one.allowed() ? 1 : 0;
  EXPECT_EQ(paid, 9U) << "as many as 100.00 is enough for, with their fees";
  EXPECT_EQ(world->posted(own), usd("9.64"));
  EXPECT_EQ(world->posted(payee), usd("90.00"));
  world->books();
}

// A payee that does not take what another asks for sets free what waited for that.
TEST_F(BudgetSourceTest, WhatOnlyAnotherDrawKeepsFromItWaitsForThat) {
  freeze(payee, ledger::WalletStatus::frozen);
  const auto paid = pay(usd("60.00"));
  const auto too_much = pay(usd("60.00"));
  const auto rest = pay(usd("39.00"));
  run();
  EXPECT_TRUE(paid.allowed()) << "a frozen payee takes money";
  EXPECT_TRUE(too_much.refused(Errc::budget_source_short));
  EXPECT_TRUE(rest.allowed());
  EXPECT_EQ(world->posted(own), usd("0.604"));
}

TEST_F(BudgetSourceTest, IsHeldAgainstWhatTheOrganisationGivesMeanwhile) {
  const auto drawn = pay(usd("60.00"));
  const auto funded = world->fund(World::from_organization(own, payee, usd("60.00")));
  run();
  EXPECT_NE(drawn.allowed(), funded.allowed());
  EXPECT_GE(world->posted(own), usd("0.00"));
  world->books();
}

// What it would give is not held: the source may be short when it is approved.
TEST_F(BudgetSourceTest, IsAskedOnceAPaymentIsApproved) {
  MakePolicy make;
  make.organization = owner.principal.organization;
  make.policy.environment = ledger::Environment::production;
  make.policy.terms.approval_above = usd("10.00");
  make.now = world->clock.now();
  const auto made = world->ask<MakePolicyCall>(std::move(make));
  run();
  AttachPolicy attach;
  attach.organization = owner.principal.organization;
  attach.wallet = wallet.account;
  attach.policy = made.outcome()->made.terms.id;
  attach.now = world->clock.now();
  world->ask<AttachPolicyCall>(std::move(attach));
  run();
  const auto asked = world->pay(World::outside(wallet, usd("80.00")));
  run();
  const auto approve = [&] {
    DecideApprovalCommand command;
    command.decision = {.request = asked.outcome()->record->sequence,
                        .request_epoch = asked.outcome()->record->epoch,
                        .held = std::get<ledger::PaymentHeld>(asked.outcome()->record->fact),
                        .payee = std::nullopt,
                        .status = ledger::ApprovalStatus::approved,
                        .decided_by = owner.principal.key,
                        .note = {}};
    command.now = world->clock.now();
    return world->tell<DecideApprovalCall>(std::move(command),
                                           [&](auto call) { world->room->decide_approval(call); });
  };
  world->fund(World::from_organization(own, payee, usd("60.00")));
  run();
  const auto short_of_it = approve();
  run();
  EXPECT_TRUE(short_of_it.refused(Errc::budget_source_short));
  deposit(usd("60.00"));
  const auto approved = approve();
  run();
  EXPECT_TRUE(std::holds_alternative<Paid>(approved.outcome()->record->fact));
  EXPECT_EQ(world->posted(own), usd("19.68"));
  world->books();
}

TEST_F(BudgetSourceTest, IsFoundAfterARestart) {
  pay(usd("10.00"));
  run();
  const auto records = world->store->records();
  Engine::Options options;
  options.terms.external_record_only = true;
  world.emplace(2, options, records);
  const auto told = pay(usd("20.00"));
  run();
  EXPECT_TRUE(told.allowed());
  EXPECT_EQ(world->posted(own), usd("69.88"));
}

}  // namespace
}  // namespace bursar::actors
