#include "actors/opening.hpp"

#include "actors/books_states.hpp"
#include "crypto/hash.hpp"
#include "tests/support/amounts.hpp"
#include "tests/support/simulated_ports.hpp"

#include <set>
#include <string>
#include <variant>

#include <gtest/gtest.h>

namespace bursar::actors::opening_test {
namespace {

using ledger::Environment;
using ledger::WalletType;
using tests::usd;

class OpeningTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { crypto::start(); }

  static Owner sign_up(ledger::Money balance = {}) {
    return {.organization = std::nullopt,
            .new_organization_name = "Acme",
            .new_organization_balance = balance};
  }
  static Owner of(ledger::OrganizationNumber number,
                  Environment environment = Environment::sandbox) {
    return {.organization = number, .environment = environment, .new_organization_name = {}};
  }
  Opening opening(const Owner& owner) { return {books, random, owner}; }
  /// Into the books, as the registry does with what it has decided.
  ledger::Record done(Opening&& opening) {
    const auto draft = std::move(opening).draft({1'000});
    books.apply(*draft);
    return draft->record;
  }
  ledger::OrganizationNumber acme() {
    done(opening(sign_up()));
    return {1};
  }

  const BooksStates nothing{ledger::Books{}};
  RegistryBooks books{nothing, std::vector<RegistryBooks::Tenant>(1), {1}};
  tests::SeededRandom random{1};
};

TEST_F(OpeningTest, ANewOrganisationBeginsWithItsWalletAndWhatTheTreasuryGaveIt) {
  const ledger::Record record = done(opening(sign_up(usd("10000.00"))));
  const auto& opened = std::get<ledger::Opened>(record.fact);
  ASSERT_TRUE(opened.organization);
  ASSERT_EQ(opened.wallets.size(), 1U);
  const ledger::WalletAddress& own = opened.wallets[0].address;
  EXPECT_EQ(own.type, WalletType::org);
  EXPECT_EQ(own.system_accounts, opened.organization->sandbox_accounts);
  ASSERT_EQ(record.entries.size(), 2U);
  EXPECT_EQ(record.entries[0].account, own.account);
  EXPECT_EQ(record.entries[0].amount, usd("10000.00"));
  EXPECT_EQ(record.entries[1].account, own.system_accounts);  // the treasury is the first
  EXPECT_TRUE(balanced(record.entries));
}

TEST_F(OpeningTest, WithoutABalanceNothingIsPosted) {
  EXPECT_TRUE(done(opening(sign_up())).entries.empty());
}

TEST_F(OpeningTest, NoAccountIsGivenTwice) {
  std::set<std::uint64_t> seen;
  for (std::uint64_t n = 1; n <= 5; ++n) {
    const auto founded = std::get<ledger::Opened>(done(opening(sign_up())).fact);
    for (std::uint64_t i = 0; i < ledger::system_accounts_count; ++i)
      EXPECT_TRUE(seen.insert(founded.organization->sandbox_accounts.value + i).second);
    EXPECT_TRUE(seen.insert(founded.wallets[0].address.account.value).second);
    Opening more = opening(of({n}));
    more.wallet({}, WalletType::agent);
    more.wallet({}, WalletType::agent);
    const auto opened = std::get<ledger::Opened>(done(std::move(more)).fact);
    for (const ledger::WalletOpened& wallet : opened.wallets)
      EXPECT_TRUE(seen.insert(wallet.address.account.value).second);
  }
}

TEST_F(OpeningTest, ProductionAccountsComeWithTheOrganisationsOwnWalletThere) {
  const auto organization = acme();
  const auto opened_in_production = [&] {
    Opening more = opening(of(organization, Environment::production));
    more.wallet({}, WalletType::agent);
    return std::get<ledger::Opened>(done(std::move(more)).fact).wallets;
  };
  const auto both = opened_in_production();
  ASSERT_EQ(both.size(), 2U);
  EXPECT_EQ(both[0].address.type, WalletType::org);
  EXPECT_EQ(both[0].name, "Acme");
  EXPECT_EQ(books.tenant(organization).org_wallet(Environment::production),
            both[0].address.account);
  const ledger::WalletOpened& first = both[1];
  const ledger::WalletOpened second = opened_in_production().at(0);
  EXPECT_NE(first.address.system_accounts, books.tenant(organization).system_accounts[0]);
  EXPECT_EQ(second.address.system_accounts, first.address.system_accounts);
  EXPECT_EQ(first.number, 2U);  // wallets are counted by environment
  EXPECT_EQ(second.number, 3U);
}

TEST_F(OpeningTest, WhatACallerSaysOfAddressAndNumberDoesNotCount) {
  Opening more = opening(of(acme()));
  ledger::WalletOpened wanted{.address = {.account = {1}, .id = {{9, 9}}}, .number = 77};
  wanted.label = "kept";
  const ledger::WalletOpened& made = more.wallet(wanted, WalletType::agent);
  EXPECT_NE(made.address.account, ledger::AccountNumber{1});
  EXPECT_NE(made.address.id, wanted.address.id);
  EXPECT_EQ(made.number, 2U);
  EXPECT_EQ(made.label, "kept");
}

TEST_F(OpeningTest, AKeyOfAWalletSpeaksForThatWalletAlone) {
  Opening more = opening(of(acme()));
  const ledger::WalletAddress& wallet = more.wallet({}, WalletType::agent).address;
  more.key({.name = "a",
            .permissions = ledger::agent_default,
            .prefix = "bur_test_",
            .wallet = &wallet});
  more.key({.name = "o", .permissions = ledger::org_default, .prefix = "bur_test_"});
  const auto rows = more.key_rows();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].second.key_class, ledger::KeyClass::agent);
  EXPECT_EQ(rows[0].second.wallet, wallet.account);
  EXPECT_EQ(rows[1].second.key_class, ledger::KeyClass::org);
  EXPECT_TRUE(rows[1].second.wallet.none());
}

TEST_F(OpeningTest, OfAKeyTheHashIsRecordedAndNotTheSecret) {
  Opening more = opening(of(acme()));
  const std::string secret = more.key({.name = "k", .prefix = "bur_test_"});
  EXPECT_TRUE(secret.starts_with("bur_test_"));
  EXPECT_EQ(more.opened().keys[0].secret_hash, crypto::sha256(secret));
  EXPECT_EQ(more.key_rows()[0].first, crypto::sha256(secret));
}

}  // namespace
}  // namespace bursar::actors::opening_test
