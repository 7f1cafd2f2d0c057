// Disputes, as actors deal with them.

#include "ledger/disputes.hpp"

#include "actors/engine_room.hpp"
#include "tests/support/engine_world.hpp"

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::actors::disputes_test {
namespace {

using ledger::DisputeEvent;
using ledger::DisputeStatus;
using ledger::Errc;
using tests::usd;
using World = tests::EngineWorld;

// A wallet of 100.00 has paid one of another organisation 40.00.
class DisputesTest : public testing::Test {
 protected:
  DisputesTest() { payment = made(World::between(wallet, payee, usd("40.00"))); }

  ledger::Record made(PayCommand command) {
    const auto told = world->pay(std::move(command));
    run();
    return *told.outcome()->record;
  }
  auto ask(DisputeEvent event, bool cover = false, std::string key = {}) {
    const bool opens = event == DisputeEvent::open;
    DisputeCommand command = World::dispute_of(payment, event, opens ? nullptr : &opening);
    command.act.cover = cover;
    command.keyed.key = std::move(key);
    return world->dispute(std::move(command));
  }
  auto act(DisputeEvent event, bool cover = false) {
    auto told = ask(event, cover);
    run();
    return told;
  }
  void open() {
    const auto told = act(DisputeEvent::open);
    ASSERT_TRUE(told.allowed());
    opening = *told.outcome()->record;
  }
  void review() {
    open();
    ASSERT_TRUE(act(DisputeEvent::review).allowed());
  }
  auto show(std::uint8_t first, std::string content) {
    DisputeCommand command = World::dispute_of(payment, DisputeEvent::add_evidence, &opening);
    command.act.added.type = "log";
    command.act.added.sha256[0] = first;
    command.act.added.bytes = static_cast<std::uint32_t>(content.size());
    command.content = std::move(content);
    return world->dispute(std::move(command));
  }
  /// The payee's money goes elsewhere, but for so much.
  void spend(ledger::Money money) {
    world->pay(World::outside(payee, money));
    run();
  }
  void fund(const ledger::WalletAddress& funded, const char* money) {
    world->fund(World::from_treasury(funded, usd(money)));
    run();
  }
  ledger::DisputeCourse course() { return world->room->courses().course(payment.sequence).dispute; }
  const ledger::WalletState state(const ledger::WalletAddress& of) {
    return world->books().wallets.at(of.account).state();
  }
  void run() { world->run(); }
  void start_again() {
    auto records = world->store->records();
    world = std::make_unique<World>(2, Engine::Options{}, std::move(records));
  }

  std::unique_ptr<World> world = std::make_unique<World>();
  World::Signed owner = world->sign_up();
  World::Signed other = world->sign_up();
  ledger::WalletAddress wallet = world->funded_wallet(owner, usd("100.00"));
  ledger::WalletAddress payee = world->open_wallet(other);
  ledger::Record payment;
  ledger::Record opening;
};

TEST_F(DisputesTest, ADisputeIsOneRecordOfBothOrganizations) {
  const auto records = world->store->records().size();
  open();
  EXPECT_EQ(world->store->records().size(), records + 1);
  EXPECT_EQ(opening.organizations[0].organization, payee.organization);
  EXPECT_EQ(opening.organizations[1].organization, wallet.organization);
  EXPECT_EQ(opening.previous_of_payment, payment.sequence);
  EXPECT_TRUE(opening.entries.empty());
  EXPECT_EQ(course().status, DisputeStatus::open);
}

TEST_F(DisputesTest, OfSeveralAtOnceOneIsOpened) {
  std::vector<tests::Told<DisputeCall>> all;
  for (int n = 0; n < 20; ++n) all.push_back(ask(DisputeEvent::open));
  run();
  std::size_t opened = 0;
  for (const auto& told : all) {
    if (told.allowed())
      ++opened;
    else
      EXPECT_TRUE(told.refused(Errc::duplicate_dispute));
  }
  EXPECT_EQ(opened, 1U);
}

TEST_F(DisputesTest, EachStepIsTakenOnceAndEndsStay) {
  review();
  EXPECT_TRUE(act(DisputeEvent::withdraw).refused(Errc::invalid_state));
  const auto denied = ask(DisputeEvent::deny);
  const auto refunded = ask(DisputeEvent::refund);
  run();
  EXPECT_NE(denied.allowed(), refunded.allowed());
  EXPECT_TRUE(act(DisputeEvent::review).refused(Errc::invalid_state));
  EXPECT_TRUE(act(DisputeEvent::open).refused(Errc::duplicate_dispute));
}

TEST_F(DisputesTest, AResolutionGivesBackWhatIsLeft) {
  world->refund(World::refund_of(payment, usd("15.00")));
  run();
  review();
  const auto told = act(DisputeEvent::refund);
  ASSERT_TRUE(told.allowed());
  EXPECT_EQ(*told.outcome()->record, world->store->records().back());
  EXPECT_EQ(world->posted(payee), usd("0.00"));
  EXPECT_EQ(world->posted(wallet), usd("99.84"));
  EXPECT_EQ(world->books().courses.at(payment.sequence).refunded, usd("40.00"));
}

TEST_F(DisputesTest, RefundsAndAResolutionTogetherNeverPassThePrincipal) {
  review();
  fund(payee, "5000.00");
  std::vector<tests::Told<RefundCall>> refunds;
  for (int n = 0; n < 50; ++n)
    refunds.push_back(world->refund(World::refund_of(payment, usd("0.30"))));
  const auto resolved = ask(DisputeEvent::refund);
  for (int n = 0; n < 50; ++n)
    refunds.push_back(world->refund(World::refund_of(payment, usd("0.30"))));
  run();
  EXPECT_TRUE(resolved.allowed());
  EXPECT_EQ(world->books().courses.at(payment.sequence).refunded, usd("40.00"));
  EXPECT_EQ(world->posted(wallet), usd("99.84"));
  EXPECT_EQ(world->posted(payee), usd("5000.00"));
}

TEST_F(DisputesTest, WhatThePayeeLacksIsCoveredAndRepaidFromWhatComes) {
  spend(usd("30.00"));
  review();
  const auto lacking = act(DisputeEvent::refund);
  EXPECT_TRUE(lacking.refused(Errc::cover_needed));
  const ledger::Money had = world->posted(payee);
  EXPECT_EQ(lacking.outcome().error().max_allowed_now, had);
  ASSERT_TRUE(act(DisputeEvent::refund, true).allowed());
  EXPECT_EQ(world->posted(wallet), usd("99.84"));
  EXPECT_EQ(world->posted(payee), usd("0.00"));
  EXPECT_EQ(state(payee).owed, usd("40.00") - had);
  fund(payee, "10.00");
  EXPECT_EQ(world->posted(payee), usd("0.00"));
  EXPECT_EQ(state(payee).owed, usd("30.00") - had);
  const auto paid = made(World::between(wallet, payee, usd("50.00")));
  EXPECT_TRUE(state(payee).owed.zero());
  EXPECT_EQ(world->posted(payee), usd("20.00") + had);
  const auto& repaid = std::get<ledger::ReceivableRepaid>(world->store->records().back().fact);
  EXPECT_TRUE(repaid.owed_after.zero());
  EXPECT_GT(world->store->records().back().sequence, paid.sequence);
}

TEST_F(DisputesTest, WhatACrashCameBeforeIsRepaidBeforeAnythingIsSpent) {
  spend(usd("30.00"));
  review();
  ASSERT_TRUE(act(DisputeEvent::refund, true).allowed());
  fund(payee, "10.00");
  auto records = world->store->records();
  ASSERT_TRUE(std::holds_alternative<ledger::ReceivableRepaid>(records.back().fact));
  records.pop_back();
  world = std::make_unique<World>(2, Engine::Options{}, std::move(records));
  EXPECT_EQ(world->posted(payee), usd("10.00"));
  const auto told = world->pay(World::outside(payee, usd("1.00")));
  run();
  EXPECT_TRUE(told.refused(Errc::insufficient_funds));
  EXPECT_EQ(world->posted(payee), usd("0.00"));
}

TEST_F(DisputesTest, EvidenceIsKeptBeforeItsRecord) {
  open();
  const auto told = show(7, "nothing came");
  run();
  ASSERT_TRUE(told.allowed());
  const auto& added = std::get<ledger::EvidenceAdded>(told.outcome()->record->fact);
  EXPECT_EQ(world->evidence.pieces.at(added.sha256), "nothing came");
  EXPECT_EQ(course().evidence_of_payer, 1U);
  world->evidence.room = 1;
  const auto more = show(8, "more");
  run();
  EXPECT_TRUE(more.refused(Errc::evidence_full));
  EXPECT_EQ(more.call().why, "The shelf is full.");
  EXPECT_EQ(course().evidence_of_payer, 1U);
  world->room->read_only(true);
  const auto late = show(9, "more");
  run();
  EXPECT_TRUE(late.refused(Errc::read_only));
}

TEST_F(DisputesTest, EvidenceTakesTheRoomOfWhoeverShowsIt) {
  open();
  ASSERT_NE(wallet.organization, payee.organization);
  for (const bool by_payee : {false, true}) {
    DisputeCommand command = World::dispute_of(payment, DisputeEvent::add_evidence, &opening);
    command.act.added.by_payee = by_payee;
    command.act.added.sha256[0] = by_payee ? 8 : 7;
    const auto told = world->dispute(std::move(command));
    run();
    ASSERT_TRUE(told.allowed());
    const auto& taken = world->evidence.owners.back();
    EXPECT_EQ(taken.organization, (by_payee ? payee : wallet).organization);
    EXPECT_EQ(taken.environment, wallet.environment);
  }
}

TEST_F(DisputesTest, EvidenceOfOneThatEndedIsRefused) {
  open();
  ASSERT_TRUE(act(DisputeEvent::withdraw).allowed());
  const auto told = show(7, "nothing came");
  run();
  EXPECT_TRUE(told.refused(Errc::invalid_state));
}

TEST_F(DisputesTest, OneKeyResolvesOnce) {
  review();
  const auto first = ask(DisputeEvent::refund, false, "k");
  const auto racing = ask(DisputeEvent::refund, false, "k");
  run();
  const auto again = ask(DisputeEvent::refund, false, "k");
  const auto otherwise = ask(DisputeEvent::deny, false, "k");
  run();
  EXPECT_TRUE(first.allowed());
  EXPECT_TRUE(racing.outcome()->replayed);
  EXPECT_TRUE(again.outcome()->replayed);
  EXPECT_TRUE(otherwise.refused(Errc::idempotency_conflict));
}

TEST_F(DisputesTest, InThePlaceOfAnArchivedPayerItsOrgWalletGetsIt) {
  review();
  world->withdraw(World::back(wallet, owner.wallet));
  run();
  const auto told = world->ask<EndWalletCall>(EndWallet{.organization = wallet.organization,
                                                        .wallet = wallet.account,
                                                        .by = ledger::org_default,
                                                        .now = world->clock.now()});
  run();
  ASSERT_TRUE(told.allowed());
  const ledger::Money before = world->posted(owner.wallet);
  ASSERT_TRUE(act(DisputeEvent::refund).allowed());
  EXPECT_EQ(world->posted(owner.wallet), before + usd("40.00"));
}

TEST_F(DisputesTest, AWalletThatRestsKnowsItAgain) {
  review();
  start_again();
  EXPECT_EQ(course().status, DisputeStatus::under_review);
  ASSERT_TRUE(act(DisputeEvent::deny).allowed());
  EXPECT_EQ(course().status, DisputeStatus::resolved_denied);
  EXPECT_EQ(world->posted(payee), usd("40.00"));
}

TEST_F(DisputesTest, BothOrganizationsHaveItInTheirLists) {
  open();
  const auto list = [&](ledger::OrganizationNumber organization, ledger::AccountNumber only = {},
                        std::optional<DisputeStatus> status = {}) {
    const PaymentCourses& courses = world->room->courses();
    return courses.disputes()
        .list({.organization = organization, .status = status, .only = only},
              [&](ledger::Sequence of) { return courses.course(of).dispute; })
        .rows.size();
  };
  for (int life = 0; life < 2; ++life) {
    EXPECT_EQ(list(wallet.organization), 1U);
    EXPECT_EQ(list(payee.organization), 1U);
    EXPECT_EQ(list(payee.organization, payee.account), 1U);
    EXPECT_EQ(list(wallet.organization, payee.account), 1U) << "a party of it";
    EXPECT_EQ(list(wallet.organization, {999}), 0U);
    EXPECT_EQ(list(wallet.organization, {}, DisputeStatus::open), 1U);
    EXPECT_EQ(list(wallet.organization, {}, DisputeStatus::withdrawn), 0U);
    EXPECT_EQ(list({99}), 0U);
    start_again();
  }
}

}  // namespace
}  // namespace bursar::actors::disputes_test
