// What an examiner finds of payouts.

#include "ledger/archiving.hpp"
#include "ledger/books_difference.hpp"
#include "ledger/payout_deeds.hpp"
#include "tests/ledger/decisions.hpp"
#include "tests/ledger/examined.hpp"

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::ledger::examiner_payouts_test {
namespace {

using namespace tests;
using tests::decide;
using enum PayoutStatus;

/// Wallet 6, bound by a policy, pays 300 units out; wallet 7 has a budget.
class ExaminedPayouts : public Examined {
 protected:
  ExaminedPayouts() { world_.fund(6, amount(1'000)); }

  void ask(std::uint64_t payer = 6) {
    const PayOut payout{.pay = {.payer = address_of(payer),
                                .payee_external = "dest_1",
                                .amount = amount(300),
                                .salt = 7},
                        .destination = {.masked = "{}", .sealed = {1}}};
    world_.commit(world_.wallet(payer)
                      .decide(payout, world_.terms, world_.now, world_.policy(payer))
                      .value());
  }
  Sequence payout() const { return world_.books.payouts.begin()->first; }
  void act(PayoutEvent event, std::uint64_t payer = 6) {
    const ActOnPayout asked{.payout = payout(),
                            .asked = std::get<PayoutAsked>(world_.records[payout().value - 1].fact),
                            .event = event};
    if (event == PayoutEvent::submit) world_.now.milliseconds += 10'000;
    world_.commit(decide(world_.wallet(payer).state(), asked, world_.now).value().value());
  }
  template <class F, class Change>
  void expect_told(const std::string& what, Change change) {
    EXPECT_EQ(told_of<F>(change), what);
  }
  template <class Change>
  void expect_record(const std::string& what, Change change) {
    EXPECT_EQ(told(change), what);
  }
};

TEST_F(ExaminedPayouts, APayoutIsJudgedAsThePaymentThatItIs) {
  ask();
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(world_.books.accounts[6].held, Money::units(300));
  const Payout& known = world_.books.payouts.at(payout());
  EXPECT_EQ(known.wallet, AccountNumber{6});
  EXPECT_EQ(known.last, payout());
  expect_told<PayoutAsked>("pays out of a wallet that is not there",
                           [](PayoutAsked& asked) { asked.payment.payer = {99}; });
  expect_told<PayoutAsked>("holds -0.000007",
                           [](PayoutAsked& asked) { asked.payment.drawn = Money::units(1'000); });
  expect_told<PayoutAsked>("arrives on a day that no calendar has",
                           [](PayoutAsked& asked) { asked.arrives_on = -1; });
  expect_told<PayoutAsked>("names a payer wallet that is not there",
                           [](PayoutAsked& asked) { asked.payment.payer_id = {}; });
  expect_told<PayoutAsked>("pays out at a fee",
                           [](PayoutAsked& asked) { asked.payment.fee = Money::units(1); });
  expect_told<PayoutAsked>("pays out to a wallet", [](PayoutAsked& asked) {
    asked.payment.payee = {7};
    asked.payment.payee_id = {{1, 7}};
  });
  expect_told<PayoutAsked>("pays out to nowhere",
                           [](PayoutAsked& asked) { asked.destination.sealed.clear(); });
  expect_told<PayoutAsked>("is to be submitted before it was asked for", [](PayoutAsked& asked) {
    asked.submit_at = {asked.payment.counted_at.milliseconds - 1};
  });
  expect_told<PayoutAsked>("counts less than its own amount",
                           [](PayoutAsked& asked) { asked.payment.usage_after.in_day = {}; });
  expect_record("moves more than a payout of its payer",
                [](Record& record) { record.entries.clear(); });
}

TEST_F(ExaminedPayouts, APayoutThatNeededApprovalWasNotToBeAskedFor) {
  ask();
  Examiner examiner;
  for (Record record : world_.before_last()) {
    if (auto* opened = std::get_if<Opened>(&record.fact))
      opened->policy->terms.approval_above = Money::units(200);
    EXPECT_EQ(examiner.take(record), std::nullopt);
  }
  EXPECT_EQ(examiner.take(world_.records.back()),
            "was paid without the approval that its policy asks for");
}

TEST_F(ExaminedPayouts, APayoutGoesOnInItsTurn) {
  ask();
  act(PayoutEvent::submit);
  EXPECT_EQ(told(), "nothing");
  const std::string turn = "moves a payout out of its turn";
  expect_told<PayoutAdvanced>(turn, [](PayoutAdvanced& one) { one.status = settling; });
  expect_told<PayoutAdvanced>(turn, [](PayoutAdvanced& one) { one.status = failed; });
  expect_told<PayoutAdvanced>("submits a payout before its time",
                              [](PayoutAdvanced& one) { one.at = noon; });
  expect_told<PayoutAdvanced>("moves a payout that is not open",
                              [](PayoutAdvanced& one) { one.payout = {1}; });
  expect_told<PayoutAdvanced>("moves a payout that is not open",
                              [](PayoutAdvanced& one) { one.payer = {99}; });
  expect_told<PayoutAdvanced>("names a payer wallet that is not there",
                              [](PayoutAdvanced& one) { one.payer_id = {}; });
  expect_record("moves more than a payout of its payer",
                [](Record& record) { record.entries.clear(); });
  act(PayoutEvent::settle);
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(world_.books.payouts.at(payout()).status, settling);
  EXPECT_EQ(world_.books.payouts.at(payout()).last, world_.books.last());
}

TEST_F(ExaminedPayouts, AnEndIsInItsTurnAndFollowsItsPayout) {
  ask();
  act(PayoutEvent::cancel);
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(world_.books.accounts[6].held, Money{});
  const std::string other = "moves another payout than the one that is open";
  expect_told<PayoutEnded>(other, [](PayoutEnded& ended) { ended.held = Money{}; });
  expect_told<PayoutEnded>(other, [](PayoutEnded& ended) { ended.amount = amount(299); });
  expect_told<PayoutEnded>(other, [](PayoutEnded& ended) { --ended.counted_at.milliseconds; });
  expect_told<PayoutEnded>("moves a payout that is not open",
                           [](PayoutEnded& ended) { ended.payout = {1}; });
  expect_told<PayoutEnded>("ends a payout out of its turn",
                           [](PayoutEnded& ended) { ended.status = completed; });
  expect_told<PayoutEnded>("names a payer wallet that is not there",
                           [](PayoutEnded& ended) { ended.payer_id = {}; });
  expect_record("does not follow the payout that it ends",
                [](Record& record) { record.previous_of_payment = {}; });
  expect_record("moves more than a payout of its payer",
                [](Record& record) { record.entries.clear(); });
}

TEST_F(ExaminedPayouts, AnEntryOfAnEndIsOfNothingAndOfItsPayer) {
  ask();
  act(PayoutEvent::cancel);
  Books before;
  for (const Record& record : world_.before_last()) before.apply(record);
  const auto wrong = [&](Entry entry) {
    Record changed = world_.records.back();
    changed.entries = {entry};
    return wrong_end_of_payout(before, changed, std::get<PayoutEnded>(changed.fact));
  };
  EXPECT_EQ(wrong({.account = {6}}), std::nullopt);
  EXPECT_EQ(wrong({.account = {7}}), "moves more than a payout of its payer");
  EXPECT_EQ(wrong({.account = {6}, .amount = money(1)}), "moves more than a payout of its payer");
}

TEST_F(ExaminedPayouts, ACompletionPostsWhatWasHeld) {
  ask();
  act(PayoutEvent::submit);
  act(PayoutEvent::complete);
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(world_.books.accounts[6].posted, 700);
  EXPECT_EQ(world_.books.payouts.at(payout()).status, completed);
  expect_told<PayoutCompleted>("has a salt that no id can tell",
                               [](PayoutCompleted& one) { one.salt = salt_mask + 1; });
  expect_told<PayoutCompleted>("moves another payout than the one that is open",
                               [](PayoutCompleted& one) { one.drawn = Money::units(1); });
  expect_told<PayoutCompleted>("names a payer wallet that is not there",
                               [](PayoutCompleted& one) { one.payer_id = {}; });
  expect_record("does not follow the payout that it ends",
                [](Record& record) { record.previous_of_payment = {}; });
  Books before;
  for (const Record& record : world_.before_last()) before.apply(record);
  const auto wrong = [&](std::vector<Entry> entries) {
    Record changed = world_.records.back();
    changed.entries = std::move(entries);
    return wrong_completion(before, changed, std::get<PayoutCompleted>(changed.fact));
  };
  const std::string posts = "does not post the 0.000003 that it pays out";
  EXPECT_EQ(
      wrong({{.account = {6}, .amount = money(-300)}, {.account = {1}, .amount = money(300)}}),
      posts);
  EXPECT_EQ(
      wrong({{.account = {7}, .amount = money(-300)}, {.account = {3}, .amount = money(300)}}),
      posts);
  Record early = world_.records.back();
  Books pending_still;
  for (const Record& record : world_.before_last().first(payout().value))
    pending_still.apply(record);
  EXPECT_EQ(wrong_completion(pending_still, early, std::get<PayoutCompleted>(early.fact)),
            "completes a payout out of its turn");
}

TEST_F(ExaminedPayouts, WhatWasDrawnComesFromTheBudgetsSource) {
  ask(7);
  act(PayoutEvent::submit, 7);
  act(PayoutEvent::complete, 7);
  EXPECT_EQ(told(), "nothing");
  Books before;
  for (const Record& record : world_.before_last()) before.apply(record);
  Record changed = world_.records.back();
  changed.entries = {{.account = {2}, .amount = money(-300)},
                     {.account = {3}, .amount = money(300)}};
  EXPECT_EQ(wrong_completion(before, changed, std::get<PayoutCompleted>(changed.fact)),
            "draws 0.000003 from what is not its budget's source");
}

TEST_F(ExaminedPayouts, AWalletDoesNotEndWhileAPayoutIsOpen) {
  ask();
  EXPECT_EQ(wrong_end(world_.books, {.fact = WalletArchived{.wallet = {6}, .wallet_id = {{1, 6}}}}),
            "archives a wallet with payouts that are open");
}

TEST_F(ExaminedPayouts, BooksThatDifferInOneSaySo) {
  ask();
  Books other = world_.books;
  other.payouts.begin()->second.status = submitted;
  EXPECT_EQ(difference(world_.books, other),
            "the payout that was asked for with record " + std::to_string(payout().value));
}

}  // namespace
}  // namespace bursar::ledger::examiner_payouts_test
