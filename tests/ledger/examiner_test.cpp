#include "ledger/examiner.hpp"

#include "tests/ledger/two_organizations.hpp"
#include "tests/support/amounts.hpp"

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bursar::ledger {
namespace {

using namespace tests;

class ExaminerTest : public testing::Test {
 protected:
  Decided decided(std::uint64_t payer, std::uint64_t payee, std::int64_t units) {
    return world_.wallet(payer)
        .decide(
            Pay{.payer = address_of(payer), .payee = address_of(payee), .amount = amount(units)},
            world_.terms, world_.now)
        .value();
  }
  void pay(std::uint64_t payer, std::uint64_t payee, std::int64_t units) {
    world_.commit(decided(payer, payee, units));
  }

  void faucet(std::uint64_t account, std::int64_t units, bool limited) {
    world_.commit(world_.wallet(account)
                      .decide(Fund{.wallet = address_of(account),
                                   .source = FundingSource::test_faucet,
                                   .amount = amount(units),
                                   .faucet_limited = limited},
                              world_.terms, world_.now)
                      .value());
  }

  /// What is said of the world's last record, once it is changed.
  template <class Change>
  std::string told(Change change) const {
    Examiner examiner;
    for (const Record& record : world_.before_last())
      EXPECT_EQ(examiner.take(record), std::nullopt);
    Record last = world_.records.back();
    change(last);
    return examiner.take(last).value_or("nothing");
  }

  template <class F, class Change>
  std::string told_of(Change change) const {
    return told([&](Record& record) { change(std::get<F>(record.fact)); });
  }

  std::string told() const {
    return told([](const Record&) {});
  }

  TwoOrganizations world_;
};

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

TEST_F(ExaminerTest, AWalletsCopyOfAPolicySaysWhatThePolicySays) {
  PolicyTerms terms = world_.wallet(6).state().policy;
  world_.record({.time = noon,
                 .organizations = {{{.organization = {1}}}},
                 .fact = PolicyAttached{.wallet = {7}, .terms = terms}});
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(
      told_of<PolicyAttached>([](PolicyAttached& attached) { attached.terms.id.bits.low = 7; }),
      "binds a wallet by a policy that is not there");
  EXPECT_EQ(
      told_of<PolicyAttached>([](PolicyAttached& attached) { attached.terms.max_total = {}; }),
      "binds a wallet by other terms than its policy's");
  EXPECT_EQ(told_of<PolicyAttached>([](PolicyAttached& attached) {
              attached.terms.version = 2;  // what that one said, nobody knows
              attached.terms.max_total = {};
            }),
            "nothing");
}

TEST_F(ExaminerTest, AWalletIsOpenedUnderTermsThatItsPolicyHas) {
  Opened opened;
  opened.wallets.push_back({.address = address_of(6), .policy = world_.wallet(6).state().policy});
  opened.wallets[0].address.account = {15};
  world_.record({.time = noon, .organizations = {{{.organization = {1}}}}, .fact = opened});
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(told_of<Opened>([](Opened& made) { made.wallets[0].policy.max_total = money(9); }),
            "binds a wallet by other terms than its policy's");
  for (const bool another : {false, true})
    EXPECT_EQ(told_of<Opened>([&](Opened& made) {
                made.wallets[0].policy.id.bits.low = 7;
                if (another) made.policy = PolicyMade{.terms = {.id = {{9, 9}}, .version = 1}};
              }),
              "binds a wallet by a policy that is not there");
}

TEST_F(ExaminerTest, TheRecordsOfAPaymentAreOneChain) {
  world_.fund(6, amount(1'000));
  pay(6, 7, 250);
  const Sequence payment = world_.books.last();
  const auto follow = [this](Sequence previous) {
    world_.record({.time = noon, .previous_of_payment = previous, .fact = Recovered{}});
  };
  follow(payment);
  EXPECT_EQ(told(), "nothing");
  follow(world_.books.last());
  EXPECT_EQ(told(), "nothing");
  follow(payment);
  EXPECT_EQ(told(),
            "says that the one before it of its payment is 5; that is none, or another one "
            "follows it");
  EXPECT_EQ(told([](Record& record) { record.previous_of_payment = {99}; }),
            "says that the one before it of its payment is 99; that is none, or another one "
            "follows it");
  EXPECT_EQ(told([](Record& record) { record.previous_of_payment = {4}; }),
            "says that the one before it of its payment is 4; that is none, or another one "
            "follows it");
}

TEST_F(ExaminerTest, OneThatGoesOnFromBooksSaysTheSame) {
  world_.fund(6, amount(5'000));
  faucet(7, 100, true);
  const Decided first = decided(6, 7, 300);
  world_.wallet(6).hold(first, world_.now);
  pay(6, 13, 400);  // knows of the hold, and is written before it
  world_.wallet(6).release(first, world_.now);
  world_.commit(first);
  for (std::size_t split = 0; split <= world_.records.size(); ++split) {
    Examiner before;
    for (std::size_t i = 0; i < split; ++i) EXPECT_FALSE(before.take(world_.records[i]));
    auto [books, peaks] = std::move(before).leave();
    Examiner after{std::move(books), std::move(peaks)};
    for (std::size_t i = split; i < world_.records.size(); ++i) {
      if (i + 1 == world_.records.size()) {
        Record wrong = world_.records[i];
        std::get<Paid>(wrong.fact).usage_after.in_total = money(1);
        EXPECT_TRUE(Examiner{after}.take(wrong)) << split;
      }
      EXPECT_EQ(after.take(world_.records[i]), std::nullopt)
          << "record " << i + 1 << " at " << split;
    }
    EXPECT_EQ(after.books().standing(), world_.books.standing());
    EXPECT_EQ(after.trial_balances().size(), 2U);
    for (const TrialBalance& balance : after.trial_balances()) EXPECT_TRUE(balance.sum == 0);
  }
}

TEST_F(ExaminerTest, OfWhatIsArchivedAPaymentIsStillFollowedOnce) {
  world_.fund(6, amount(1'000));
  pay(6, 7, 250);
  const Sequence payment = world_.books.last();
  Examiner before;
  for (const Record& record : world_.records) EXPECT_FALSE(before.take(record));
  auto [books, peaks] = std::move(before).leave();
  Examiner after{std::move(books), std::move(peaks)};
  const auto follow = [&](Sequence previous) {
    return after.take(
        world_.record({.time = noon, .previous_of_payment = previous, .fact = Recovered{}}));
  };
  EXPECT_EQ(follow(payment), std::nullopt);
  const Sequence newest = world_.books.last();
  EXPECT_EQ(follow(newest), std::nullopt);
  Record next = world_.record({.time = noon, .fact = Recovered{}});
  for (const Sequence followed : {newest, payment}) {
    next.previous_of_payment = followed;
    EXPECT_EQ(Examiner{after}.take(next), "says that the one before it of its payment is " +
                                              std::to_string(followed.value) +
                                              "; that is none, or another one follows it");
  }
}

TEST_F(ExaminerTest, OneThatGoesOnKnowsWhatIsProduction) {
  Opened production;
  production.wallets.push_back({.address = address_of(5)});
  production.wallets[0].address.environment = Environment::production;
  production.wallets[0].address.system_accounts = {15};
  production.wallets[0].address.account = {19};
  world_.record({.time = noon, .organizations = {{{.organization = {1}}}}, .fact = production});
  Examiner before;
  for (const Record& record : world_.records) EXPECT_FALSE(before.take(record));
  auto [books, peaks] = std::move(before).leave();
  const Examiner after{std::move(books), std::move(peaks)};
  const auto balances = after.trial_balances();
  ASSERT_EQ(balances.size(), 3U);
  EXPECT_EQ(balances[2].organization, (OrganizationId{{1, 0}}));
  EXPECT_EQ(balances[2].environment, Environment::production);
}

TEST_F(ExaminerTest, ACheckpointSumsUpWhatIsBeforeIt) {
  world_.record({.time = noon, .fact = Checkpointed{.segment = 0, .through = {2}}});
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(told_of<Checkpointed>([](Checkpointed& fact) { fact.through = {4}; }),
            "sums up what comes after it");
  EXPECT_EQ(told([](Record& record) {
              record.organizations[0] = {.organization = {1}, .sequence = {2}, .previous = {2}};
              record.entries = {{.account = {1}}, {.account = {2}}};
            }),
            "sums up and moves money");
}

TEST_F(ExaminerTest, ARotatedKeyIsTheSameKindOfKeyAndGivesWayOnce) {
  const auto rotation = [](std::uint64_t from, std::uint64_t to) {
    return Record{
        .time = noon,
        .organizations = {{{.organization = {1}}}},
        .fact = KeyRotated{.id = {{1, from}},
                           .made = {.id = {{1, to}}, .name = "first", .secret_hash = {1}}}};
  };
  world_.record(rotation(2, 3));
  EXPECT_EQ(told(), "nothing");
  const auto told_made = [this](auto change) {
    return told_of<KeyRotated>([&](KeyRotated& fact) { change(fact.made); });
  };
  const std::string other_kind = "rotates a key into another kind of key";
  EXPECT_EQ(told_made([](KeyMade& made) { made.permissions = every_permission; }), other_kind);
  EXPECT_EQ(told_made([](KeyMade& made) { made.environment = Environment::production; }),
            other_kind);
  EXPECT_EQ(told_made([](KeyMade& made) { made.wallet = {{1, 6}}; }), other_kind);
  EXPECT_EQ(told_made([](KeyMade& made) { made.secret_hash = {}; }), "rotates a key into itself");
  EXPECT_EQ(told([](Record& record) { record.entries = {{.account = {1}}, {.account = {2}}}; }),
            "rotates a key and moves money");
  world_.record(rotation(2, 4));
  EXPECT_EQ(told(), "rotates a key that has given way already");
}

TEST_F(ExaminerTest, AKeyIsUsedBeforeThatIsTold) {
  world_.record({.time = noon, .fact = KeysUsed{{{{{1, 2}}, noon}}}});
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(told_of<KeysUsed>([](KeysUsed& fact) { ++fact.uses[0].at.milliseconds; }),
            "tells the use of a key before it");
}

TEST_F(ExaminerTest, TheTrialBalanceIsOfEachOrganisationAndEnvironment) {
  world_.fund(6, amount(1'000));
  pay(6, 13, 250);
  Examiner examiner;
  for (const Record& record : world_.records) EXPECT_EQ(examiner.take(record), std::nullopt);
  const auto balances = examiner.trial_balances();
  ASSERT_EQ(balances.size(), 2U);
  for (const TrialBalance& balance : balances) EXPECT_TRUE(balance.sum == 0);
  EXPECT_EQ(balances[0].organization, (OrganizationId{{1, 0}}));
  EXPECT_EQ(balances[1].organization, (OrganizationId{{2, 0}}));
  EXPECT_EQ(balances[1].environment, Environment::sandbox);
}

}  // namespace
}  // namespace bursar::ledger
