#include "actors/journal_heads.hpp"

#include "actors/beginning.hpp"
#include "actors/books_states.hpp"
#include "tests/ledger/two_organizations.hpp"
#include "tests/support/amounts.hpp"

#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::actors::journal_heads_test {
namespace {

using ledger::Record;
using tests::TwoOrganizations;

/// What whoever decided has written, before the writer.
Record unplaced(Record record) {
  record.sequence = {};
  for (ledger::OrganizationLink& link : record.organizations)
    link = {.organization = link.organization};
  for (ledger::Entry& entry : record.entries)
    entry = {.account = entry.account, .amount = entry.amount};
  return record;
}

TwoOrganizations after_payments(const std::vector<std::uint32_t>& units) {
  TwoOrganizations world;
  for (const std::uint64_t payer : {6U, 13U}) world.fund(payer, tests::amount(1'000'000));
  for (std::size_t i = 0; i < units.size(); ++i) {
    const std::uint64_t payer = i % 2 == 0 ? 6 : 13;
    const std::uint64_t payee = i % 3 == 0 ? 13 : i % 3 == 1 ? 6 : 5;
    if (payer == payee) continue;
    const auto decided = world.decide(payer, {.payer = tests::address_of(payer),
                                              .payee = tests::address_of(payee),
                                              .amount = tests::amount(1 + units[i] % 500)});
    if (decided) world.commit(*decided);
  }
  return world;
}

// Two who write a record's figures down, the writer and the books' own test, must agree on each.
RC_GTEST_PROP(JournalHeadsTest, PlacesEveryRecordWhereTheBooksExpectIt,
              (const std::vector<std::uint32_t>& units)) {
  const TwoOrganizations world = after_payments(units);
  JournalHeads heads;
  for (const Record& expected : world.records) {
    Record placed = unplaced(expected);
    heads.place(placed);
    RC_ASSERT(placed == expected);
  }
  RC_ASSERT(heads.last() == world.books.last());
}

RC_GTEST_PROP(JournalHeadsTest, GoOnFromTheBooksOfAnEarlierLife,
              (const std::vector<std::uint32_t>& units)) {
  TwoOrganizations world = after_payments(units);
  JournalHeads heads = Beginning{BooksStates{world.books}}.heads;
  world.fund(7, tests::amount(5));
  Record placed = unplaced(world.records.back());
  heads.place(placed);
  RC_ASSERT(placed == world.records.back());
}

TEST(JournalHeadsTest, TimeNeverGoesBack) {
  JournalHeads heads;
  Record late{.time = {9}, .fact = ledger::Genesis{}};
  Record early{.time = {3}, .fact = ledger::Genesis{}};
  heads.place(late);
  heads.place(early);
  EXPECT_EQ(early.time, ledger::Time{9});
  EXPECT_EQ(heads.last_time(), ledger::Time{9});
}

TEST(JournalHeadsTest, MoreFeesThanThereAreBecomeARefusal) {
  TwoOrganizations world;
  JournalHeads heads = Beginning{BooksStates{world.books}}.heads;
  const auto taking = [](std::int64_t units) {
    return Record{.organizations = {{{.organization = {1}}}},
                  .entries = {{.account = {2}, .amount = tests::money(-units)},
                              {.account = {3}, .amount = tests::money(units)}},
                  .fact = ledger::Cleared{.kind = ledger::Clearing::fees_withdrawal,
                                          .wallet = {5},
                                          .amount = tests::amount(units)}};
  };
  Record collected{.entries = {{.account = {1}, .amount = tests::money(-7)},
                               {.account = {2}, .amount = tests::money(7)}},
                   .fact = ledger::Paid{}};
  heads.place(collected);
  Record most = taking(7);
  heads.place(most);
  EXPECT_EQ(most.entries[0].balance_after, ledger::Money{});
  Record more = taking(1);
  heads.place(more);
  EXPECT_TRUE(more.entries.empty());
  EXPECT_EQ(std::get<ledger::Refused>(more.fact).error.code, ledger::Errc::insufficient_funds);
  EXPECT_EQ(more.organizations[0].sequence.value, most.organizations[0].sequence.value + 1);
  EXPECT_EQ(heads.account({2}).head.balance(), ledger::Money{});
}

TEST(JournalHeadsDeathTest, AWalletBelowZeroIsOurBug) {
  TwoOrganizations world;
  JournalHeads heads = Beginning{BooksStates{world.books}}.heads;
  Record record{.organizations = {{{.organization = {1}}}},
                .entries = {{.account = {6}, .amount = tests::money(-1)},
                            {.account = {1}, .amount = tests::money(1)}},
                .fact = ledger::Funded{}};
  EXPECT_DEATH(heads.place(record), "CHECK failed");
}

TEST(JournalHeadsDeathTest, WhatDoesNotBalanceIsNotWritten) {
  JournalHeads heads;
  Record record{.entries = {{.account = {6}, .amount = tests::money(1)}}, .fact = ledger::Funded{}};
  EXPECT_DEATH(heads.place(record), "CHECK failed");
}

}  // namespace
}  // namespace bursar::actors::journal_heads_test
