// Budgets of production, which draw from their organisation's own wallet.

#include "actors/transfer_coordinator.hpp"
#include "tests/support/engine_world.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <caf/event_based_actor.hpp>
#include <caf/send.hpp>
#include <gtest/gtest.h>

namespace bursar::actors::budget_source_test {
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
  /// All of them or none, with keys where they have a prefix.
  auto pay_together(const std::vector<std::string_view>& amounts, const std::string& keys = {}) {
    PayBatchCommand command{.payments = {}, .atomic = true};
    for (const std::string_view amount : amounts) {
      auto& one = command.payments.emplace_back(World::between(wallet, payee, usd(amount)));
      one.now = world->clock.now();
      if (!keys.empty()) one.keyed.key = keys + std::to_string(command.payments.size());
    }
    return world->tell<PayBatchCall>(std::move(command),
                                     [&](auto call) { world->room->pay_batch(call); });
  }
  /// Asks the source as a coordinator does; what it says comes there.
  auto ask_source(const TransferPtr& transfer) {
    auto heard = std::make_shared<std::optional<Accepted>>();
    const Accept question{transfer, own.account};
    world->schedule.system().spawn(
        [heard, question,
         source = world->room->live_wallet(own.account)](caf::event_based_actor* self) {
          self->request(source, caf::infinite, question).then([heard](const Accepted& accepted) {
            *heard = accepted;
          });
        });
    return heard;
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

TEST_F(BudgetSourceTest, GivesToPaymentsThatAreMadeTogether) {
  const auto told = pay_together({"30.00", "30.00", "30.00"});
  run();
  ASSERT_TRUE(told.allowed());
  for (const auto& one : *told.outcome())
    EXPECT_EQ(std::get<Paid>(one->record->fact).drawn, usd("30.12"));
  EXPECT_EQ(world->posted(own), usd("9.64"));
  EXPECT_EQ(world->posted(payee), usd("90.00"));
  world->books();
}

TEST_F(BudgetSourceTest, ThatIsShortForSomeOfThoseTogetherSaysAtOnceForWhich) {
  const auto plain = pay_together({"40.00", "40.00", "40.00"});
  run();
  ASSERT_TRUE(plain.refused(Errc::budget_source_short));
  EXPECT_EQ(plain.outcome().error().part, 3);
  EXPECT_TRUE(plain.outcome().error().of_payments);
  const auto keyed = pay_together({"60.00", "60.00"}, "k");
  run();
  ASSERT_TRUE(keyed.allowed());
  for (const auto& one : *keyed.outcome()) {
    const auto& refused = std::get<ledger::Refused>(one->record->fact);
    EXPECT_EQ(refused.error.code, Errc::budget_source_short);
    EXPECT_EQ(refused.error.part, 2);
  }
  EXPECT_EQ(world->posted(own), usd("100.00"));
  const auto all_of_it = pay(usd("99.60"));
  run();
  EXPECT_TRUE(all_of_it.allowed()) << "nothing is held for what was refused";
}

TEST_F(BudgetSourceTest, LetsThoseTogetherWaitForWhatAnotherDraws) {
  constexpr auto half = std::chrono::milliseconds{accept_timeout} / 2;
  pay(usd("1.00"));
  run();
  world->schedule.hold(world->room->live_wallet(payee.account));
  const auto drawn = pay(usd("60.00"));
  run();
  world->schedule.advance(half);
  auto outside = World::outside(wallet, usd("30.00"));
  outside.now = world->clock.now();
  const auto together =
      world->tell<PayBatchCall>(PayBatchCommand{.payments = {outside, outside}, .atomic = true},
                                [&](auto call) { world->room->pay_batch(call); });
  run();
  EXPECT_TRUE(together.silent());
  world->schedule.advance(half);
  EXPECT_TRUE(drawn.refused(Errc::overloaded)) << "its payee has not answered";
  EXPECT_TRUE(together.allowed());
  EXPECT_EQ(world->posted(own), usd("38.756"));
  world->schedule.let_go();
  world->books();
}

// What the first of them brings it comes only once the second is accepted.
TEST_F(BudgetSourceTest, ThatIsPaidByTheBatchThatDrawsOnItDoesNotWaitForThat) {
  deposit(usd("60.40"));
  world->fund(World::from_organization(own, wallet, usd("100.40")));
  run();
  PayBatchCommand command{.payments = {World::between(wallet, own, usd("100.00")),
                                       World::between(wallet, payee, usd("150.00"))},
                          .atomic = true};
  for (auto& one : command.payments) one.now = world->clock.now();
  const auto told = world->tell<PayBatchCall>(std::move(command),
                                              [&](auto call) { world->room->pay_batch(call); });
  run();
  ASSERT_TRUE(told.refused(Errc::budget_source_short));
  EXPECT_EQ(told.outcome().error().part, 2);
  EXPECT_EQ(world->posted(own), usd("60.00"));
}

TEST_F(BudgetSourceTest, WhateverHappensBatchesThatDrawOnItEndAtOnce) {
  std::vector<tests::Told<PayBatchCall>> told;
  for (int i = 0; i < 4; ++i) told.push_back(pay_together({"15.00", "15.00"}));
  run();
  std::size_t paid = 0;
  for (const auto& one : told) {
    ASSERT_TRUE(one.answered());
    paid += one.allowed() ? 1 : 0;
    EXPECT_TRUE(one.allowed() || one.refused(Errc::budget_source_short));
  }
  EXPECT_EQ(paid, 3U);
  EXPECT_EQ(world->posted(own), usd("9.64"));
  world->books();
}

// Whoever asked would else keep for ever what it is about.
TEST_F(BudgetSourceTest, AnswersAQuestionThatIsGivenUp) {
  pay(usd("1.00"));
  run();
  world->schedule.hold(world->room->live_wallet(payee.account));
  pay(usd("60.00"));
  run();
  const auto question =
      std::make_shared<Transfer>(Transfer{.from = wallet.account,
                                          .credits = {{own.account, -usd("60.00")}},
                                          .decided = {},
                                          .draft = {}});
  const auto heard = ask_source(question);
  run();
  EXPECT_FALSE(heard->has_value()) << "it waits for what the payment is to draw";
  caf::anon_send(world->room->live_wallet(own.account), Forget{question});
  run();
  ASSERT_TRUE(heard->has_value());
  EXPECT_EQ((*heard)->refused, Errc::overloaded);
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
}  // namespace bursar::actors::budget_source_test
