#include "actors/registry.hpp"

#include "tests/actors/registry_world.hpp"

#include <gtest/gtest.h>

namespace bursar::actors::registry_test {
namespace {

class RegistryTest : public RegistryWorld {};

TEST_F(RegistryTest, ASignUpIsOneRecordWithAFundedOrgWalletAndAKey) {
  const auto record = world.store->records().back();
  const auto& opened = std::get<ledger::Opened>(record.fact);
  EXPECT_TRUE(opened.organization && opened.wallets.size() == 1 && opened.keys.size() == 1);
  EXPECT_EQ(opened.wallets[0].address.type, ledger::WalletType::org);
  EXPECT_EQ(world.posted(other.wallet), usd("10000.00"));
  EXPECT_EQ(other.principal.key_class, ledger::KeyClass::org);
}

TEST_F(RegistryTest, AnAgentIsAWalletAndAKeyBoundToItInOneRecord) {
  const auto before = world.store->records().size();
  const auto told = world.ask<OpenWalletCall>(agent());
  run();
  EXPECT_EQ(world.store->records().size(), before + 1);
  const WalletView& view = told.outcome()->wallet;
  const auto known = principal(told.outcome()->api_key);
  ASSERT_TRUE(known);
  EXPECT_EQ(known->wallet, view.profile.opened.address);
  EXPECT_EQ(known->key_class, ledger::KeyClass::agent);
  EXPECT_EQ(view.profile.opened.number, 2U);
  EXPECT_EQ(view.active_key->made.id, known->key);
  EXPECT_EQ(world.room->tables().wallet(view.profile.opened.address.id),
            view.profile.opened.address);
}

TEST_F(RegistryTest, AnAgentWithoutAnOrganisationBringsItsOwn) {
  OpenWallet command = agent();
  command.owner.organization.reset();
  command.owner.new_organization_balance = usd("10.00");
  const auto told = world.ask<OpenWalletCall>(command);
  run();
  const auto& address = told.outcome()->wallet.profile.opened.address;
  const auto books = world.books();
  const auto& organization = books.organizations[address.organization.value];
  EXPECT_EQ(organization.wallets.size(), 2U);
  EXPECT_EQ(books.accounts[organization.wallets[0].value].balance(), usd("10.00"));
  EXPECT_EQ(organization.wallets[1], address.account);
  EXPECT_EQ(told.outcome()->organization, organization.opened.id);
}

TEST_F(RegistryTest, AnAgentIdIsGivenOnceInAnOrganisation) {
  OpenWallet command = world.opening(acme);
  command.wallet.agent_id = "bot";
  const auto first = world.ask<OpenWalletCall>(command);
  const auto second = world.ask<OpenWalletCall>(command);
  command.owner.organization = other.principal.organization;
  const auto elsewhere = world.ask<OpenWalletCall>(command);
  run();
  EXPECT_TRUE(first.allowed() && elsewhere.allowed());
  EXPECT_TRUE(second.refused(Errc::agent_id_taken));
}

TEST_F(RegistryTest, ListsAreNewestFirstAndNeitherSkipNorRepeat) {
  for (int i = 0; i < 5; ++i) world.open_wallet(acme);
  std::vector<std::uint64_t> numbers;
  std::uint64_t before = 0;
  do {
    const auto told = world.ask<WalletsCall>(listing(before, 2));
    run();
    for (const WalletView& view : told.outcome()->rows)
      numbers.push_back(view.profile.opened.number);
    before = told.outcome()->next;
    world.open_wallet(acme);
  } while (before != 0);
  EXPECT_EQ(numbers, (std::vector<std::uint64_t>{6, 5, 4, 3, 2, 1}));
}

// Otherwise a crash could take back what the list has told by leaving the wallet out.
TEST_F(RegistryTest, AListWaitsForWhatLeavesAWalletOutOfIt) {
  OpenWallet command = world.opening(acme);
  command.wallet.tags = {"a"};
  const auto wallet = world.open_wallet(command);
  world.pay(World::outside(wallet, usd("1.00")));
  run();
  world.schedule.hold(world.room->live_wallet(wallet.account));
  ChangeWallet change;
  change.organization = acme.principal.organization;
  change.wallet = wallet.account;
  change.tags.emplace();
  change.now = world.clock.now();
  const auto changed = world.ask<ChangeWalletCall>(change);
  WalletsQuery query = listing(0, 20);
  query.tags = {"a"};
  const auto listed = world.ask<WalletsCall>(query);
  run();
  EXPECT_TRUE(listed.silent());
  world.schedule.let_go();
  run();
  EXPECT_TRUE(changed.allowed());
  ASSERT_TRUE(listed.allowed());
  EXPECT_TRUE(listed.outcome()->rows.empty());
}

TEST_F(RegistryTest, AListShowsWhatIsOnItsWayAndWaitsForIt) {
  world.hold_the_disk();
  world.ask<OpenWalletCall>(world.opening(acme));
  run();
  const auto told = world.ask<WalletsCall>(listing(0, 20));
  run();
  EXPECT_TRUE(told.silent());
  world.let_the_disk_go();
  EXPECT_EQ(told.outcome()->rows.size(), 2U);
  EXPECT_EQ(told.outcome()->rows[1].state.posted, usd("10000.00"));
  EXPECT_FALSE(told.outcome()->rows[1].last.none());
}

TEST_F(RegistryTest, WalletsAreFoundByTheirTagsAndByWhoAsks) {
  OpenWallet tagged = world.opening(acme);
  tagged.wallet.tags = {"a", "b"};
  world.open_wallet(tagged);
  tagged.wallet.tags = {"a"};
  const auto one = world.open_wallet(tagged);
  WalletsQuery both = listing(0, 20);
  both.tags = {"b", "a"};
  WalletsQuery own = listing(0, 20);
  own.only = one.account;
  const auto by_tags = world.ask<WalletsCall>(both);
  const auto by_scope = world.ask<WalletsCall>(own);
  run();
  EXPECT_EQ(by_tags.outcome()->rows.size(), 1U);
  ASSERT_EQ(by_scope.outcome()->rows.size(), 1U);
  EXPECT_EQ(by_scope.outcome()->rows[0].profile.opened.address, one);
}

TEST_F(RegistryTest, APolicyHoldsForTheVeryNextPaymentAndIsShown) {
  MakePolicy wanted;
  wanted.organization = acme.principal.organization;
  wanted.policy.terms.max_per_tx = usd("1.00");
  const auto made = world.ask<MakePolicyCall>(wanted);
  run();
  AttachPolicy attach{.organization = acme.principal.organization,
                      .wallet = acme.wallet.account,
                      .policy = made.outcome()->made.terms.id,
                      .now = world.clock.now()};
  const auto attached = world.ask<AttachPolicyCall>(attach);
  run();
  const auto denied = world.pay(World::outside(acme.wallet, usd("2.00")));
  attach.policy = {};
  world.ask<AttachPolicyCall>(attach);
  run();
  const auto allowed = world.pay(World::outside(acme.wallet, usd("2.00")));
  attach.policy.bits = {1, 2};
  const auto unknown = world.ask<AttachPolicyCall>(attach);
  run();
  EXPECT_EQ(attached.outcome()->profile.policy, made.outcome()->made.terms.id);
  EXPECT_EQ(attached.outcome()->state.policy, made.outcome()->made.terms.id);
  EXPECT_EQ(attached.outcome()->policy->terms, made.outcome()->made.terms);
  EXPECT_TRUE(denied.refused(Errc::policy_denied));
  EXPECT_TRUE(allowed.allowed());
  EXPECT_TRUE(unknown.refused(Errc::not_found));
}

TEST_F(RegistryTest, ANewRegistryKnowsWhatTheJournalKnows) {
  const auto told = world.ask<OpenWalletCall>(agent());
  run();
  world.ask<RevokeKeyCall>(revocation(acme.principal.key));
  run();
  const auto before = world.ask<WalletsCall>(listing(0, 20));
  run();

  World again{1, {}, world.store->records()};
  const auto after = again.ask<WalletsCall>(listing(0, 20));
  again.run();
  ASSERT_EQ(after.outcome()->rows.size(), before.outcome()->rows.size());
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(after.outcome()->rows[i].profile.opened, before.outcome()->rows[i].profile.opened);
    EXPECT_EQ(after.outcome()->rows[i].profile.created_at,
              before.outcome()->rows[i].profile.created_at);
    EXPECT_EQ(after.outcome()->rows[i].state, before.outcome()->rows[i].state);
    EXPECT_EQ(after.outcome()->rows[i].last, before.outcome()->rows[i].last);
  }
  const Tables& tables = again.room->tables();
  EXPECT_TRUE(tables.principal(crypto::sha256(told.outcome()->api_key), world.clock.now()));
  EXPECT_FALSE(tables.principal(crypto::sha256(acme.secret), world.clock.now()));
}

}  // namespace
}  // namespace bursar::actors::registry_test
