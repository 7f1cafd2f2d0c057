#include "commands/record_names.hpp"

#include "crypto/hash.hpp"
#include "ledger/ids.hpp"
#include "tests/ledger/two_organizations.hpp"
#include "tests/persistence/chronicle.hpp"

#include <array>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::commands::record_names_test {
namespace {

using tests::Chronicle;

class RecordNamesTest : public testing::Test {
 protected:
  RecordNamesTest() {
    crypto::start();
    take(records_);
  }

  void take(const std::vector<ledger::Record>& records) {
    for (const ledger::Record& record : records) names_.take(record);
  }
  std::string account(std::uint64_t number) const { return names_.account_text({number}); }

  std::vector<ledger::Record> records_ = Chronicle{}.with_payments(50).records();
  RecordNames names_;
};

TEST_F(RecordNamesTest, SystemAccountsAreNamedByWhatTheyAreAndWalletsByTheirIds) {
  const std::array<std::string_view, 4> words = {"treasury", "fees", "external", "inter_org"};
  for (std::uint64_t i = 0; i < words.size(); ++i)
    EXPECT_EQ(account(Chronicle::treasury.value + i), words.at(i));
  EXPECT_EQ(account(Chronicle::payer.value), "wal_0000000000002G000000000001");
  EXPECT_EQ(names_.account(Chronicle::payer).organization, Chronicle::organization);
  EXPECT_EQ(names_.organization_text(Chronicle::organization), "org_0000000000003G000000000007");
}

TEST_F(RecordNamesTest, PaymentsAndFundingsHaveIdsOfTheirOwnAndNothingElseHasOne) {
  std::set<std::string> ids;
  for (const ledger::Record& record : records_) {
    const bool moves = std::holds_alternative<ledger::Paid>(record.fact) ||
                       std::holds_alternative<ledger::Funded>(record.fact);
    const std::string id = names_.payment_text(record);
    EXPECT_EQ(id.starts_with("tx_"), moves);
    EXPECT_EQ(id.empty(), !moves);
    if (moves) ids.insert(id);
  }
  EXPECT_EQ(ids.size(), 51U) << "each has its own";
}

TEST_F(RecordNamesTest, WhatTheEarlierRecordsCameToNamesTheSame) {
  tests::TwoOrganizations world;
  ledger::Opened production;  // with system accounts of its own, behind the others
  production.wallets.push_back({.address = tests::address_of(5)});
  production.wallets[0].address.environment = ledger::Environment::production;
  production.wallets[0].address.system_accounts = {15};
  production.wallets[0].address.account = {19};
  world.record(
      {.time = tests::noon, .organizations = {{{.organization = {1}}}}, .fact = production});
  world.fund(6, *ledger::Amount::of(ledger::Money::dollars(1)));
  RecordNames all;
  ledger::Books before;
  for (const ledger::Record& record : world.records) all.take(record);
  for (const ledger::Record& record : world.records) {
    RecordNames names{before};
    for (std::uint64_t i = before.last().value; i < world.records.size(); ++i)
      names.take(world.records[i]);
    for (std::uint64_t number = 1; number <= 19; ++number) {
      EXPECT_EQ(names.account_text({number}), all.account_text({number})) << number;
      EXPECT_EQ(names.account({number}).organization, all.account({number}).organization);
      EXPECT_EQ(names.account({number}).environment, all.account({number}).environment);
    }
    EXPECT_EQ(names.organization_text({2}), all.organization_text({2}));
    EXPECT_EQ(names.payment_text(world.records.back()), all.payment_text(world.records.back()));
    before.apply(record);
  }
}

TEST_F(RecordNamesTest, ARestoredJournalGivesTheSamePlaceAnotherId) {
  ledger::Record record = records_.back();
  const std::string before = names_.payment_text(record);
  ++record.epoch;
  EXPECT_NE(names_.payment_text(record), before);
}

TEST_F(RecordNamesTest, AWalletOfProductionBringsTheSystemAccountsOfProduction) {
  const std::uint64_t next = Chronicle::payee.value + 1;
  ledger::Opened opened;
  opened.wallets.push_back({.address = {.account = {next + 4},
                                        .id = {{9, 9}},
                                        .organization = Chronicle::organization,
                                        .environment = ledger::Environment::production,
                                        .system_accounts = {next}}});
  names_.take({.fact = opened});
  EXPECT_EQ(account(next), "treasury");
  EXPECT_EQ(account(next + 3), "inter_org");
  EXPECT_EQ(names_.account({next}).environment, ledger::Environment::production);
  EXPECT_EQ(names_.account(Chronicle::treasury).environment, ledger::Environment::sandbox);
  EXPECT_EQ(account(next + 4), ledger::text("wal_", {9, 9}));
}

TEST_F(RecordNamesTest, WhatNoRecordSpokeOfHasNoName) {
  EXPECT_THROW(account(1'000), std::out_of_range);
  EXPECT_THROW(names_.organization_text({1'000}), std::out_of_range);
}

}  // namespace
}  // namespace bursar::commands::record_names_test
