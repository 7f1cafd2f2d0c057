// Whatever the states on disk have by now of what was decided, the registry says what all of it
// comes to, and keeps only what they lack.

#include "actors/registry_books.hpp"

#include "actors/beginning.hpp"
#include "actors/books_states.hpp"
#include "actors/views_states.hpp"
#include "crypto/hash.hpp"
#include "tests/actors/counted_states.hpp"
#include "tests/persistence/random_history.hpp"
#include "tests/support/simulated_store.hpp"
#include "tests/support/temporary_directory.hpp"

#include <memory>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::actors::registry_books_test {
namespace {

using namespace bursar;
using actors::BooksStates;
using actors::Draft;
using actors::RegistryBooks;

RegistryBooks registry_of(const actors::LedgerStates& states) {
  actors::Beginning beginning{states};
  return {states, std::move(beginning.tenants), beginning.next_account};
}

/// Where every wallet's signs are none.
const actors::WalletSigns& no_signs() {
  static actors::WalletSigns signs;
  signs.grow_to({1'000});
  return signs;
}

/// A registry whose records become durable, and are then seen by views, when a test says so.
class Following {
 public:
  explicit Following(std::vector<ledger::Record> records) : store_{std::move(records)} {
    persistence::Replayed replayed;
    for (const ledger::Record& record : store_.records()) replayed.apply(record);
    make_views(options_, replayed, store_);
    views_ = std::make_unique<persistence::Views>(options_, store_);
    states_ = std::make_unique<actors::ViewsStates>(*views_);
    registry_ = std::make_unique<RegistryBooks>(registry_of(*states_));
  }

  void decide(const ledger::Record& record) {
    auto draft = std::make_shared<Draft>();
    draft->record = record;
    if (const auto* attached = std::get_if<ledger::PolicyAttached>(&record.fact))
      registry_->attach(attached->wallet, attached->policy, record.time, draft->durable);
    else
      registry_->apply(*draft);
    under_way_.push_back(draft);
  }

  void make_durable(std::size_t count) {
    for (; count > 0 && durable_ < under_way_.size(); --count) {
      Draft& draft = *under_way_[durable_++];
      const ledger::Record* const batch[] = {&draft.record};
      ASSERT_EQ(store_.append(batch, draft.record.time), persistence::Durability::durable);
      draft.durable->store(draft.record.sequence.value);
      registry_->settle_times(draft.record);
    }
  }
  void follow(std::uint64_t count) {
    ASSERT_EQ(views_->follow(count), persistence::Durability::durable);
  }

  RegistryBooks& registry() { return *registry_; }

 private:
  tests::TemporaryDirectory directory_;
  const persistence::ViewsOptions options_{.directory = directory_.path() / "views",
                                           .map_size_bytes = std::uint64_t{1} << 26};
  tests::SimulatedStore store_;
  std::unique_ptr<persistence::Views> views_;
  std::unique_ptr<actors::ViewsStates> states_;
  std::unique_ptr<RegistryBooks> registry_;
  std::vector<std::shared_ptr<Draft>> under_way_;
  std::size_t durable_ = 0;
};

void require_same_wallets(const RegistryBooks& found, const RegistryBooks& wanted,
                          std::uint64_t accounts) {
  for (std::uint64_t account = 0; account <= accounts; ++account) {
    const auto a = found.wallet({account});
    const auto b = wanted.wallet({account});
    RC_ASSERT(a.has_value() == b.has_value());
    if (!a) continue;
    RC_ASSERT(a->profile == b->profile);
    RC_ASSERT(a->active_key == b->active_key);
    RC_ASSERT(found.session({account}) == wanted.session({account}));
    RC_ASSERT(found.status({account}) == wanted.status({account}));
    const ledger::WalletOpened& opened = a->profile.opened;
    RC_ASSERT(opened.agent_id.empty() ||
              found.has_agent(opened.address.organization, opened.agent_id));
  }
}

template <class Query>
Query everything(std::uint64_t organization, ledger::Environment environment) {
  Query query;
  query.organization = {organization};
  query.environment = environment;
  query.page.limit = 1'000;
  return query;
}

template <class Row, class Part>
auto parts(const actors::Rows<Row>& rows, Part Row::* part) {
  std::vector<Part> all;
  for (const Row& row : rows.rows) all.push_back(row.*part);
  return all;
}

void require_same_lists(RegistryBooks& found, RegistryBooks& wanted, std::uint64_t number) {
  for (const auto environment : {ledger::Environment::sandbox, ledger::Environment::production}) {
    const auto keys = everything<actors::KeysQuery>(number, environment);
    RC_ASSERT(parts(found.keys(keys), &actors::KeyView::key) ==
              parts(wanted.keys(keys), &actors::KeyView::key));
    const auto policies = everything<actors::PoliciesQuery>(number, environment);
    RC_ASSERT(found.policies(policies).rows == wanted.policies(policies).rows);
    const auto wallets = everything<actors::WalletsQuery>(number, environment);
    RC_ASSERT(parts(found.wallets(wallets, no_signs()), &actors::WalletView::profile) ==
              parts(wanted.wallets(wallets, no_signs()), &actors::WalletView::profile));
  }
}

void require_same_tenants(RegistryBooks& found, RegistryBooks& wanted) {
  RC_ASSERT(found.next_tenant() == wanted.next_tenant());
  RC_ASSERT(found.next_account() == wanted.next_account());
  for (std::uint64_t number = 1; number < wanted.next_tenant().value; ++number) {
    const RegistryBooks::Tenant& a = found.tenant({number});
    const RegistryBooks::Tenant& b = wanted.tenant({number});
    RC_ASSERT(a.opened == b.opened && a.system_accounts == b.system_accounts);
    RC_ASSERT(a.wallet_numbers == b.wallet_numbers && a.wallets == b.wallets);
    RC_ASSERT(a.agents == b.agents && a.keys == b.keys && a.policies == b.policies);
    require_same_lists(found, wanted, number);
  }
}

RC_GTEST_PROP(RegistryBooksTest, HoweverFarTheStatesAreItSaysWhatAllOfItComesTo, ()) {
  crypto::start();
  tests::RandomHistory history;
  history.go_on(*rc::gen::inRange<std::size_t>(0, 20));
  Following following{history.records};
  for (int deeds = 0; deeds < 20; ++deeds) {
    const std::size_t before = history.records.size();
    history.go_on(1);
    for (std::size_t i = before; i < history.records.size(); ++i)
      following.decide(history.records[i]);
    following.make_durable(*rc::gen::inRange<std::size_t>(0, 4));
    following.follow(*rc::gen::inRange<std::uint64_t>(1, 6));
    following.registry().settle();
  }
  const BooksStates states{history.books};
  RegistryBooks wanted = registry_of(states);
  require_same_tenants(following.registry(), wanted);
  require_same_wallets(following.registry(), wanted, history.books.accounts.size());
}

TEST(RegistryBooksTest, WhatTheStatesHaveIsNotKept) {
  crypto::start();
  tests::TwoOrganizations world;
  Following following{world.records};
  following.decide(world.record({.time = world.now,
                                 .organizations = {{{.organization = {1}}}},
                                 .fact = ledger::KeyRevoked{{{1, 2}}}}));
  RegistryBooks& registry = following.registry();
  registry.settle();
  EXPECT_EQ(registry.kept(), 1U);
  following.make_durable(9);
  registry.settle();
  registry.settle();
  EXPECT_EQ(registry.kept(), 1U);
  following.follow(9);
  registry.settle();
  registry.settle();
  EXPECT_EQ(registry.kept(), 0U);
}

/// Deeds of organisation 1 around the keys of its wallet 6.
struct KeysOfAWallet : tests::TwoOrganizations {
  ledger::KeyId make_key() {
    const ledger::KeyId id{{7, ++made_}};
    ledger::Opened opened;
    opened.keys.push_back(
        {.id = id, .name = "k", .wallet = tests::address_of(6).id, .secret_hash = {}});
    decide(std::move(opened));
    return id;
  }
  void revoke(ledger::KeyId id) { decide(ledger::KeyRevoked{id}); }
  ledger::KeyId rotate(ledger::KeyId id, ledger::Time ends) {
    ledger::KeyRotated rotated{.id = id, .made = books.keys.at(id).made, .ends = ends};
    rotated.made.id = {{7, ++made_}};
    decide(rotated);
    return rotated.made.id;
  }

 private:
  void decide(ledger::Fact fact) {
    record({.time = now, .organizations = {{{.organization = {1}}}}, .fact = std::move(fact)});
  }

  std::uint64_t made_ = 0;
};

ledger::KeyId active_key(const RegistryBooks& registry) {
  const auto view = registry.wallet({6});
  return view->active_key ? view->active_key->made.id : ledger::KeyId{};
}

ledger::KeyId drawn_from(std::vector<ledger::KeyId>& ids) {
  const auto drawn = ids.begin() + *rc::gen::inRange<std::ptrdiff_t>(0, std::ssize(ids));
  const ledger::KeyId id = *drawn;
  ids.erase(drawn);
  return id;
}

RC_GTEST_PROP(RegistryBooksTest, AWalletShowsItsNewestKeyThatIsCurrent, ()) {
  crypto::start();
  KeysOfAWallet world;
  Following following{world.records};
  std::vector<ledger::KeyId> current;
  std::vector<ledger::KeyId> in_grace;
  for (int deeds = 0; deeds < 30; ++deeds) {
    const int deed = *rc::gen::inRange(0, 5);
    if (deed == 0 && !current.empty()) {
      world.revoke(drawn_from(current));
    } else if (deed == 1 && !current.empty()) {
      current.push_back(world.rotate(drawn_from(current), {}));
    } else if (deed == 2 && !current.empty()) {
      const ledger::KeyId old = drawn_from(current);
      current.push_back(world.rotate(old, {1}));
      in_grace.push_back(old);
    } else if (deed == 3 && !in_grace.empty()) {
      world.revoke(drawn_from(in_grace));
    } else {
      current.push_back(world.make_key());
    }
    following.decide(world.records.back());
    RC_ASSERT(active_key(following.registry()) ==
              (current.empty() ? ledger::KeyId{} : current.back()));
    following.make_durable(*rc::gen::inRange<std::size_t>(0, 3));
    following.follow(*rc::gen::inRange<std::uint64_t>(1, 3));
    following.registry().settle();
  }
}

TEST(RegistryBooksTest, RevokedKeysCostNothingWhenTheirWalletIsRead) {
  crypto::start();
  KeysOfAWallet world;
  const ledger::KeyId kept = world.make_key();
  for (int i = 0; i < 100; ++i) world.revoke(world.make_key());
  const BooksStates states{world.books};
  const tests::CountedStates counted{states};
  RegistryBooks registry = registry_of(counted);
  EXPECT_EQ(active_key(registry), kept);
  EXPECT_EQ(counted.reads(), 2U);  // the wallet's profile, the key
  world.revoke(kept);
  Draft draft;
  draft.record = world.records.back();
  registry.apply(draft);
  EXPECT_EQ(active_key(registry), ledger::KeyId{});
  EXPECT_EQ(counted.reads(), 5U);  // the key, whose wallet that is, its profile
}

TEST(RegistryBooksTest, ASingleRowIsReadWithoutAWalkOverTheOthers) {
  crypto::start();
  KeysOfAWallet world;
  const ledger::KeyId oldest = world.make_key();
  for (int i = 0; i < 100; ++i) world.make_key();
  const BooksStates states{world.books};
  const tests::CountedStates counted{states};
  RegistryBooks registry = registry_of(counted);
  const auto keys = registry.keys({.organization = {1}, .only = oldest, .page = {}});
  ASSERT_EQ(keys.rows.size(), 1U);
  EXPECT_EQ(keys.rows[0].key.made.id, oldest);
  EXPECT_EQ(counted.reads(), 1U);
  EXPECT_TRUE(registry.keys({.organization = {2}, .only = oldest, .page = {}}).rows.empty());
  EXPECT_EQ(registry.policies({.organization = {1}, .only = {{1, 1}}, .page = {}}).rows.size(), 1U);
  EXPECT_TRUE(registry.policies({.organization = {2}, .only = {{1, 1}}, .page = {}}).rows.empty());
  EXPECT_EQ(counted.reads(), 4U);
  actors::WalletsQuery own;
  own.organization = {1};
  own.only = {6};
  EXPECT_EQ(registry.wallets(own, no_signs()).rows.size(), 1U);
  own.organization = {2};
  EXPECT_TRUE(registry.wallets(own, no_signs()).rows.empty());
}

TEST(RegistryBooksTest, APageReadsNoMoreRowsThanItMayLookAt) {
  crypto::start();
  KeysOfAWallet world;
  for (int i = 0; i < 100; ++i) world.make_key();
  const BooksStates states{world.books};
  const tests::CountedStates counted{states};
  const RegistryBooks registry = registry_of(counted);
  auto nowhere = everything<actors::KeysQuery>(1, ledger::Environment::production);
  nowhere.page.looked_at_max = 10;
  const auto rows = registry.keys(nowhere);
  EXPECT_TRUE(rows.rows.empty());
  EXPECT_EQ(rows.next, 92U);        // of 101, with the organisation's first key
  EXPECT_EQ(counted.reads(), 20U);  // each by its place, then by its id
}

}  // namespace
}  // namespace bursar::actors::registry_books_test
