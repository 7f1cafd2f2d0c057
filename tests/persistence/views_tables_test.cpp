#include "persistence/views_tables.hpp"

#include "crypto/hash.hpp"
#include "persistence/errors.hpp"
#include "tests/ledger/two_organizations.hpp"
#include "tests/support/amounts.hpp"
#include "tests/support/temporary_directory.hpp"

#include <map>

#include <gtest/gtest.h>

namespace bursar::persistence::views_tables_test {
namespace {

class ViewsTablesTest : public testing::Test {
 protected:
  ViewsTablesTest() { crypto::start(); }

  void write(const std::function<void(LmdbWrite&)>& rows) {
    ASSERT_EQ(env_.write(rows), Durability::durable);
  }
  template <class KeyType, class Value>
  void put(TableOf<KeyType, Value> to, const KeyType& key, const Value& value) {
    write([&](LmdbWrite& out) { RowsOut{out, RowsOut::Into::place}.put(to, key, value); });
  }
  template <class KeyType, class Value>
  void expect_kept(TableOf<KeyType, Value> in, const KeyType& key, const Value& value) {
    put(in, key, value);
    EXPECT_EQ(find(LmdbRead{env_}, in, key), value);
  }

  tests::TemporaryDirectory directory_{tests::TemporaryDirectory::quick_place()};
  LmdbEnv env_{directory_.path(), LmdbEnv::Mode::use, std::uint64_t{1} << 28};
  ViewsTables tables_{env_};
  tests::TwoOrganizations world_;
};

TEST_F(ViewsTablesTest, EveryKindOfRowIsReadAsItWasWritten) {
  world_.fund(6, tests::amount("5.00"));
  const ledger::Books& books = world_.books;
  expect_kept(tables_.wallets, std::uint64_t{6},
              WalletSnapshot{books.wallets.at({6}).state(), books.last()});
  expect_kept(tables_.profiles, std::uint64_t{7},
              ProfileSnapshot{books.profiles.at({7}), {{1, 2}}});
  expect_kept(tables_.system_accounts, std::uint64_t{1},
              SystemAccountSnapshot{books.accounts[1], {1}});
  expect_kept(tables_.organizations, std::uint64_t{2},
              OrganizationSnapshot{.opened = books.organizations[2].opened,
                                   .head = books.organization_heads[2],
                                   .system_accounts = {{{8}, {}}},
                                   .wallets = {3, 0},
                                   .agents = 2});
  const auto& [key, made] = *books.keys.begin();
  expect_kept(tables_.keys, id_key(key.bits), KeySnapshot{made, {{{3, 4}}, {{5, 6}}}});
  const auto& [policy, terms] = *books.policies.begin();
  expect_kept(tables_.policies, id_key(policy.bits), terms);
  expect_kept(tables_.milestones, milestone_key({6}, 2),
              WalletSnapshot{books.wallets.at({6}).state(), {17}});
  expect_kept(tables_.wallet_ids, id_key({1, 6}), ledger::AccountNumber{6});
  expect_kept(tables_.agent_ids, agent_id_key({1}, "a1"), ledger::AccountNumber{6});
  expect_kept(tables_.lists, list_key(List::wallets_of_organization, 1, 2), ledger::Bits128{0, 6});
  expect_kept(tables_.sessions, std::uint64_t{6}, ledger::WalletSession{2, {3}});
  expect_kept(tables_.approvals, std::uint64_t{6},
              ledger::Approval{.organization = {1},
                               .environment = ledger::Environment::production,
                               .wallet = {2},
                               .status = ledger::ApprovalStatus::approved,
                               .ended = {3}});
  expect_kept(tables_.courses, std::uint64_t{6},
              ledger::PaymentCourse{.principal = tests::usd("5.00"),
                                    .refunded = tests::usd("2.00"),
                                    .last = {9},
                                    .dispute = {.opened = {7},
                                                .status = ledger::DisputeStatus::under_review,
                                                .evidence_of_payer = 3,
                                                .evidence_of_payee = 4,
                                                .newest_evidence = {5},
                                                .last = {8}}});
  expect_kept(tables_.disputes, std::uint64_t{6},
              ledger::Dispute{.organizations = {{{1}, {2}}},
                              .environment = ledger::Environment::production,
                              .wallets = {{{7}, {13}}},
                              .payment = {4},
                              .service = {3},
                              .by_payee = true});
  expect_kept(tables_.seals, seal_key({6}, "k"),
              SealSnapshot{.wallet = {6}, .key = "k", .by = {7}});
  check_seals(env_, tables_);
}

TEST_F(ViewsTablesTest, WhatIsNotThereIsNone) {
  EXPECT_EQ(find(LmdbRead{env_}, tables_.wallets, std::uint64_t{6}), std::nullopt);
  EXPECT_EQ(find(LmdbRead{env_}, tables_.wallet_ids, id_key({1, 6})), std::nullopt);
}

TEST_F(ViewsTablesTest, RowsComeInTheOrderOfTheirKeys) {
  for (const std::uint64_t account : {300UL, 5UL, 70'000UL})
    put(tables_.wallets, account, WalletSnapshot{{}, {account}});
  std::vector<std::uint64_t> seen;
  each_row(LmdbRead{env_}, tables_.wallets, [&](std::uint64_t account, const WalletSnapshot& row) {
    EXPECT_EQ(row.last.value, account);
    seen.push_back(account);
  });
  EXPECT_EQ(seen, (std::vector<std::uint64_t>{5, 300, 70'000}));
}

// A row under a key that is another's is as wrong as one that was changed.
TEST_F(ViewsTablesTest, ARowThatIsNotWhatWasWrittenUnderItsKeyIsCorrupt) {
  put(tables_.wallets, std::uint64_t{6}, WalletSnapshot{{}, {1}});
  std::vector<std::byte> row;
  {
    const LmdbRead read{env_};
    const auto found = *read.find(tables_.wallets.table, std::uint64_t{6});
    row.assign(found.begin(), found.end());
  }
  const std::uint64_t other = 7;
  EXPECT_THROW(row_value<WalletSnapshot>(key_bytes(other), row), Corrupt);
  for (std::byte& byte : row) {
    byte ^= std::byte{4};
    EXPECT_THROW(row_value<WalletSnapshot>(key_bytes(std::uint64_t{6}), row), Corrupt);
    byte ^= std::byte{4};
  }
  row.pop_back();
  EXPECT_THROW(row_value<WalletSnapshot>(key_bytes(std::uint64_t{6}), row), Corrupt);
  write([&](LmdbWrite& out) { out.append(tables_.wallets.table, other, row); });
  EXPECT_THROW(check_seals(env_, tables_), Corrupt);
}

TEST_F(ViewsTablesTest, TheirOwnRowsAreSealedToo) {
  const ViewsMeta meta{.standing = world_.books.standing(), .checksum = 99};
  write([&](LmdbWrite& out) { write_meta(out, tables_, meta); });
  const ViewsMeta found = read_meta(LmdbRead{env_}, tables_);
  EXPECT_EQ(found.format, views_format);
  EXPECT_EQ(found.standing, meta.standing);
  EXPECT_EQ(found.checksum, 99U);
}

TEST_F(ViewsTablesTest, WithoutThemThereAreNoViews) {
  EXPECT_THROW(read_meta(LmdbRead{env_}, tables_), Corrupt);
}

}  // namespace
}  // namespace bursar::persistence::views_tables_test
