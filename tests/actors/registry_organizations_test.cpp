// Organisations and the environments that they are in.

#include "actors/registry.hpp"
#include "tests/actors/registry_world.hpp"

#include <gtest/gtest.h>

namespace bursar::actors::registry_organizations_test {
namespace {

class RegistryOrganizationsTest : public RegistryWorld {};

TEST_F(RegistryOrganizationsTest, ProductionAccountsComeWithTheFirstWalletThere) {
  OpenWallet command = world.opening(acme);
  command.owner.environment = ledger::Environment::production;
  const auto first = world.open_wallet(command);
  const auto second = world.open_wallet(command);
  EXPECT_NE(first.system_accounts, acme.wallet.system_accounts);
  EXPECT_EQ(first.system_accounts, second.system_accounts);
  EXPECT_EQ(second.account.value, first.account.value + 1);
}

TEST_F(RegistryOrganizationsTest, AnOrganisationIsShownWithItsTotals) {
  world.ask<OpenWalletCall>(agent());
  const auto told = world.ask<OrganizationCall>(OrganizationQuery{acme.principal.organization});
  run();
  EXPECT_EQ(told.outcome()->wallets, 2U);
  EXPECT_EQ(told.outcome()->agents, 1U);
  EXPECT_EQ(told.outcome()->keys, 2U);
  EXPECT_EQ(told.outcome()->org_wallet.state.posted, usd("10000.00"));
}

TEST_F(RegistryOrganizationsTest, AnOrganisationIsMadeInBothEnvironmentsWithOneRecord) {
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

TEST_F(RegistryOrganizationsTest, AnEnvironmentThatIsNotThereComesWithAKeyThatOpensIt) {
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

TEST_F(RegistryOrganizationsTest, OrganisationsAreListedNewestFirst) {
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
}  // namespace bursar::actors::registry_organizations_test
