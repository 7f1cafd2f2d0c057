// Whoever waits for a decision, and lists of them.

#include "actors/approvals.hpp"

#include "tests/actors/approvals_world.hpp"

#include <memory>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::actors::approvals_test {
namespace {

class WaitingForApprovalsTest : public ApprovalsTest {};

TEST_F(WaitingForApprovalsTest, WhoeverWaitsHearsTheDecisionWhenItIsDurable) {
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

TEST_F(WaitingForApprovalsTest, WhoeverWaitsLongEnoughHearsThatItWaitsStill) {
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

TEST_F(WaitingForApprovalsTest, PastTheBoundNobodyWaits) {
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

TEST_F(WaitingForApprovalsTest, WhatNeverNeededApprovalIsNotFound) {
  const auto paid = pay(usd("1.00"));
  run();
  const auto told = see(paid.outcome()->record->sequence);
  run();
  EXPECT_TRUE(told.refused(Errc::not_found));
}

TEST_F(WaitingForApprovalsTest, ListsAreByStatusAndNewestFirst) {
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

TEST_F(WaitingForApprovalsTest, AListIsOfOneOrganizationAndAScopedKeysOfOneWallet) {
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

}  // namespace
}  // namespace bursar::actors::approvals_test
