// What an examiner finds of payments that wait for approval.

#include "ledger/approving.hpp"
#include "ledger/archiving.hpp"
#include "ledger/books_difference.hpp"
#include "tests/ledger/decisions.hpp"
#include "tests/ledger/examined.hpp"

#include <string>
#include <utility>
#include <variant>

#include <gtest/gtest.h>

namespace bursar::ledger::examiner_approvals_test {
namespace {

using namespace tests;
using tests::decide;

/// Wallet 6 has asked for 300 units, above the 200 that need no approval.
class ExaminedApprovals : public Examined {
 protected:
  ExaminedApprovals() {
    world_.fund(6, amount(1'000));
    PolicyTerms changed = world_.books.policies.at({{1, 1}}).made.terms;
    ++changed.version;
    changed.approval_above = Money::units(200);
    world_.record({.time = noon,
                   .organizations = {{{.organization = {1}}}},
                   .fact = PolicyChanged{changed, "stricter"}});
    pay(6, 13, 300);
  }

  /// What is said of the last record where the policy had asked for approval above that.
  std::string told_when(Money above) const {
    Examiner examiner;
    for (Record record : world_.before_last()) {
      if (auto* changed = std::get_if<PolicyChanged>(&record.fact))
        changed->terms.approval_above = above;
      if (auto* held = std::get_if<PaymentHeld>(&record.fact)) held->above = above;
      EXPECT_EQ(examiner.take(record), std::nullopt);
    }
    return examiner.take(world_.records.back()).value_or("nothing");
  }

  Sequence asked() const { return world_.books.approvals.begin()->first; }
  void decide(ApprovalStatus status) {
    DecideApproval decision{.request = asked(),
                            .held = std::get<PaymentHeld>(world_.records[asked().value - 1].fact),
                            .payee = address_of(13),
                            .status = status,
                            .decided_by = {{1, 2}}};
    world_.commit(
        ledger::decide(world_.wallet(6).state(), decision, world_.policy(6), world_.now).value());
  }
  void expire() {
    const OpenHold hold = world_.wallet(6).state().holds.front();
    world_.now = hold.expires_at;
    world_.commit(end_approval(world_.wallet(6).state(), hold, ApprovalStatus::expired));
  }
  template <class F, class Change>
  void expect_told(const std::string& what, Change change) {
    EXPECT_EQ(told_of<F>(change), what);
  }
};

TEST_F(ExaminedApprovals, AHoldIsJudgedAsThePaymentThatItIs) {
  EXPECT_EQ(told(), "nothing");
  expect_told<PaymentHeld>("holds money of a wallet that is not there",
                           [](PaymentHeld& held) { held.payment.payer = {99}; });
  expect_told<PaymentHeld>("holds money of a payment that is approved",
                           [](PaymentHeld& held) { held.payment.approved.emplace(); });
  expect_told<PaymentHeld>("holds -0.00000699",
                           [](PaymentHeld& held) { held.payment.drawn = Money::units(1'000); });
  expect_told<PaymentHeld>("holds money for no time",
                           [](PaymentHeld& held) { held.expires_at = held.payment.counted_at; });
  expect_told<PaymentHeld>("waits for an approval that no policy asks for",
                           [](PaymentHeld& held) { held.payment.policy = {}; });
  expect_told<PaymentHeld>("names a payee wallet that is not there",
                           [](PaymentHeld& held) { held.payment.payee_id = {}; });
  expect_told<PaymentHeld>("counts less than its own amount",
                           [](PaymentHeld& held) { held.payment.usage_after.in_day = {}; });
  const std::string other = "waits for another approval than its policy asks for";
  expect_told<PaymentHeld>(other, [](PaymentHeld& held) { held.above = Money::units(1); });
  expect_told<PaymentHeld>(other,
                           [](PaymentHeld& held) { held.rule = PolicyRule::require_approval; });
  expect_told<PaymentHeld>("was judged by a policy that is not there",
                           [](PaymentHeld& held) { held.payment.policy = {{7, 7}}; });
  expect_told<PaymentHeld>("nothing", [](PaymentHeld& held) { held.payment.policy_version = 1; });
  EXPECT_EQ(told([](Record& record) { record.entries[0].held_after = {}; }),
            "says that of account 6 then 0.00 is held; its holds sum to 0.00000301");
  EXPECT_EQ(told([](Record& record) { record.entries.clear(); }),
            "moves more than a hold of its payer");
}

TEST_F(ExaminedApprovals, WhatNeedsApprovalIsNotPaidWithoutIt) {
  pay(6, 13, 150);
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(told_when(Money::units(100)), "was paid without the approval that its policy asks for");
}

TEST_F(ExaminedApprovals, WhatNeedsNoneDoesNotWait) {
  EXPECT_EQ(told_when(Money::units(400)), "waits for another approval than its policy asks for");
}

TEST_F(ExaminedApprovals, AnApprovalIsOfWhatWaitsAndFollowsIt) {
  decide(ApprovalStatus::approved);
  EXPECT_EQ(told(), "nothing");
  EXPECT_TRUE(world_.books.approvals.at(asked()).status == ApprovalStatus::approved);
  EXPECT_EQ(world_.books.approvals.at(asked()).ended, world_.books.last());
  expect_told<Paid>("decides a payment that does not wait for approval",
                    [](Paid& paid) { ++paid.approved->request.value; });
  const std::string other = "decides another payment than the one that waits for approval";
  expect_told<Paid>(other, [](Paid& paid) { paid.amount = amount(301); });
  expect_told<Paid>(other, [](Paid& paid) { paid.fee = Money::units(2); });
  expect_told<Paid>(other, [](Paid& paid) {
    paid.amount = amount(301);
    paid.fee = {};
  });
  expect_told<Paid>(other, [](Paid& paid) { --paid.counted_at.milliseconds; });
  expect_told<Paid>("decides a payment that does not wait for approval",
                    [](Paid& paid) { paid.payer = {99}; });
  expect_told<Paid>("was decided by a key that is not there",
                    [](Paid& paid) { paid.approved->decided_by = {}; });
  expect_told<Paid>("was decided by a key of another organisation",
                    [](Paid& paid) { paid.approved->decided_by = {{2, 2}}; });
  EXPECT_EQ(told([](Record& record) { record.previous_of_payment = {}; }),
            "does not follow the record of what it decides");
  Record again = world_.records.back();
  again.sequence = {world_.books.last().value + 1};
  EXPECT_EQ(broken_promise(world_.books, again),
            "decides a payment that does not wait for approval");
}

TEST_F(ExaminedApprovals, ARejectionIsSomebodys) {
  decide(ApprovalStatus::rejected);
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(world_.books.accounts[6].held, Money{});
  expect_told<ApprovalEnded>("was decided by a key that is not there",
                             [](ApprovalEnded& ended) { ended.decided_by = {}; });
  expect_told<ApprovalEnded>("ended in a way that is none",
                             [](ApprovalEnded& ended) { ended.status = ApprovalStatus::approved; });
  expect_told<ApprovalEnded>("expired, and somebody decided it",
                             [](ApprovalEnded& ended) { ended.status = ApprovalStatus::expired; });
  expect_told<ApprovalEnded>("names a payer wallet that is not there",
                             [](ApprovalEnded& ended) { ended.payer_id = {}; });
  expect_told<ApprovalEnded>("decides another payment than the one that waits for approval",
                             [](ApprovalEnded& ended) { ended.held = Money::units(300); });
  EXPECT_EQ(told([](Record& record) { record.previous_of_payment = {}; }),
            "does not follow the record of what it decides");
  EXPECT_EQ(told([](Record& record) { record.entries.clear(); }),
            "moves more than a hold of its payer");
}

TEST_F(ExaminedApprovals, NothingExpiresBeforeItsTime) {
  expire();
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(told([](Record& record) { --record.time.milliseconds; }),
            "expired before its time was over");
}

TEST_F(ExaminedApprovals, AWalletDoesNotEndWhileAPaymentWaits) {
  WalletArchived archived{.wallet = {6}, .wallet_id = {{1, 6}}};
  EXPECT_EQ(wrong_end(world_.books, {.fact = archived}),
            "archives a wallet with payments that wait for approval");
}

TEST_F(ExaminedApprovals, BooksThatDifferInOneSaySo) {
  const Books before = world_.books;
  decide(ApprovalStatus::rejected);
  Books other = world_.books;
  other.approvals.begin()->second.status = ApprovalStatus::expired;
  EXPECT_EQ(difference(world_.books, other),
            "the approval that was asked for with record " + std::to_string(asked().value));
}

}  // namespace
}  // namespace bursar::ledger::examiner_approvals_test
