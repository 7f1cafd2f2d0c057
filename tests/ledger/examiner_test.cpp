#include "ledger/examiner.hpp"

#include "tests/ledger/examined.hpp"

#include <gtest/gtest.h>

namespace bursar::ledger::examiner_test {
namespace {

using namespace tests;

class ExaminerTest : public Examined {};

TEST_F(ExaminerTest, NamesABrokenPromise) {
  world_.fund(6, amount(1'000));
  EXPECT_EQ(told([](Record& record) { record.entries.pop_back(); }),
            "has entries that do not sum to zero");
}

TEST_F(ExaminerTest, APaymentSaysWhatItPosts) {
  world_.fund(6, amount(1'000));
  pay(6, 7, 250);
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(told_of<Paid>([](Paid& paid) { paid.amount = amount(249); }),
            "posts -0.00000251 to the payer of a payment that costs 0.0000025");
  EXPECT_EQ(told_of<Paid>([](Paid& paid) {
              paid.amount = amount(249);
              paid.fee = money(2);
            }),
            "posts 0.0000025 to the payee of a payment of 0.00000249");
  EXPECT_EQ(
      told([](Record& record) {  // the treasury has it instead
        record.entries.back() = {
            .account = {1}, .amount = money(250), .balance_after = money(-750), .previous = {4}};
      }),
      "posts 0.00 to the payee of a payment of 0.0000025");
  EXPECT_EQ(told_of<Paid>([](Paid& paid) { paid.payer_id.bits.low = 5; }),
            "names a payer wallet that is not there");
  EXPECT_EQ(told_of<Paid>([](Paid& paid) { paid.payee = {99}; }),
            "names a payee wallet that is not there");
  EXPECT_EQ(told_of<Paid>([](Paid& paid) { paid.salt = salt_mask + 1; }),
            "has a salt that no id can tell");
  EXPECT_EQ(told_of<Paid>([](Paid& paid) { paid.salt = salt_mask; }), "nothing");
}

TEST_F(ExaminerTest, APaymentCountsWithinThePolicyThatItNames) {
  world_.fund(6, amount(5'000));
  pay(6, 7, 500);
  const auto counted = [this](Money day, Money month, Money total) {
    return told_of<Paid>([&](Paid& paid) {
      paid.usage_after.in_day = day;
      paid.usage_after.in_month = month;
      paid.usage_after.in_total = total;
    });
  };
  EXPECT_EQ(counted(money(1'201), money(1'201), money(1'201)),
            "counts 0.00001201 where max_per_day allows 0.000012");
  EXPECT_EQ(counted(money(500), money(2'001), money(2'001)),
            "counts 0.00002001 where max_per_month allows 0.00002");
  EXPECT_EQ(counted(money(500), money(500), money(5'001)),
            "counts 0.00005001 where max_total allows 0.00005");
  EXPECT_EQ(counted(money(499), money(500), money(500)), "counts less than its own amount");
  EXPECT_EQ(counted(money(500), money(499), money(500)), "counts less than its own amount");
  EXPECT_EQ(counted(money(500), money(500), money(499)), "counts less than its own amount");
  EXPECT_EQ(told_of<Paid>([](Paid& paid) {
              paid.policy_version = 2;  // what that one allowed, nobody knows
              paid.usage_after.in_day = money(1'201);
            }),
            "nothing");
  EXPECT_EQ(told_of<Paid>([](Paid& paid) { ++paid.usage_after.month; }),
            "counts in a month that its day is not in");
  EXPECT_EQ(told_of<Paid>([](Paid& paid) { paid.policy.bits.high = 9; }),
            "was judged by a policy that is not there");
  EXPECT_EQ(told([](Record& record) {
              auto& paid = std::get<Paid>(record.fact);
              paid.amount = amount(501);
              paid.fee = money(1);  // what was debited stays the same
              record.entries.back().amount = record.entries.back().balance_after = money(501);
              record.entries[1].amount = record.entries[1].balance_after = money(1);
              paid.usage_after.in_day = paid.usage_after.in_month = money(501);
              paid.usage_after.in_total = money(501);
            }),
            "counts 0.00000501 where max_per_tx allows 0.000005");
}

TEST_F(ExaminerTest, APaymentKeepsTheRulesThatNeedNoRecount) {
  world_.fund(6, amount(5'000));
  world_.record(
      {.time = world_.now,
       .organizations = {{{.organization = {1}}}},
       .fact = PolicyChanged{.terms = {.id = {{1, 1}},
                                       .version = 2,
                                       .velocity = Velocity{.count = 3, .window_seconds = 60},
                                       .blocked_categories = Categories{"games"},
                                       .expires_at = Time{world_.now.milliseconds + 60}}}});
  pay(6, 7, 100);
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(told_of<Paid>([](Paid& one) { one.velocity_count = 2; }),
            "counts its window by another rule than its policy's");
  EXPECT_EQ(told_of<Paid>([](Paid& one) { one.counted_at.milliseconds += 60; }),
            "was let pass by a policy that had expired");
  EXPECT_EQ(told_of<Paid>([](Paid& one) { one.category = "games"; }),
            "pays what its policy's lists forbid");
  EXPECT_EQ(told_of<Paid>([](Paid& one) { one.velocity_count = 1'001; }),
            "counts 1001 payments of a window");
  EXPECT_EQ(told_of<Paid>([](Paid& one) { one.counted_at.milliseconds += day_ms; }),
            "counts at an instant that is not in its day");

  world_.record({.time = world_.now,
                 .organizations = {{{.organization = {1}}}},
                 .fact = PolicyChanged{.terms = {.id = {{1, 1}}, .version = 3}}});
  pay(6, 7, 100);
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(told_of<Paid>([](Paid& one) { one.velocity_count = 3; }),
            "counts its window by another rule than its policy's");
}

// As journals of older writers have it: the day alone.
TEST_F(ExaminerTest, APaymentMayTellTheDayAloneThatItCountsIn) {
  world_.fund(6, amount(5'000));
  Decided paid = decided(6, 7, 100);
  std::get<Paid>(paid.fact).counted_at = {};
  world_.commit(paid);
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(world_.wallet(6).state().recent.newest(), world_.records.back().time);
}

TEST_F(ExaminerTest, ABudgetIsALimitToo) {
  world_.fund(7, amount(5'000));
  pay(7, 6, 1'500);
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(told_of<Paid>([](Paid& paid) { paid.usage_after.in_total = money(1'501); }),
            "counts 0.00001501 where the budget allows 0.000015");
}

TEST_F(ExaminerTest, CountersAreRecomputedFromNothing) {
  world_.fund(6, amount(5'000));
  pay(6, 7, 300);
  pay(6, 7, 300);
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(told_of<Paid>([](Paid& paid) { paid.usage_after.in_total = money(300); }),
            "says that the payer then has spent 0.000003 in all, 0.000006 in the month, 0.000006 "
            "in the day; its payments sum to 0.000006, 0.000006, 0.000006");
  EXPECT_EQ(told_of<Paid>([](Paid& paid) { paid.usage_after.in_month = money(300); }),
            "says that the payer then has spent 0.000006 in all, 0.000003 in the month, 0.000006 "
            "in the day; its payments sum to 0.000006, 0.000006, 0.000006");
  EXPECT_EQ(told_of<Paid>([](Paid& paid) { paid.usage_after.in_day = money(300); }),
            "says that the payer then has spent 0.000006 in all, 0.000006 in the month, 0.000003 "
            "in the day; its payments sum to 0.000006, 0.000006, 0.000006");
}

TEST_F(ExaminerTest, PaymentsThatOvertakeEachOtherAreNotAccused) {
  world_.fund(6, amount(5'000));
  const Decided first = decided(6, 7, 300);
  world_.wallet(6).hold(first, world_.now);
  pay(6, 7, 400);  // knows of the hold, and is written before it
  EXPECT_EQ(told(), "nothing");
  world_.wallet(6).release(first, world_.now);
  world_.commit(first);
  EXPECT_EQ(told(), "nothing");
}

TEST_F(ExaminerTest, APaymentMayBeWrittenOnTheDayAfterTheOneItCountsIn) {
  world_.fund(6, amount(5'000));
  const Decided evening = decided(6, 7, 300);
  world_.wallet(6).hold(evening, world_.now);
  world_.now.milliseconds += day_ms;
  pay(6, 7, 400);
  world_.wallet(6).release(evening, world_.now);
  world_.commit(evening);
  EXPECT_EQ(told(), "nothing");
}

TEST_F(ExaminerTest, AFundingSaysWhatItPosts) {
  world_.fund(6, amount(1'000));
  EXPECT_EQ(told_of<Funded>([](Funded& funded) { funded.amount = amount(999); }),
            "does not post the 0.00000999 that it funds");
  EXPECT_EQ(told_of<Funded>([](Funded& funded) { funded.wallet = {1}; }),
            "names a funded wallet that is not there");
  EXPECT_EQ(told([](Record& record) {  // only a part of it is the treasury's
              record.entries.front().amount = record.entries.front().balance_after = money(-600);
              record.entries.push_back(
                  {.account = {3}, .amount = money(-400), .balance_after = money(-400)});
            }),
            "does not post the 0.00001 that it funds");
  EXPECT_EQ(told_of<Funded>([](Funded& funded) { funded.salt = salt_mask + 1; }),
            "has a salt that no id can tell");
  EXPECT_EQ(told_of<Funded>([](Funded& funded) { funded.salt = salt_mask; }), "nothing");
  EXPECT_EQ(told([](Record& record) {
              std::get<Funded>(record.fact).from = {3};
              record.entries.front().account = {3};
            }),
            "funds from a treasury that is not the wallet's");
}

TEST_F(ExaminerTest, ADepositSaysWhatItPostsAndForWhom) {
  world_.commit(
      world_.wallet(5)
          .decide(
              Clear{.wallet = address_of(5), .organization_id = {{1, 0}}, .amount = amount(1'000)},
              world_.terms, world_.now)
          .value());
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(told_of<Cleared>([](Cleared& cleared) { cleared.amount = amount(999); }),
            "does not post the 0.00000999 that it clears");
  EXPECT_EQ(told_of<Cleared>([](Cleared& cleared) { cleared.kind = Clearing::withdrawal; }),
            "does not post the 0.00001 that it clears");
  EXPECT_EQ(told([](Record& record) { record.entries.front().account = {1}; }),
            "does not post the 0.00001 that it clears");
  EXPECT_EQ(told_of<Cleared>([](Cleared& cleared) { cleared.wallet = {1}; }),
            "names a cleared wallet that is not there");
  EXPECT_EQ(told_of<Cleared>([](Cleared& cleared) {
              cleared.wallet = {6};
              cleared.wallet_id = {{1, 6}};
            }),
            "clears with a wallet that is not an organisation's own");
  EXPECT_EQ(told_of<Cleared>([](Cleared& cleared) { cleared.organization_id = {{2, 0}}; }),
            "clears for another organisation than its wallet's");
  EXPECT_EQ(
      told_of<Cleared>([](Cleared& cleared) { cleared.environment = Environment::production; }),
      "clears for another organisation than its wallet's");
  EXPECT_EQ(told_of<Cleared>([](Cleared& cleared) { cleared.salt = salt_mask + 1; }),
            "has a salt that no id can tell");
}

TEST_F(ExaminerTest, TheFaucetCountsADay) {
  faucet(6, 100, true);
  faucet(6, 50, false);
  EXPECT_EQ(told(), "nothing");
  faucet(6, 200, true);
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(told_of<Funded>([](Funded& funded) { funded.faucet_used_after = money(200); }),
            "says that the day at the faucet came to 0.000002 after 0.000001");
  EXPECT_EQ(told_of<Funded>([](Funded& funded) { --funded.faucet_day; }),
            "goes back to an earlier day at the faucet");
  world_.now.milliseconds += day_ms;
  faucet(6, 10, true);
  EXPECT_EQ(told(), "nothing");
}

TEST_F(ExaminerTest, ARefusalMovesNothing) {
  world_.record({.time = noon,
                 .organizations = {{{.organization = {1}}}},
                 .entries = {{.account = {1}}, {.account = {6}}},
                 .fact = Refused{.wallet = {6}}});
  EXPECT_EQ(told(), "refuses and moves money");
  EXPECT_EQ(told([](Record& record) { record.entries.clear(); }), "nothing");
}

TEST_F(ExaminerTest, MoneyStaysInItsOrganisationsAndEnvironment) {
  world_.fund(6, amount(1'000));
  EXPECT_EQ(told([](Record& record) {
              record.organizations[0] = {.organization = {2}, .sequence = {2}, .previous = {3}};
            }),
            "moves money of an organisation that it is not linked to");
  Opened production;
  production.wallets.push_back({.address = address_of(5)});
  production.wallets[0].address.environment = Environment::production;
  production.wallets[0].address.system_accounts = {15};
  production.wallets[0].address.account = {19};
  world_.record({.time = noon, .organizations = {{{.organization = {1}}}}, .fact = production});
  EXPECT_EQ(told_of<Opened>([](Opened& opened) {
              opened.wallets[0].address.account = {15};
              opened.wallets[0].address.system_accounts = {1};
            }),
            "opens a wallet beside the system accounts of others");
  world_.record({.time = noon,
                 .organizations = {{{.organization = {1}}}},
                 .entries = {{.account = {1}}, {.account = {19}}},
                 .fact = Recovered{}});
  EXPECT_EQ(told(), "moves money between sandbox and production");
}

}  // namespace
}  // namespace bursar::ledger::examiner_test
