// What an examiner remembers of the records before: chains, sums, and books to go on from.

#include "ledger/examiner.hpp"
#include "tests/ledger/examined.hpp"

#include <utility>

#include <gtest/gtest.h>

namespace bursar::ledger::examiner_books_test {
namespace {

using namespace tests;

class ExaminerBooksTest : public Examined {};

TEST_F(ExaminerBooksTest, TheRecordsOfAPaymentAreOneChain) {
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

TEST_F(ExaminerBooksTest, OneThatGoesOnFromBooksSaysTheSame) {
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

TEST_F(ExaminerBooksTest, OfWhatIsArchivedAPaymentIsStillFollowedOnce) {
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

TEST_F(ExaminerBooksTest, OneThatGoesOnKnowsWhatIsProduction) {
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

TEST_F(ExaminerBooksTest, ACheckpointSumsUpWhatIsBeforeIt) {
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

TEST_F(ExaminerBooksTest, TheTrialBalanceIsOfEachOrganisationAndEnvironment) {
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
}  // namespace bursar::ledger::examiner_books_test
