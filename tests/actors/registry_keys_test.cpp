// Keys: from when on they speak, how they give way, and who may say so.

#include "actors/registry.hpp"
#include "tests/actors/registry_world.hpp"

#include <gtest/gtest.h>

namespace bursar::actors::registry_keys_test {
namespace {

class RegistryKeysTest : public RegistryWorld {
 protected:
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
};

TEST_F(RegistryKeysTest, AKeySpeaksForNobodyBeforeItsRecordIsDurable) {
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

TEST_F(RegistryKeysTest, AKeysAnswerNamesItsOrganisation) {
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

TEST_F(RegistryKeysTest, ARevokedKeySpeaksForNobodyFromTheAnswerOn) {
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

TEST_F(RegistryKeysTest, AKeyOfOthersIsNotFoundAndAStrongerOneIsForbidden) {
  const auto foreign = world.ask<RevokeKeyCall>(revocation(other.principal.key));
  RevokeKey weak = revocation(acme.principal.key);
  weak.by = ledger::agent_default;
  const auto stronger = world.ask<RevokeKeyCall>(weak);
  run();
  EXPECT_TRUE(foreign.refused(Errc::not_found));
  EXPECT_TRUE(stronger.refused(Errc::forbidden));
  EXPECT_TRUE(principal(acme.secret));
}

TEST_F(RegistryKeysTest, AKeyIsRotatedByOneRecordIntoOneThatMayDoTheSame) {
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

TEST_F(RegistryKeysTest, UntilARotationIsDurableTheOldKeySpeaks) {
  world.hold_the_disk();
  const auto told = rotated(rotation(acme.principal.key));
  EXPECT_TRUE(told.silent());
  EXPECT_TRUE(principal(acme.secret));
  world.let_the_disk_go();
  EXPECT_FALSE(principal(acme.secret));
  EXPECT_TRUE(principal(told.outcome()->made.secret));
}

TEST_F(RegistryKeysTest, WithGraceBothKeysSpeakUntilItsEnd) {
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

TEST_F(RegistryKeysTest, AKeyInItsGraceIsRevokedAtOnce) {
  rotated(rotation(acme.principal.key, 60'000));
  const auto revoked = world.ask<RevokeKeyCall>(revocation(acme.principal.key));
  run();
  EXPECT_TRUE(revoked.allowed());
  EXPECT_FALSE(principal(acme.secret));
}

TEST_F(RegistryKeysTest, AKeyGivesWayOnceHoweverManyAskAtOnce) {
  const auto first = world.ask<RotateKeyCall>(rotation(acme.principal.key, 60'000));
  const auto second = world.ask<RotateKeyCall>(rotation(acme.principal.key, 60'000));
  run();
  EXPECT_TRUE(first.allowed());
  EXPECT_TRUE(second.refused(Errc::invalid_state));
  const auto revoked = world.ask<RevokeKeyCall>(revocation(first.outcome()->made.key.made.id));
  run();
  EXPECT_TRUE(rotated(rotation(revoked.outcome()->key.made.id)).refused(Errc::invalid_state));
}

TEST_F(RegistryKeysTest, NoKeyRotatesAStrongerOneOrOneOfOthersOrOfAnotherEnvironment) {
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

TEST_F(RegistryKeysTest, AnAgentsNewestKeyIsRotatedAndShownFromThenOn) {
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

}  // namespace
}  // namespace bursar::actors::registry_keys_test
