#include "ledger/books_difference.hpp"

#include "tests/ledger/two_organizations.hpp"
#include "tests/support/amounts.hpp"

#include <functional>

#include <gtest/gtest.h>

namespace bursar::ledger::books_difference_test {
namespace {

TEST(BooksDifferenceTest, BooksOfTheSameRecordsSayTheSame) {
  tests::TwoOrganizations world;
  world.fund(6, tests::amount("10.00"));
  Books replayed;
  for (const Record& record : world.records) replayed.apply(record);
  EXPECT_EQ(difference(world.books, replayed), std::nullopt);
}

TEST(BooksDifferenceTest, OneRecordMoreIsAnotherEnd) {
  tests::TwoOrganizations world;
  const Books before = world.books;
  world.fund(6, tests::amount("10.00"));
  EXPECT_EQ(difference(before, world.books), "the last record");
}

TEST(BooksDifferenceTest, WhateverIsAnotherIsNamed) {
  const tests::TwoOrganizations world;
  struct Row {
    std::string named;
    std::function<void(Books&)> change;
  };
  const KeyId key = world.books.keys.begin()->first;
  const PolicyId policy = world.books.policies.begin()->first;
  const std::vector<Row> rows = {
      {"account 3", [](Books& books) { books.accounts[3].posted += 1; }},
      {"the owner of account 6", [](Books& books) { books.owners[6] = {8}; }},
      {"account 15", [](Books& books) { books.accounts.emplace_back(); }},
      {"the wallet of account 6", [](Books& books) { books.wallets.erase({6}); }},
      {"the wallet of account 13",
       [](Books& books) {
         WalletState state = books.wallets.at({13}).state();
         state.posted = tests::usd("0.01");
         books.wallets[{13}] = Wallet{state};
       }},
      {"the profile of account 7", [](Books& books) { books.profiles.at({7}).updated_at = {1}; }},
      {"the last record of organisation 2",
       [](Books& books) { books.organization_heads[2].count = {99}; }},
      {"organisation 1", [](Books& books) { books.organizations[1].keys.clear(); }},
      {"the key " + text("key_", key.bits),
       [key](Books& books) { books.keys.at(key).revoked = true; }},
      {"the policy " + text("pol_", policy.bits),
       [policy](Books& books) { books.policies.erase(policy); }},
      {"the dispute that was opened with record 9",
       [](Books& books) { books.disputes[{9}].payment = {3}; }},
      {"the session of account 6", [](Books& books) { books.sessions[{6}].generation = 1; }},
  };
  for (const Row& row : rows) {
    Books changed = world.books;
    row.change(changed);
    EXPECT_EQ(difference(world.books, changed), row.named);
    EXPECT_EQ(difference(changed, world.books), row.named);
  }
}

}  // namespace
}  // namespace bursar::ledger::books_difference_test
