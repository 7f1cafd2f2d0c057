// Payments that wait for approval, as actors keep them.

#include "actors/approvals.hpp"

#include "tests/support/engine_world.hpp"

#include <chrono>
#include <memory>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::actors {
namespace {

using ledger::ApprovalEnded;
using ledger::ApprovalStatus;
using ledger::Errc;
using ledger::Paid;
using ledger::PaymentHeld;
using ledger::Sequence;
using std::chrono::milliseconds;
using tests::usd;
using World = tests::EngineWorld;

constexpr std::int64_t ttl_ms = 10'000;

Engine::Options options() {
  Engine::Options options;
  options.terms.approval_ttl_ms = ttl_ms;
  return options;
}

// A wallet with 100.00, bound by a policy that asks for approval above 10.00, and another wallet.
class ApprovalsTest : public testing::Test {
 protected:
  ApprovalsTest() {
    MakePolicy make;
    make.organization = owner.principal.organization;
    make.policy.terms.approval_above = usd("10.00");
    make.policy.terms.max_per_day = usd("60.00");
    make.now = world->clock.now();
    const auto made = world->ask<MakePolicyCall>(std::move(make));
    run();
    policy = made.outcome()->made.terms.id;
    AttachPolicy attach;
    attach.organization = owner.principal.organization;
    attach.wallet = wallet.account;
    attach.policy = policy;
    attach.now = world->clock.now();
    world->ask<AttachPolicyCall>(std::move(attach));
    run();
  }

  void run() { world->run(); }
  void pass(std::int64_t ms) {
    world->clock.advance(ms);
    world->schedule.advance(milliseconds{ms});
  }
  auto pay(ledger::Money money, std::string key = {}) {
    return world->pay(World::between(wallet, payee, money, std::move(key)));
  }
  /// Such a payment waits; its record.
  ledger::Record ask(ledger::Money money) {
    const auto told = pay(money);
    run();
    EXPECT_TRUE(std::holds_alternative<PaymentHeld>(told.outcome()->record->fact));
    return *told.outcome()->record;
  }
  ledger::Record ask_outside(ledger::Money money) {
    const auto told = world->pay(World::outside(wallet, money));
    run();
    return *told.outcome()->record;
  }
  auto decide(const ledger::Record& asked, ApprovalStatus status) {
    DecideApprovalCommand command;
    command.decision = {.request = asked.sequence,
                        .request_epoch = asked.epoch,
                        .held = std::get<PaymentHeld>(asked.fact),
                        .payee = std::nullopt,
                        .status = status,
                        .decided_by = owner.principal.key,
                        .note = "noted"};
    command.now = world->clock.now();
    return world->tell<DecideApprovalCall>(std::move(command),
                                           [&](auto call) { world->room->decide_approval(call); });
  }
  auto approve(const ledger::Record& asked) { return decide(asked, ApprovalStatus::approved); }
  auto reject(const ledger::Record& asked) { return decide(asked, ApprovalStatus::rejected); }
  auto see(Sequence request, std::int64_t wait_ms = 0) {
    return world->tell<ApprovalCall>(ApprovalQuery{request, wait_ms},
                                     [&](auto call) { world->room->ask_approvals(call); });
  }
  auto list(ApprovalsQuery query) {
    query.organization = owner.principal.organization;
    return world->tell<ApprovalsCall>(std::move(query),
                                      [&](auto call) { world->room->ask_approvals(call); });
  }
  std::vector<Sequence> listed(std::optional<ApprovalStatus> status, std::uint32_t limit = 20) {
    std::vector<Sequence> all;
    Page page{.before = 0, .limit = limit};
    do {
      ApprovalsQuery query;
      query.status = status;
      query.page = page;
      const auto told = list(std::move(query));
      run();
      for (const ApprovalRow& row : told.outcome()->rows) all.push_back(row.request);
      page.before = told.outcome()->next;
    } while (page.before != 0);
    return all;
  }
  ApprovalStatus status(const ledger::Record& asked) {
    const auto told = see(asked.sequence);
    run();
    return told.outcome()->status;
  }
  ledger::WalletState state(const ledger::WalletAddress& of) {
    const auto told = world->balance(of);
    run();
    return told.outcome()->state;
  }
  void freeze(ledger::WalletStatus to) {
    ChangeWallet change;
    change.organization = wallet.organization;
    change.wallet = wallet.account;
    change.status = to;
    change.now = world->clock.now();
    world->ask<ChangeWalletCall>(std::move(change));
    run();
  }
  void restart() {
    const auto records = world->store->records();
    const auto now = world->clock.now().milliseconds;
    world = std::make_unique<World>(2, options(), records);
    world->clock.advance(now - world->clock.now().milliseconds);
  }

  std::unique_ptr<World> world = std::make_unique<World>(1, options());
  const World::Signed owner = world->sign_up();
  const ledger::WalletAddress wallet = world->funded_wallet(owner, usd("100.00"));
  const ledger::WalletAddress payee = world->open_wallet(owner);
  ledger::PolicyId policy;
};

TEST_F(ApprovalsTest, APaymentWaitsHeldAndIsMadeWhenItIsApproved) {
  const ledger::Record asked = ask(usd("50.00"));
  EXPECT_EQ(state(wallet).held, usd("50.20"));
  EXPECT_EQ(state(wallet).posted, usd("100.00"));
  EXPECT_EQ(state(payee).posted, usd("0.00"));
  EXPECT_EQ(status(asked), ApprovalStatus::pending);
  const auto refused = pay(usd("50.00"));
  run();
  EXPECT_TRUE(refused.refused(Errc::policy_denied)) << "it is counted";
  const auto told = approve(asked);
  run();
  ASSERT_TRUE(told.allowed());
  const ledger::Record& paid = *told.outcome()->record;
  EXPECT_EQ(std::get<Paid>(paid.fact).approved->note, "noted");
  EXPECT_EQ(paid.previous_of_payment, asked.sequence);
  EXPECT_EQ(paid, world->store->records().back());
  EXPECT_EQ(status(asked), ApprovalStatus::approved);
  EXPECT_EQ(state(wallet).held, usd("0.00"));
  EXPECT_EQ(state(wallet).posted, usd("49.80"));
  EXPECT_EQ(state(wallet).usage.in_day, usd("50.00"));
  EXPECT_EQ(state(payee).posted, usd("50.00"));
}

TEST_F(ApprovalsTest, OutsideItIsTheSame) {
  const ledger::Record asked = ask_outside(usd("50.00"));
  const auto told = approve(asked);
  run();
  ASSERT_TRUE(told.allowed());
  EXPECT_EQ(state(wallet).posted, usd("49.80"));
  EXPECT_EQ(status(asked), ApprovalStatus::approved);
}

TEST_F(ApprovalsTest, WhatIsRejectedIsFreeAgainAndCountsNoMore) {
  const ledger::Record asked = ask(usd("50.00"));
  const auto told = reject(asked);
  run();
  ASSERT_TRUE(told.allowed());
  EXPECT_EQ(std::get<ApprovalEnded>(told.outcome()->record->fact).decided_by, owner.principal.key);
  EXPECT_EQ(status(asked), ApprovalStatus::rejected);
  EXPECT_EQ(state(wallet).held, usd("0.00"));
  EXPECT_EQ(state(wallet).usage.in_day, usd("0.00"));
  ask(usd("50.00"));
}

TEST_F(ApprovalsTest, WhoeverDecidesFirstHasDecided) {
  const ledger::Record asked = ask(usd("50.00"));
  const auto first = approve(asked);
  const auto second = reject(asked);
  const auto third = approve(asked);
  run();
  int decided = 0;
  for (const auto* told : {&first, &second, &third}) {
    if (told->allowed())
      ++decided;
    else
      EXPECT_TRUE(told->refused(Errc::invalid_state));
  }
  EXPECT_EQ(decided, 1);
  const auto late = approve(asked);
  run();
  EXPECT_TRUE(late.refused(Errc::invalid_state));
}

TEST_F(ApprovalsTest, TheSecondDecisionWaitsForWhatTheFirstComesTo) {
  const ledger::Record asked = ask(usd("50.00"));
  world->hold_the_disk();
  const auto first = approve(asked);
  run();
  const auto second = reject(asked);
  run();
  EXPECT_TRUE(first.silent() && second.silent());
  world->let_the_disk_go();
  EXPECT_TRUE(first.allowed());
  EXPECT_TRUE(second.refused(Errc::invalid_state));
}

TEST_F(ApprovalsTest, ItExpiresByItselfAtItsTime) {
  const ledger::Record asked = ask(usd("50.00"));
  pass(ttl_ms - 1);
  EXPECT_EQ(status(asked), ApprovalStatus::pending);
  pass(1);
  EXPECT_EQ(status(asked), ApprovalStatus::expired);
  const ledger::Record last = world->store->records().back();
  EXPECT_EQ(std::get<ApprovalEnded>(last.fact).status, ApprovalStatus::expired);
  EXPECT_EQ(state(wallet).held, usd("0.00"));
  EXPECT_EQ(state(wallet).usage.in_total, usd("0.00"));
  pass(10 * ttl_ms);
  EXPECT_EQ(world->store->records().back().sequence, last.sequence);
}

TEST_F(ApprovalsTest, WhoComesTooLateIsToldSo) {
  const ledger::Record asked = ask(usd("50.00"));
  world->clock.advance(ttl_ms);  // and nobody has looked at the clock yet
  const auto told = approve(asked);
  run();
  ASSERT_TRUE(told.allowed());
  EXPECT_EQ(std::get<ApprovalEnded>(told.outcome()->record->fact).status, ApprovalStatus::expired);
  pass(ttl_ms);
  EXPECT_EQ(status(asked), ApprovalStatus::expired);
}

TEST_F(ApprovalsTest, AfterARestartItWaitsAndExpiresAsBefore) {
  const ledger::Record first = ask(usd("20.00"));
  const ledger::Record second = ask(usd("20.00"));
  const ledger::Record third = ask(usd("11.00"));
  reject(third);
  run();
  restart();
  EXPECT_EQ(status(first), ApprovalStatus::pending);
  EXPECT_EQ(status(third), ApprovalStatus::rejected);
  const auto told = approve(first);
  run();
  EXPECT_TRUE(told.allowed());
  pass(ttl_ms);
  EXPECT_EQ(status(second), ApprovalStatus::expired);
  EXPECT_EQ(state(wallet).held, usd("0.00"));
  EXPECT_EQ(state(wallet).posted, usd("79.92"));
}

TEST_F(ApprovalsTest, AWalletThatRestsIsWokenForIt) {
  const ledger::Record asked = ask(usd("50.00"));
  world->rest();
  pass(ttl_ms);
  EXPECT_EQ(status(asked), ApprovalStatus::expired);
}

TEST_F(ApprovalsTest, AFrozenWalletsPaymentStaysWhereItIs) {
  const ledger::Record asked = ask(usd("50.00"));
  freeze(ledger::WalletStatus::frozen);
  const auto told = approve(asked);
  run();
  EXPECT_TRUE(told.refused(Errc::wallet_frozen));
  EXPECT_EQ(status(asked), ApprovalStatus::pending);
  freeze(ledger::WalletStatus::active);
  const auto again = approve(asked);
  run();
  EXPECT_TRUE(std::holds_alternative<Paid>(again.outcome()->record->fact));
}

TEST_F(ApprovalsTest, WhomThePolicyBlocksByNowIsNotPaid) {
  const ledger::Record asked = ask(usd("50.00"));
  ChangePolicy change;
  change.organization = owner.principal.organization;
  change.policy = policy;
  change.patch.blocked_recipients = {true, ledger::Recipients{.wallets = {payee.id}}};
  change.now = world->clock.now();
  world->ask<ChangePolicyCall>(std::move(change));
  run();
  const auto told = approve(asked);
  run();
  EXPECT_EQ(std::get<ApprovalEnded>(told.outcome()->record->fact).reason, Errc::policy_denied);
  EXPECT_EQ(status(asked), ApprovalStatus::rejected);
}

TEST_F(ApprovalsTest, AnArchivedPayeeRejectsIt) {
  const ledger::Record asked = ask(usd("50.00"));
  EndWallet end;
  end.organization = payee.organization;
  end.wallet = payee.account;
  end.now = world->clock.now();
  const auto ended = world->ask<EndWalletCall>(std::move(end));
  run();
  ASSERT_TRUE(ended.allowed());
  const auto told = approve(asked);
  run();
  ASSERT_TRUE(told.allowed());
  EXPECT_EQ(std::get<ApprovalEnded>(told.outcome()->record->fact).reason, Errc::payee_archived);
  EXPECT_EQ(state(wallet).held, usd("0.00"));
}

TEST_F(ApprovalsTest, APayeeWithNoRoomIsToldAtTheRequest) {
  const auto rich = world->sign_up(ledger::balance_max);
  const auto told = world->pay(World::between(wallet, rich.wallet, usd("20.00")));
  run();
  EXPECT_TRUE(told.refused(Errc::balance_limit));
  EXPECT_EQ(state(wallet).held, usd("0.00"));
}

TEST_F(ApprovalsTest, ThePayeeHearsNothingOfItBefore) {
  const auto other = world->sign_up();
  const auto told = world->pay(World::between(wallet, other.wallet, usd("20.00")));
  run();
  const ledger::Record& asked = *told.outcome()->record;
  EXPECT_TRUE(asked.organizations[1].organization.none());
  const auto approved = approve(asked);
  run();
  EXPECT_EQ(approved.outcome()->record->organizations[1].organization,
            other.principal.organization);
  EXPECT_EQ(world->posted(other.wallet), usd("10020.00"));
}

TEST_F(ApprovalsTest, AWalletWithOpenHoldsIsNotEndedUnlessTheyAreRejected) {
  OpenWallet open = world->opening(owner);
  open.wallet.agent = true;
  open.with_key = true;
  open.policy = policy;
  const auto agent = world->open_wallet(std::move(open));
  world->fund(World::from_treasury(agent, usd("100.00")));
  run();
  const auto waits = world->pay(World::between(agent, payee, usd("50.00")));
  run();
  EndWallet end;
  end.organization = agent.organization;
  end.wallet = agent.account;
  end.with_agent = true;
  end.by = owner.principal.permissions;
  end.by_key = owner.principal.key;
  end.now = world->clock.now();
  const auto refused = world->ask<EndWalletCall>(EndWallet{end});
  run();
  EXPECT_TRUE(refused.refused(Errc::holds_open));
  end.reject_approvals = true;
  const auto ended = world->ask<EndWalletCall>(EndWallet{end});
  run();
  ASSERT_TRUE(ended.allowed());
  EXPECT_EQ(ended.outcome()->swept, usd("100.00"));
  EXPECT_EQ(status(*waits.outcome()->record), ApprovalStatus::rejected);
  tests::replayed(world->store->records());
}

TEST_F(ApprovalsTest, TheKeysAnswerIsThatItWaits) {
  const auto first = pay(usd("50.00"), "k");
  const auto racing = pay(usd("50.00"), "k");
  run();
  const ledger::Record asked = *first.outcome()->record;
  approve(asked);
  run();
  const auto late = pay(usd("50.00"), "k");
  const auto other = pay(usd("51.00"), "k");
  run();
  EXPECT_EQ(*racing.outcome()->record, asked);
  EXPECT_EQ(*late.outcome()->record, asked);
  EXPECT_TRUE(late.outcome()->replayed);
  EXPECT_TRUE(other.refused(Errc::idempotency_conflict));
  EXPECT_EQ(state(wallet).posted, usd("49.80"));
}

TEST_F(ApprovalsTest, WhoeverWaitsHearsTheDecisionWhenItIsDurable) {
  const ledger::Record asked = ask(usd("50.00"));
  const auto told = see(asked.sequence, 60'000);
  const auto also = see(asked.sequence, 60'000);
  run();
  EXPECT_TRUE(told.silent());
  EXPECT_EQ(world->room->admission().in_flight(), 0U) << "it takes no place";
  world->hold_the_disk();
  approve(asked);
  run();
  EXPECT_TRUE(told.silent());
  world->let_the_disk_go();
  EXPECT_EQ(told.outcome()->status, ApprovalStatus::approved);
  EXPECT_EQ(also.outcome()->status, ApprovalStatus::approved);
  EXPECT_EQ(world->room->approval_waiters(), 0U);
}

TEST_F(ApprovalsTest, WhoeverWaitsLongEnoughHearsThatItWaitsStill) {
  const ledger::Record asked = ask(usd("50.00"));
  const auto told = see(asked.sequence, 2'000);
  run();
  pass(1'999);
  EXPECT_TRUE(told.silent());
  pass(1);
  EXPECT_EQ(told.outcome()->status, ApprovalStatus::pending);
  const auto decided = see(asked.sequence, 60'000);
  pass(ttl_ms);
  EXPECT_EQ(decided.outcome()->status, ApprovalStatus::expired);
}

TEST_F(ApprovalsTest, PastTheBoundNobodyWaits) {
  const ledger::Record asked = ask(usd("50.00"));
  std::vector<tests::Told<ApprovalCall>> waiting;
  for (std::size_t i = 0; i < approval_waiters_max; ++i)
    waiting.push_back(see(asked.sequence, 60'000));
  run();
  const auto told = see(asked.sequence, 60'000);
  run();
  EXPECT_EQ(told.outcome()->status, ApprovalStatus::pending);
  EXPECT_TRUE(waiting.front().silent());
  world->room->stop_waiting();
  run();
  EXPECT_EQ(waiting.back().outcome()->status, ApprovalStatus::pending);
  EXPECT_EQ(world->room->approval_waiters(), 0U);
}

TEST_F(ApprovalsTest, WhatNeverNeededApprovalIsNotFound) {
  const auto paid = pay(usd("1.00"));
  run();
  const auto told = see(paid.outcome()->record->sequence);
  run();
  EXPECT_TRUE(told.refused(Errc::not_found));
}

TEST_F(ApprovalsTest, ListsAreByStatusAndNewestFirst) {
  std::vector<ledger::Record> asked;
  for (int i = 0; i < 4; ++i) asked.push_back(ask(usd("11.00")));
  approve(asked[0]);
  reject(asked[2]);
  run();
  const auto check = [&] {
    EXPECT_EQ(listed({}), (std::vector{asked[3].sequence, asked[2].sequence, asked[1].sequence,
                                       asked[0].sequence}));
    EXPECT_EQ(listed({}, 1), listed({}));
    EXPECT_EQ(listed(ApprovalStatus::pending), (std::vector{asked[3].sequence, asked[1].sequence}));
    EXPECT_EQ(listed(ApprovalStatus::pending, 1), listed(ApprovalStatus::pending));
    EXPECT_EQ(listed(ApprovalStatus::approved), std::vector{asked[0].sequence});
    EXPECT_EQ(listed(ApprovalStatus::rejected, 1), std::vector{asked[2].sequence});
    EXPECT_TRUE(listed(ApprovalStatus::expired).empty());
  };
  check();
  restart();
  check();
  asked.push_back(ask(usd("11.00")));
  EXPECT_EQ(listed({}).front(), asked[4].sequence);
  EXPECT_EQ(listed({}, 2).size(), 5U);
}

TEST_F(ApprovalsTest, AListIsOfOneOrganizationAndAScopedKeysOfOneWallet) {
  ask(usd("11.00"));
  ApprovalsQuery query;
  query.only = payee.account;
  const auto scoped = list(query);
  query.only = wallet.account;
  const auto own = list(query);
  query = {};
  query.environment = ledger::Environment::production;
  const auto elsewhere = list(query);
  run();
  EXPECT_TRUE(scoped.outcome()->rows.empty());
  EXPECT_EQ(own.outcome()->rows.size(), 1U);
  EXPECT_TRUE(elsewhere.outcome()->rows.empty());
}

TEST_F(ApprovalsTest, WithNoRoomOnTheDiskWhatGivesBackGoesOn) {
  const ledger::Record first = ask(usd("11.00"));
  const ledger::Record second = ask(usd("11.00"));
  world->room->read_only(true);
  const auto approved = approve(first);
  const auto rejected = reject(first);
  run();
  EXPECT_TRUE(approved.refused(Errc::read_only));
  EXPECT_TRUE(rejected.allowed());
  pass(ttl_ms);
  EXPECT_EQ(status(second), ApprovalStatus::expired);
}

TEST_F(ApprovalsTest, TheBooksOfItAllAgree) {
  ask(usd("11.00"));
  approve(ask(usd("12.00")));
  reject(ask(usd("13.00")));
  run();
  const ledger::Books books = world->books();
  for (const auto& of : {wallet, payee}) EXPECT_EQ(state(of), books.wallets.at(of.account).state());
}

}  // namespace
}  // namespace bursar::actors
