#include "actors/registry.hpp"

#include "tests/support/engine_world.hpp"

#include <gtest/gtest.h>

namespace bursar::actors {
namespace {

using ledger::Errc;
using tests::usd;
using World = tests::EngineWorld;

class RegistryTest : public testing::Test {
 protected:
  OpenWallet agent() {
    OpenWallet command = world.opening(acme);
    command.with_key = true;
    command.wallet.agent = true;
    return command;
  }
  WalletsQuery listing(std::uint64_t before, std::uint32_t limit) {
    WalletsQuery query;
    query.organization = acme.principal.organization;
    query.page = {.before = before, .limit = limit};
    return query;
  }
  auto principal(const std::string& secret) {
    return world.room->tables().principal(crypto::sha256(secret), world.clock.now());
  }
  RevokeKey revocation(ledger::KeyId key) {
    return {.organization = acme.principal.organization,
            .key = key,
            .by = ledger::org_default,
            .now = world.clock.now()};
  }
  RotateKey rotation(ledger::KeyId key, std::int64_t grace_ms = 0) {
    return {.organization = acme.principal.organization,
            .key = key,
            .by = ledger::org_default,
            .grace_ms = grace_ms,
            .now = world.clock.now()};
  }
  auto rotated(const RotateKey& command) {
    const auto told = world.ask<RotateKeyCall>(command);
    run();
    return told;
  }
  void run() { world.run(); }

  World world;
  const World::Signed acme = world.sign_up();
  const World::Signed other = world.sign_up();
};

TEST_F(RegistryTest, ASignUpIsOneRecordWithAFundedOrgWalletAndAKey) {
  const auto record = world.store->records().back();
  const auto& opened = std::get<ledger::Opened>(record.fact);
  EXPECT_TRUE(opened.organization && opened.wallets.size() == 1 && opened.keys.size() == 1);
  EXPECT_EQ(opened.wallets[0].address.type, ledger::WalletType::org);
  EXPECT_EQ(world.posted(other.wallet), usd("10000.00"));
  EXPECT_EQ(other.principal.key_class, ledger::KeyClass::org);
}

TEST_F(RegistryTest, AKeySpeaksForNobodyBeforeItsRecordIsDurable) {
  world.hold_the_disk();
  MakeKey command;
  command.owner.organization = acme.principal.organization;
  const auto told = world.ask<MakeKeyCall>(command);
  run();
  EXPECT_TRUE(told.silent());
  world.let_the_disk_go();
  const auto known = principal(told.outcome()->secret);
  ASSERT_TRUE(known);
  EXPECT_EQ(known->organization, acme.principal.organization);
}

TEST_F(RegistryTest, AKeysAnswerNamesItsOrganisation) {
  MakeKey command;
  command.owner.organization = acme.principal.organization;
  const auto more = world.ask<MakeKeyCall>(command);
  command.owner.organization.reset();
  const auto signed_up = world.ask<MakeKeyCall>(command);
  run();
  EXPECT_EQ(more.outcome()->organization, acme.principal.organization_id);
  EXPECT_EQ(signed_up.outcome()->organization,
            principal(signed_up.outcome()->secret)->organization_id);
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

TEST_F(RegistryTest, ProductionAccountsComeWithTheFirstWalletThere) {
  OpenWallet command = world.opening(acme);
  command.owner.environment = ledger::Environment::production;
  const auto first = world.open_wallet(command);
  const auto second = world.open_wallet(command);
  EXPECT_NE(first.system_accounts, acme.wallet.system_accounts);
  EXPECT_EQ(first.system_accounts, second.system_accounts);
  EXPECT_EQ(second.account.value, first.account.value + 1);
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

TEST_F(RegistryTest, ARevokedKeySpeaksForNobodyFromTheAnswerOn) {
  const auto revoked = world.ask<RevokeKeyCall>(revocation(acme.principal.key));
  run();
  EXPECT_TRUE(revoked.outcome()->key.revoked);
  EXPECT_FALSE(principal(acme.secret));
  const auto records = world.store->records().size();
  const auto again = world.ask<RevokeKeyCall>(revocation(acme.principal.key));
  run();
  EXPECT_TRUE(again.outcome()->key.revoked);
  EXPECT_EQ(world.store->records().size(), records);
}

TEST_F(RegistryTest, AKeyOfOthersIsNotFoundAndAStrongerOneIsForbidden) {
  const auto foreign = world.ask<RevokeKeyCall>(revocation(other.principal.key));
  RevokeKey weak = revocation(acme.principal.key);
  weak.by = ledger::agent_default;
  const auto stronger = world.ask<RevokeKeyCall>(weak);
  run();
  EXPECT_TRUE(foreign.refused(Errc::not_found));
  EXPECT_TRUE(stronger.refused(Errc::forbidden));
  EXPECT_TRUE(principal(acme.secret));
}

TEST_F(RegistryTest, AKeyIsRotatedByOneRecordIntoOneThatMayDoTheSame) {
  const auto agents = world.ask<OpenWalletCall>(agent());
  run();
  const auto before = world.store->records().size();
  const auto told = rotated(rotation(agents.outcome()->key.id));
  EXPECT_EQ(world.store->records().size(), before + 1);
  const Rotation& rotation = *told.outcome();
  EXPECT_EQ(rotation.rotated, agents.outcome()->key.id);
  EXPECT_FALSE(principal(agents.outcome()->api_key));
  const auto known = principal(rotation.made.secret);
  ASSERT_TRUE(known);
  EXPECT_EQ(known->key, rotation.made.key.made.id);
  EXPECT_EQ(known->key_class, ledger::KeyClass::agent);
  EXPECT_EQ(known->permissions, ledger::agent_default);
  EXPECT_EQ(known->wallet, agents.outcome()->wallet.profile.opened.address);
  EXPECT_EQ(rotation.made.organization, acme.principal.organization_id);
  EXPECT_EQ(rotation.made.key.created_at, world.store->records().back().time);
}

TEST_F(RegistryTest, UntilARotationIsDurableTheOldKeySpeaks) {
  world.hold_the_disk();
  const auto told = rotated(rotation(acme.principal.key));
  EXPECT_TRUE(told.silent());
  EXPECT_TRUE(principal(acme.secret));
  world.let_the_disk_go();
  EXPECT_FALSE(principal(acme.secret));
  EXPECT_TRUE(principal(told.outcome()->made.secret));
}

TEST_F(RegistryTest, WithGraceBothKeysSpeakUntilItsEnd) {
  const auto told = rotated(rotation(acme.principal.key, 60'000));
  EXPECT_TRUE(principal(acme.secret) && principal(told.outcome()->made.secret));
  world.clock.advance(59'999);
  EXPECT_TRUE(principal(acme.secret));
  World again{1, {}, world.store->records()};
  const Tables& tables = again.room->tables();
  const SecretHash old = crypto::sha256(acme.secret);
  EXPECT_TRUE(tables.principal(old, world.clock.now()));
  world.clock.advance(1);
  EXPECT_FALSE(principal(acme.secret));
  EXPECT_FALSE(tables.principal(old, world.clock.now()));
  EXPECT_TRUE(tables.principal(crypto::sha256(told.outcome()->made.secret), world.clock.now()));
}

TEST_F(RegistryTest, AKeyInItsGraceIsRevokedAtOnce) {
  rotated(rotation(acme.principal.key, 60'000));
  const auto revoked = world.ask<RevokeKeyCall>(revocation(acme.principal.key));
  run();
  EXPECT_TRUE(revoked.allowed());
  EXPECT_FALSE(principal(acme.secret));
}

TEST_F(RegistryTest, AKeyGivesWayOnceHoweverManyAskAtOnce) {
  const auto first = world.ask<RotateKeyCall>(rotation(acme.principal.key, 60'000));
  const auto second = world.ask<RotateKeyCall>(rotation(acme.principal.key, 60'000));
  run();
  EXPECT_TRUE(first.allowed());
  EXPECT_TRUE(second.refused(Errc::invalid_state));
  const auto revoked = world.ask<RevokeKeyCall>(revocation(first.outcome()->made.key.made.id));
  run();
  EXPECT_TRUE(rotated(rotation(revoked.outcome()->key.made.id)).refused(Errc::invalid_state));
}

TEST_F(RegistryTest, NoKeyRotatesAStrongerOneOrOneOfOthersOrOfAnotherEnvironment) {
  RotateKey weak = rotation(acme.principal.key);
  weak.by = ledger::agent_default;
  EXPECT_TRUE(rotated(weak).refused(Errc::forbidden));
  EXPECT_TRUE(rotated(rotation(other.principal.key)).refused(Errc::not_found));
  RotateKey elsewhere = rotation(acme.principal.key);
  elsewhere.environment = ledger::Environment::production;
  EXPECT_TRUE(rotated(elsewhere).refused(Errc::environment_mismatch));
  RevokeKey there = revocation(acme.principal.key);
  there.environment = ledger::Environment::production;
  const auto revoked = world.ask<RevokeKeyCall>(there);
  run();
  EXPECT_TRUE(revoked.refused(Errc::environment_mismatch));
  EXPECT_TRUE(principal(acme.secret));
}

TEST_F(RegistryTest, AnAgentsNewestKeyIsRotatedAndShownFromThenOn) {
  const auto agents = world.ask<OpenWalletCall>(agent());
  run();
  const auto& address = agents.outcome()->wallet.profile.opened.address;
  RotateKey command = rotation({}, 60'000);
  command.agent = address.account;
  const auto told = rotated(command);
  EXPECT_EQ(told.outcome()->rotated, agents.outcome()->key.id);
  const auto shown = world.ask<WalletCall>(WalletQuery{address.account});
  run();
  EXPECT_EQ(shown.outcome()->active_key->made.id, told.outcome()->made.key.made.id);
  world.ask<RevokeKeyCall>(revocation(told.outcome()->made.key.made.id));
  run();
  EXPECT_TRUE(rotated(command).refused(Errc::invalid_state));
  command.agent = acme.wallet.account;
  EXPECT_TRUE(rotated(command).refused(Errc::not_found));
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
  EXPECT_EQ(attached.outcome()->state.policy, made.outcome()->made.terms);
  EXPECT_TRUE(denied.refused(Errc::policy_denied));
  EXPECT_TRUE(allowed.allowed());
  EXPECT_TRUE(unknown.refused(Errc::not_found));
}

TEST_F(RegistryTest, AnOrganisationIsShownWithItsTotals) {
  world.ask<OpenWalletCall>(agent());
  const auto told = world.ask<OrganizationCall>(OrganizationQuery{acme.principal.organization});
  run();
  EXPECT_EQ(told.outcome()->wallets, 2U);
  EXPECT_EQ(told.outcome()->agents, 1U);
  EXPECT_EQ(told.outcome()->keys, 2U);
  EXPECT_EQ(told.outcome()->org_wallet.state.posted, usd("10000.00"));
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

TEST_F(RegistryTest, AnOrganisationIsMadeInBothEnvironmentsWithOneRecord) {
  const auto before = world.store->records().size();
  const auto told = world.ask<OpenOrganizationCall>(
      OpenOrganization{.name = "Both", .production = true, .now = world.clock.now()});
  run();
  ASSERT_TRUE(told.allowed());
  EXPECT_EQ(world.store->records().size(), before + 1);
  const OpenedOrganization& made = *told.outcome();
  const auto sandbox = principal(made.sandbox.secret);
  const auto production = principal(made.production->secret);
  ASSERT_TRUE(sandbox && production);
  EXPECT_EQ(sandbox->organization, production->organization);
  EXPECT_EQ(production->environment, ledger::Environment::production);
  EXPECT_EQ(world.room->tables().organization(made.organization.id), sandbox->organization);
  const auto own = world.room->tables().wallet(made.production->wallet);
  ASSERT_TRUE(own);
  EXPECT_EQ(own->type, ledger::WalletType::org);
  EXPECT_NE(own->system_accounts, made.organization.sandbox_accounts);
}

TEST_F(RegistryTest, AnEnvironmentThatIsNotThereComesWithAKeyThatOpensIt) {
  const OrganizationQuery there{acme.principal.organization, ledger::Environment::production};
  const auto missing = world.ask<OrganizationCall>(there);
  run();
  EXPECT_TRUE(missing.refused(ledger::Errc::not_found));
  MakeKey command;
  command.owner.organization = acme.principal.organization;
  command.owner.environment = ledger::Environment::production;
  command.opens_environment = true;
  world.ask<MakeKeyCall>(command);
  world.ask<MakeKeyCall>(command);
  const auto found = world.ask<OrganizationCall>(there);
  run();
  ASSERT_TRUE(found.allowed());
  EXPECT_TRUE(found.outcome()->production);
  EXPECT_EQ(found.outcome()->wallets, 2U) << "the second key found it there";
  EXPECT_EQ(found.outcome()->org_wallet.profile.opened.address.environment,
            ledger::Environment::production);
  EXPECT_EQ(found.outcome()->org_wallet.profile.opened.name, "Acme");
}

TEST_F(RegistryTest, OrganisationsAreListedNewestFirst) {
  OrganizationsQuery query;
  query.page.limit = 1;
  const auto first = world.ask<OrganizationsCall>(query);
  run();
  ASSERT_EQ(first.outcome()->rows.size(), 1U);
  EXPECT_EQ(first.outcome()->rows[0].opened.number, other.principal.organization);
  query.page.before = first.outcome()->next;
  const auto second = world.ask<OrganizationsCall>(query);
  run();
  ASSERT_EQ(second.outcome()->rows.size(), 1U);
  EXPECT_EQ(second.outcome()->rows[0].opened.number, acme.principal.organization);
  EXPECT_EQ(second.outcome()->next, 0U);
}

}  // namespace
}  // namespace bursar::actors
