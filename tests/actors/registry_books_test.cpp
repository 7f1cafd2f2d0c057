#include "actors/registry_books.hpp"

#include "actors/opening.hpp"
#include "crypto/hash.hpp"
#include "tests/support/simulated_ports.hpp"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::actors {
namespace {

using ledger::Environment;

class RegistryBooksTest : public testing::Test {
 protected:
  RegistryBooksTest() {
    crypto::start();
    append({.fact = ledger::Genesis{}});
    acme = sign_up();
    other = sign_up();
  }

  /// Into the registry's books when it was decided, into the ledger's once it is durable.
  void append(ledger::Record record) {
    record.sequence = {journal.last().value + 1};
    auto& link = record.organizations[0];
    const auto& heads = journal.organization_heads;
    if (link.organization.value < heads.size() && !link.organization.none()) {
      link.sequence = {heads[link.organization.value].count.value + 1};
      link.previous = heads[link.organization.value].last;
    } else if (!link.organization.none()) {
      link.sequence = {1};
    }
    books.apply(record);
    journal.apply(record);
  }
  Opening opening(std::optional<ledger::OrganizationNumber> organization,
                  Environment environment = Environment::sandbox) {
    return {books,
            random,
            {.organization = organization,
             .environment = environment,
             .new_organization_name = "Acme"}};
  }
  void done(Opening&& opening) { append(std::move(*std::move(opening).draft(now)).record); }
  ledger::OrganizationNumber sign_up() {
    done(opening(std::nullopt));
    return {books.next_tenant().value - 1};
  }
  ledger::AccountNumber wallet(ledger::WalletOpened wanted = {}) {
    Opening one = opening(acme);
    const auto account = one.wallet(std::move(wanted), ledger::WalletType::agent).address.account;
    done(std::move(one));
    return account;
  }
  /// A key of the wallet, or of the organisation.
  ledger::KeyId key(const ledger::WalletAddress* of = nullptr) {
    Opening one = opening(acme);
    one.key({.name = "k", .prefix = "bur_test_", .wallet = of});
    const ledger::KeyId id = one.opened().keys[0].id;
    done(std::move(one));
    return id;
  }
  ledger::PolicyId policy(Environment environment = Environment::sandbox) {
    Opening one = opening(acme, environment);
    const ledger::PolicyId id = one.policy({.environment = environment, .name = "p"}).terms.id;
    done(std::move(one));
    return id;
  }
  void revoke(ledger::KeyId id) {
    append({.time = now,
            .organizations = {{{.organization = acme}}},
            .fact = ledger::KeyRevoked{.id = id}});
  }

  WalletsQuery of_acme(std::vector<std::string> tags = {}, std::uint32_t limit = 20) const {
    WalletsQuery query;
    query.organization = acme;
    query.tags = std::move(tags);
    query.page.limit = limit;
    return query;
  }
  std::vector<ledger::AccountNumber> listed(const RegistryBooks& of, WalletsQuery query) const {
    std::vector<ledger::AccountNumber> accounts;
    do {
      const Rows<WalletView> page = of.wallets(query);
      for (const WalletView& view : page.rows)
        accounts.push_back(view.profile.opened.address.account);
      query.page.before = page.next;
    } while (query.page.before != 0);
    return accounts;
  }

  ledger::Time now{1'000};
  ledger::Books journal;
  RegistryBooks books;
  tests::SeededRandom random{1};
  ledger::OrganizationNumber acme = {};
  ledger::OrganizationNumber other = {};
};

TEST_F(RegistryBooksTest, WhatAReplayKnowsIsWhatWasKnownBefore) {
  const auto bound = books.profile(wallet({.agent_id = "robot", .agent = true})).opened.address;
  revoke(key(&bound));
  const ledger::KeyId second = key(&bound);
  const ledger::PolicyId made = policy();
  const RegistryBooks replayed{journal};
  EXPECT_EQ(replayed.next_tenant(), books.next_tenant());
  EXPECT_EQ(replayed.next_account(), books.next_account());
  EXPECT_EQ(replayed.tenant(acme).wallets, books.tenant(acme).wallets);
  EXPECT_EQ(replayed.tenant(acme).agents, 1U);
  EXPECT_TRUE(replayed.tenant(acme).agent_ids.contains("robot"));
  EXPECT_EQ(replayed.wallet(bound.account)->active_key->id, second);
  EXPECT_NE(replayed.policy(made, acme, Environment::sandbox), nullptr);
  EXPECT_EQ(listed(replayed, of_acme()), listed(books, of_acme()));
}

TEST_F(RegistryBooksTest, ListsShowTheNewestFirstAndEachOnce) {
  std::vector<ledger::AccountNumber> made;
  for (int i = 0; i < 7; ++i) made.insert(made.begin(), wallet({.tags = {"t"}}));
  for (const std::uint32_t limit : {1U, 2U, 3U, 7U, 20U})
    EXPECT_EQ(listed(books, of_acme({"t"}, limit)), made) << limit;
}

TEST_F(RegistryBooksTest, AWalletIsListedWithAllOfItsTagsOrNot) {
  const auto both = wallet({.tags = {"a", "b"}});
  wallet({.tags = {"a"}});
  EXPECT_EQ(listed(books, of_acme({"b", "a"})), std::vector{both});
}

TEST_F(RegistryBooksTest, NothingIsFoundFromAnotherOrganisation) {
  const ledger::KeyId id = key();
  EXPECT_NE(books.key(id, acme), nullptr);
  EXPECT_EQ(books.key(id, other), nullptr);
  EXPECT_EQ(books.policy(policy(), other, Environment::sandbox), nullptr);
  KeysQuery query;
  query.only = id;
  query.organization = acme;
  EXPECT_EQ(books.keys(query).rows.size(), 1U);
  query.organization = other;
  EXPECT_TRUE(books.keys(query).rows.empty());
}

TEST_F(RegistryBooksTest, APolicyBelongsToItsEnvironment) {
  const ledger::PolicyId id = policy(Environment::production);
  EXPECT_NE(books.policy(id, acme, Environment::production), nullptr);
  EXPECT_EQ(books.policy(id, acme, Environment::sandbox), nullptr);
}

TEST_F(RegistryBooksTest, TheActiveKeyOfAWalletIsTheNewestThatIsNotRevoked) {
  const auto bound = books.profile(wallet()).opened.address;
  EXPECT_FALSE(books.wallet(bound.account)->active_key);
  const ledger::KeyId first = key(&bound);
  const ledger::KeyId second = key(&bound);
  EXPECT_EQ(books.wallet(bound.account)->active_key->id, second);
  revoke(second);
  EXPECT_EQ(books.wallet(bound.account)->active_key->id, first);
  revoke(first);
  EXPECT_FALSE(books.wallet(bound.account)->active_key);
}

// The journal's time never goes back, so the writer may have moved a record's. What is shown must
// be what a replay would show.
TEST_F(RegistryBooksTest, TimesAreTheJournalsOnceItHasSpoken) {
  Opening one = opening(acme);
  const auto account = one.wallet({}, ledger::WalletType::agent).address.account;
  ledger::Record record = std::move(*std::move(one).draft(now)).record;
  books.apply(record);
  EXPECT_EQ(books.profile(account).created_at, now);
  record.time = {now.milliseconds + 5};
  books.settle_times(record);
  EXPECT_EQ(books.profile(account).created_at, record.time);
  EXPECT_EQ(books.profile(account).updated_at, record.time);
}

}  // namespace
}  // namespace bursar::actors
