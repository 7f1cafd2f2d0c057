// Changes and deletions of policies, as wallets and views see them.

#include "tests/support/engine_world.hpp"

#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>

#include <gtest/gtest.h>

namespace bursar::actors::policy_changes_test {
namespace {

using ledger::Errc;
using ledger::PolicyRule;
using tests::usd;
using World = tests::EngineWorld;

class PolicyChangesTest : public testing::Test {
 protected:
  template <class C, class Command>
  tests::Told<C> ask(Command command) {
    command.now = world.clock.now();
    auto told = world.ask<C>(std::move(command));
    world.run();
    return told;
  }
  ledger::Policy make(ledger::PolicyTerms terms) {
    MakePolicy command{.organization = organization, .policy = {}};
    command.policy.terms = std::move(terms);
    return *ask<MakePolicyCall>(command).outcome();
  }
  tests::Told<ChangePolicyCall> change(ledger::PolicyId id, ledger::PolicyPatch patch) {
    return ask<ChangePolicyCall>(
        ChangePolicy{.organization = organization, .policy = id, .patch = std::move(patch)});
  }
  tests::Told<DeletePolicyCall> remove(ledger::PolicyId id) {
    return ask<DeletePolicyCall>(DeletePolicy{.organization = organization, .policy = id});
  }
  tests::Told<AttachPolicyCall> attach(ledger::PolicyId id) {
    return ask<AttachPolicyCall>(
        AttachPolicy{.organization = organization, .wallet = wallet.account, .policy = id});
  }
  tests::Told<PayCall> pay(std::string_view amount) {
    auto told = world.pay(World::outside(wallet, usd(amount)));
    world.run();
    return told;
  }
  Rows<ledger::Policy> listed() { return *world_list().outcome(); }
  tests::Told<PoliciesCall> world_list() {
    auto told = world.ask<PoliciesCall>(PoliciesQuery{.organization = organization, .page = {}});
    world.run();
    return told;
  }

  World world;
  const World::Signed owner = world.sign_up();
  const ledger::OrganizationNumber organization = owner.principal.organization;
  const ledger::WalletAddress wallet = world.funded_wallet(owner, usd("100.00"));
};

TEST_F(PolicyChangesTest, AChangeIsANewVersionAndBindsTheVeryNextPayment) {
  const ledger::PolicyId id = make({.max_per_tx = usd("5.00")}).made.terms.id;
  EXPECT_TRUE(attach(id).allowed());
  EXPECT_TRUE(pay("2.00").allowed());
  ledger::PolicyPatch patch;
  patch.max_per_tx = {true, usd("1.00")};
  patch.name = {true, "tight"};
  const auto changed = change(id, patch);
  EXPECT_EQ(changed.outcome()->made.terms.version, 2U);
  EXPECT_EQ(changed.outcome()->made.name, "tight");
  EXPECT_EQ(changed.outcome()->updated_at, world.clock.now());
  EXPECT_TRUE(pay("2.00").refused(Errc::policy_denied));
  const auto paid = pay("1.00");
  const auto& fact = std::get<ledger::Paid>(paid.outcome()->record->fact);
  EXPECT_EQ(fact.policy, id);
  EXPECT_EQ(fact.policy_version, 2U);
  EXPECT_EQ(listed().rows.front(), *changed.outcome());
}

TEST_F(PolicyChangesTest, WhatChangesNothingIsNoRecord) {
  const ledger::PolicyId id = make({.max_per_tx = usd("5.00")}).made.terms.id;
  const std::size_t records = world.store->records().size();
  ledger::PolicyPatch patch;
  patch.max_per_tx = {true, usd("5.00")};
  patch.velocity = {true, std::nullopt};
  EXPECT_EQ(change(id, patch).outcome()->made.terms.version, 1U);
  EXPECT_EQ(world.store->records().size(), records);
}

TEST_F(PolicyChangesTest, OfAnotherOrganisationOrEnvironmentThereIsNone) {
  const ledger::PolicyId id = make({}).made.terms.id;
  EXPECT_TRUE(change({{1, 2}}, {}).refused(Errc::not_found));
  EXPECT_TRUE(remove({{1, 2}}).refused(Errc::not_found));
  const auto other = world.sign_up().principal.organization;
  const auto theirs =
      ask<ChangePolicyCall>(ChangePolicy{.organization = other, .policy = id, .patch = {}});
  EXPECT_TRUE(theirs.refused(Errc::not_found));
  const auto live = ask<DeletePolicyCall>(DeletePolicy{
      .organization = organization, .environment = ledger::Environment::production, .policy = id});
  EXPECT_TRUE(live.refused(Errc::environment_mismatch));
}

TEST_F(PolicyChangesTest, APolicyThatBindsNobodyIsDeletedForGood) {
  const ledger::PolicyId id = make({.max_per_tx = usd("1.00")}).made.terms.id;
  EXPECT_TRUE(attach(id).allowed());
  EXPECT_TRUE(remove(id).refused(Errc::policy_in_use));
  EXPECT_TRUE(attach({}).allowed());
  EXPECT_TRUE(remove(id).allowed());
  EXPECT_TRUE(remove(id).refused(Errc::not_found));
  EXPECT_TRUE(change(id, {}).refused(Errc::not_found));
  EXPECT_TRUE(attach(id).refused(Errc::not_found));
  EXPECT_TRUE(listed().rows.empty());
  EXPECT_EQ(world.room->policies().find(id), nullptr);
  EXPECT_TRUE(pay("2.00").allowed());
}

// A wallet that a policy binds and that is just being let go, whichever way, while it is deleted.
template <class C, class Command>
void expect_bound_still(std::uint64_t schedule) {
  World world{schedule};
  const World::Signed owner = world.sign_up();
  const ledger::OrganizationNumber organization = owner.principal.organization;
  const ledger::WalletAddress wallet = world.funded_wallet(owner, usd("100.00"));
  const auto ask = [&]<class Call>(std::type_identity<Call>, auto command) {
    command.organization = organization;
    command.now = world.clock.now();
    return world.ask<Call>(std::move(command));
  };
  const auto made = ask(std::type_identity<MakePolicyCall>{}, MakePolicy{});
  world.run();
  const ledger::PolicyId id = made.outcome()->made.terms.id;
  ask(std::type_identity<AttachPolicyCall>{}, AttachPolicy{.wallet = wallet.account, .policy = id});
  world.run();
  Command let_go;
  let_go.wallet = wallet.account;
  let_go.policy = ledger::PolicyId{};
  const auto going = ask(std::type_identity<C>{}, let_go);
  const auto early = ask(std::type_identity<DeletePolicyCall>{}, DeletePolicy{.policy = id});
  world.run();
  EXPECT_TRUE(going.allowed());
  EXPECT_TRUE(early.refused(Errc::policy_in_use) || early.allowed());
  EXPECT_TRUE(world.fatal.empty());
  const auto later = ask(std::type_identity<DeletePolicyCall>{}, DeletePolicy{.policy = id});
  world.run();
  EXPECT_TRUE(later.allowed() || early.allowed());
  EXPECT_EQ(tests::replayed(world.store->records()).policies.at(id).deleted, true);
}

TEST(PolicyDeletionTest, AWalletThatIsJustBeingLetGoIsBoundStill) {
  for (std::uint64_t schedule = 1; schedule <= 20; ++schedule) {
    expect_bound_still<AttachPolicyCall, AttachPolicy>(schedule);
    expect_bound_still<ChangeWalletCall, ChangeWallet>(schedule);
  }
}

TEST_F(PolicyChangesTest, AnotherEngineGoesOnWithThePoliciesOfTheJournal) {
  const ledger::PolicyId id = make({.max_per_tx = usd("1.00")}).made.terms.id;
  const ledger::PolicyId gone = make({}).made.terms.id;
  EXPECT_TRUE(attach(id).allowed());
  EXPECT_TRUE(remove(gone).allowed());
  World next{1, {}, world.store->records()};
  EXPECT_EQ(next.room->policies().find(id)->terms.max_per_tx, usd("1.00"));
  EXPECT_EQ(next.room->policies().find(gone), nullptr);
  const auto denied = next.pay(World::outside(wallet, usd("2.00")));
  next.run();
  EXPECT_TRUE(denied.refused(Errc::policy_denied));
}

TEST_F(PolicyChangesTest, HoursOfAZoneThatTheMachineForgotDenyEverything) {
  const ledger::PolicyId id =
      make({.active_hours = ledger::ActiveHours{0, 1'439, "Europe/Berlin"}}).made.terms.id;
  EXPECT_TRUE(attach(id).allowed());
  EXPECT_TRUE(world.room->lost_zones().empty());
  Engine::Options options;
  options.zone = [](std::string_view) { return nullptr; };
  World next{1, options, world.store->records()};
  ASSERT_EQ(next.room->lost_zones().size(), 1U);
  EXPECT_EQ(next.room->lost_zones()[0].policy, id);
  EXPECT_EQ(next.room->lost_zones()[0].zone, "Europe/Berlin");
  const auto denied = next.pay(World::outside(wallet, usd("2.00")));
  next.run();
  ASSERT_TRUE(denied.refused(Errc::policy_denied));
  EXPECT_EQ(denied.outcome().error().rule, PolicyRule::active_hours);
}

TEST_F(PolicyChangesTest, VelocityCountsPaymentsUnderWayAndAcrossARestart) {
  const ledger::PolicyId id =
      make({.velocity = ledger::Velocity{.count = 2, .window_seconds = 60}}).made.terms.id;
  EXPECT_TRUE(attach(id).allowed());
  EXPECT_TRUE(pay("1.00").allowed());
  World next{1, {}, world.store->records()};
  next.clock.advance(30'000);
  std::vector<tests::Told<PayCall>> told;
  for (std::size_t i = 0; i < 3; ++i)
    told.push_back(next.pay(World::between(wallet, owner.wallet, usd("1.00"))));
  next.run();
  EXPECT_TRUE(told[0].allowed());
  for (std::size_t i = 1; i < 3; ++i) {
    ASSERT_TRUE(told[i].refused(Errc::policy_denied));
    EXPECT_EQ(told[i].outcome().error().rule, PolicyRule::velocity);
  }
}

TEST_F(PolicyChangesTest, AViewShowsThePolicyThatBindsItsWallet) {
  const ledger::Policy policy = make({.max_per_tx = usd("1.00")});
  EXPECT_EQ(attach(policy.made.terms.id).outcome()->policy->terms, policy.made.terms);
  WalletsQuery all_wallets;
  all_wallets.organization = organization;
  auto seen = world.ask<WalletCall>(WalletQuery{wallet.account});
  auto all = world.ask<WalletsCall>(all_wallets);
  world.run();
  EXPECT_EQ(seen.outcome()->policy->terms, policy.made.terms);
  for (const WalletView& view : all.outcome()->rows)
    EXPECT_EQ(view.policy != nullptr, view.profile.opened.address == wallet);
}

}  // namespace
}  // namespace bursar::actors::policy_changes_test
