#include "actors/tables.hpp"

#include "actors/chunked_table.hpp"
#include "actors/durable_marks.hpp"
#include "actors/snapshot_map.hpp"

#include <cstdint>

#include <gtest/gtest.h>

namespace bursar::actors::tables_test {
namespace {

using Map = SnapshotMap<std::uint64_t, int>;

TEST(SnapshotMapTest, FindsWhatWasPutAndNothingElse) {
  Map map;
  for (std::uint64_t i = 0; i < 10'000; ++i) map.put(i, static_cast<int>(i));
  map.put(7, 70);
  map.erase(8);
  EXPECT_EQ(map.find(7), 70);
  EXPECT_EQ(map.find(8), std::nullopt);
  EXPECT_EQ(map.find(9'999), 9'999);
  EXPECT_EQ(map.find(10'000), std::nullopt);
}

TEST(SnapshotMapTest, LoadsManyRowsAtOnce) {
  Map map;
  std::vector<Map::Row> rows;
  for (std::uint64_t i = 0; i < 50'000; ++i) rows.emplace_back(i * 31, static_cast<int>(i));
  map.load(std::move(rows));
  EXPECT_EQ(map.find(std::uint64_t{31} * 49'999), 49'999);
  EXPECT_EQ(map.find(5), std::nullopt);
}

TEST(SnapshotMapTest, WhatWasLoadedTwiceIsErasedOnce) {
  Map map;
  map.load({{7, 70}, {8, 80}, {7, 71}});
  EXPECT_EQ(map.find(7), 70);
  map.erase(7);
  EXPECT_EQ(map.find(7), std::nullopt);
  EXPECT_EQ(map.find(8), 80);
}

TEST(ChunkedTableTest, RowsStayWhereTheyAreWhileItGrows) {
  ChunkedTable<int> table;
  EXPECT_EQ(table.find(0), nullptr);
  table.grow_to(3);
  *table.find(3) = 30;
  const int* const row = table.find(3);
  table.grow_to(100'000);
  EXPECT_EQ(table.find(3), row);
  EXPECT_EQ(*row, 30);
  EXPECT_EQ(*table.find(100'000), 0);
  EXPECT_EQ(table.find(100'001), nullptr);
}

TEST(TablesTest, ARotatedKeyIsHeardUntilItEnds) {
  Tables tables;
  const SecretHash first = {1};
  const SecretHash second = {2};
  const SecretHash third = {3};
  const ledger::Time end{1'000};
  tables.put({first, {.key = {{0, 1}}}});
  tables.rotate(first, {second, {.key = {{0, 2}}}}, end);
  EXPECT_TRUE(tables.principal(first, {999}));
  EXPECT_FALSE(tables.principal(first, end));
  EXPECT_EQ(tables.principal(second, end)->key, (ledger::KeyId{{0, 2}}));
  tables.rotate(second, {third, {.key = {{0, 3}}}}, {});
  EXPECT_FALSE(tables.principal(second, {}));
  EXPECT_TRUE(tables.principal(third, {}));
  tables.rotate(first, {second, {.key = {{0, 2}}}}, {});
  EXPECT_FALSE(tables.principal(first, {}));
}

TEST(TablesTest, AnEndThatWasThereAtTheStartHolds) {
  Tables tables;
  const SecretHash leaving = {1};
  const SecretHash staying = {2};
  const ledger::Time end{1'000};
  tables.load(std::vector<Tables::KeyRow>{{leaving, {.key = {{0, 1}}, .ends = end}},
                                          {staying, {.key = {{0, 2}}}}});
  EXPECT_EQ(tables.principal(leaving, {999})->key, (ledger::KeyId{{0, 1}}));
  EXPECT_FALSE(tables.principal(leaving, end));
  EXPECT_EQ(tables.principal(staying, end)->key, (ledger::KeyId{{0, 2}}));
  tables.erase(leaving);
  EXPECT_FALSE(tables.principal(leaving, {999}));
}

TEST(TablesTest, SecretsThatBeginAlikeAreTwoKeys) {
  Tables tables;
  SecretHash one = {1};
  SecretHash other = one;
  other[15] = 1;
  tables.put({one, {.key = {{0, 1}}}});
  EXPECT_FALSE(tables.principal(other, {}));
  tables.put({other, {.key = {{0, 2}}}});
  EXPECT_EQ(tables.principal(one, {})->key, (ledger::KeyId{{0, 1}}));
  EXPECT_EQ(tables.principal(other, {})->key, (ledger::KeyId{{0, 2}}));
}

TEST(TablesTest, AKeySpeaksForTheWalletThatItIsBoundTo) {
  Tables tables;
  const ledger::WalletAddress wallet{
      .account = {5}, .id = {{1, 5}}, .organization = {1}, .system_accounts = {1}};
  tables.put({1}, {{0, 9}});
  tables.put(wallet);
  tables.put({SecretHash{1},
              {.key = {{0, 1}},
               .organization = {1},
               .wallet = wallet.account,
               .permissions = ledger::agent_default,
               .key_class = ledger::KeyClass::agent}});
  const auto known = tables.principal(SecretHash{1}, {});
  ASSERT_TRUE(known);
  EXPECT_EQ(known->wallet, wallet);
  EXPECT_EQ(known->organization_id, (ledger::OrganizationId{{0, 9}}));
  EXPECT_EQ(known->permissions, ledger::agent_default);
  EXPECT_EQ(known->key_class, ledger::KeyClass::agent);
  EXPECT_EQ(tables.wallet(wallet.id), wallet);
  EXPECT_EQ(tables.wallet(wallet.account), wallet);
  EXPECT_FALSE(tables.wallet(ledger::AccountNumber{4}));
}

TEST(TablesTest, EveryKeyHasATallyOfItsOwnThatStaysWithIt) {
  Tables tables;
  const SecretHash first = {1};
  const SecretHash second = {2};
  tables.load(std::vector<Tables::KeyRow>{{first, {.key = {{0, 1}}}}});
  tables.tally(tables.principal(first, {})->number).paced_to = 1;
  tables.rotate(first, {second, {.key = {{0, 2}}}}, {1'000});
  EXPECT_EQ(tables.tally(tables.principal(first, {})->number).paced_to, 1);
  EXPECT_EQ(tables.tally(tables.principal(second, {})->number).paced_to, 0);
}

class SessionTablesTest : public testing::Test {
 protected:
  SessionTablesTest() {
    tables.put({1}, {{0, 9}});
    tables.put(wallet);
  }
  auto speaks(std::uint64_t generation, ledger::Time expires, ledger::Time now = {999}) {
    return tables.principal(wallet.id, {.generation = generation, .expires = expires}, now);
  }

  const ledger::WalletAddress wallet{.account = {5},
                                     .id = {{1, 5}},
                                     .organization = {1},
                                     .environment = ledger::Environment::production};
  const ledger::Time end{1'000};
  Tables tables;
};

TEST_F(SessionTablesTest, ASessionSpeaksForItsWalletAsAnAgentsKeyDoes) {
  EXPECT_FALSE(speaks(1, end));
  tables.put({wallet.account, 1, end});
  const auto known = speaks(1, end);
  ASSERT_TRUE(known);
  EXPECT_EQ(known->key_class, ledger::KeyClass::session);
  EXPECT_EQ(known->wallet, wallet);
  EXPECT_EQ(known->organization, wallet.organization);
  EXPECT_EQ(known->organization_id, (ledger::OrganizationId{{0, 9}}));
  EXPECT_EQ(known->environment, wallet.environment);
  EXPECT_EQ(known->permissions, ledger::agent_default);
  EXPECT_TRUE(known->key.bits.none());
  EXPECT_FALSE(tables.principal({{7, 7}}, {.generation = 1, .expires = end}, {}));
}

TEST_F(SessionTablesTest, OnlyTheNewestSessionIsHeardAndNoLongerThanItsEnd) {
  tables.put({wallet.account, 1, end});
  EXPECT_FALSE(speaks(1, end, end));
  tables.put({wallet.account, 2, end});
  EXPECT_FALSE(speaks(1, end));
  EXPECT_FALSE(speaks(3, end));
  EXPECT_FALSE(speaks(2, {end.milliseconds + 1}));
  EXPECT_TRUE(speaks(2, end));
}

TEST_F(SessionTablesTest, ASessionThatWasEndedIsHeardNoMoreAndTheNextOneIs) {
  tables.end_session(wallet.account);
  tables.put({wallet.account, 1, end});
  tables.end_session(wallet.account);
  EXPECT_FALSE(speaks(1, end));
  tables.put({wallet.account, 2, end});
  EXPECT_TRUE(speaks(2, end));
}

TEST_F(SessionTablesTest, AWalletsSessionsShareATallyThatIsNoKeys) {
  tables.load(std::vector<ledger::SessionIssued>{{wallet.account, 1, end}});
  const std::uint64_t number = speaks(1, end)->number;
  EXPECT_TRUE(tables.tally(number).key.bits.none());
  tables.put({wallet.account, 2, end});
  EXPECT_EQ(speaks(2, end)->number, number);
}

TEST(DurableMarksTest, AnOrganisationThatWroteNothingStandsAtZero) {
  DurableMarks marks;
  marks.mark(ledger::Sequence{9});
  marks.mark(ledger::OrganizationNumber{2}, ledger::OrganizationSequence{4}, {9});
  EXPECT_EQ(marks.last().value, 9U);
  EXPECT_EQ(marks.of({2}).value, 4U);
  EXPECT_EQ(marks.of({1}).value, 0U);
  EXPECT_EQ(marks.of({3}).value, 0U);
}

TEST(TablesTest, AnOrganisationIsFoundByIdAndByNumber) {
  Tables tables;
  tables.load({{}, {{1, 1}}, {{1, 2}}});
  tables.put({3}, {{1, 3}});
  for (std::uint64_t number = 1; number <= 3; ++number) {
    EXPECT_EQ(tables.organization(ledger::OrganizationId{{1, number}}),
              ledger::OrganizationNumber{number});
    EXPECT_EQ(tables.organization(ledger::OrganizationNumber{number}),
              (ledger::OrganizationId{{1, number}}));
  }
  EXPECT_EQ(tables.organization(ledger::OrganizationId{{1, 4}}), std::nullopt);
  EXPECT_EQ(tables.organization(ledger::OrganizationId{}), std::nullopt) << "none is nobody";
}

}  // namespace
}  // namespace bursar::actors::tables_test
