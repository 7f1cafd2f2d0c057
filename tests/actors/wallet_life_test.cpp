// Wallets that change and end: what holds from when on, and what waits for what.

#include "actors/wallet_changes.hpp"
#include "tests/actors/registry_world.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::actors::wallet_life_test {
namespace {

using ledger::Money;
using ledger::WalletArchived;
using ledger::WalletChanged;
using ledger::WalletStatus;

class WalletLifeTest : public RegistryWorld {
 protected:
  ChangeWallet changing(const ledger::WalletAddress& wallet) {
    ChangeWallet change;
    change.organization = wallet.organization;
    change.wallet = wallet.account;
    change.now = world.clock.now();
    return change;
  }
  ChangeWallet status(const ledger::WalletAddress& wallet, WalletStatus wanted) {
    ChangeWallet change = changing(wallet);
    change.status = wanted;
    return change;
  }
  auto change(const ChangeWallet& command) {
    const auto told = world.ask<ChangeWalletCall>(command);
    run();
    return told;
  }
  auto end(const ledger::WalletAddress& wallet, bool with_agent) {
    return world.ask<EndWalletCall>(EndWallet{.organization = wallet.organization,
                                              .wallet = wallet.account,
                                              .with_agent = with_agent,
                                              .by = ledger::org_default,
                                              .now = world.clock.now()});
  }

  struct Agent {
    ledger::WalletAddress wallet;
    ledger::KeyId key;
    std::string secret;
  };
  Agent funded_agent(ledger::Money balance = usd("9.00")) {
    const auto told = world.ask<OpenWalletCall>(agent());
    run();
    Agent made{.wallet = told.outcome()->wallet.profile.opened.address,
               .key = told.outcome()->key.id,
               .secret = told.outcome()->api_key};
    if (balance.zero()) return made;
    world.fund(World::from_treasury(made.wallet, balance));
    run();
    return made;
  }

  template <class F>
  std::vector<F> facts() const {
    std::vector<F> all;
    for (const ledger::Record& record : world.store->records())
      if (const auto* fact = std::get_if<F>(&record.fact)) all.push_back(*fact);
    return all;
  }
};

TEST_F(WalletLifeTest, AFreezeHoldsForTheVeryNextPayment) {
  const Agent agent = funded_agent();
  world.hold_the_disk();
  const auto frozen = world.ask<ChangeWalletCall>(status(agent.wallet, WalletStatus::frozen));
  run();
  const auto paid = world.pay(World::outside(agent.wallet, usd("1.00")));
  run();
  EXPECT_TRUE(frozen.silent());
  world.let_the_disk_go();
  EXPECT_EQ(frozen.outcome()->state.status, WalletStatus::frozen);
  EXPECT_TRUE(paid.refused(Errc::wallet_frozen));
  EXPECT_EQ(change(status(agent.wallet, WalletStatus::active)).outcome()->state.status,
            WalletStatus::active);
  const auto again = world.pay(World::outside(agent.wallet, usd("1.00")));
  run();
  EXPECT_TRUE(again.allowed());
}

TEST_F(WalletLifeTest, SeveralChangesAreOneRecord) {
  const Agent agent = funded_agent();
  const auto policy = world.ask<MakePolicyCall>(
      MakePolicy{.organization = acme.principal.organization, .policy = {}, .now = {}});
  run();
  ChangeWallet all = status(agent.wallet, WalletStatus::frozen);
  all.label = "l";
  all.name = "n";
  all.tags = {"a"};
  all.metadata = "{}";
  all.policy = policy.outcome()->made.terms.id;
  world.clock.advance(5);
  all.now = world.clock.now();
  const auto told = change(all);
  const WalletView& view = *told.outcome();
  EXPECT_EQ(view.profile.opened.label, "l");
  EXPECT_EQ(view.profile.opened.name, "n");
  EXPECT_EQ(view.profile.opened.agent_name, "n");
  EXPECT_EQ(view.profile.opened.tags, std::vector<std::string>{"a"});
  EXPECT_EQ(view.profile.opened.metadata, "{}");
  EXPECT_EQ(view.profile.policy, all.policy);
  EXPECT_EQ(view.profile.updated_at, all.now);
  EXPECT_EQ(view.state.policy, policy.outcome()->made.terms.id);
  EXPECT_EQ(view.state.status, WalletStatus::frozen);
  ASSERT_EQ(facts<WalletChanged>().size(), 1U);
  EXPECT_EQ(facts<WalletChanged>()[0].policy, policy.outcome()->made.terms.id);
  all.policy = ledger::PolicyId{};
  EXPECT_EQ(change(all).outcome()->state.policy, ledger::PolicyId{});
  EXPECT_EQ(facts<WalletChanged>()[1].label, std::nullopt);
}

TEST_F(WalletLifeTest, WhatIsSoAlreadyIsAnsweredWithoutARecord) {
  const Agent agent = funded_agent();
  const auto records = world.store->records().size();
  ChangeWallet same = status(agent.wallet, WalletStatus::active);
  same.tags.emplace();
  same.policy = ledger::PolicyId{};
  const auto told = change(same);
  EXPECT_EQ(told.outcome()->state.posted, usd("9.00"));
  EXPECT_TRUE(change(changing(agent.wallet)).allowed());
  EXPECT_EQ(world.store->records().size(), records);
}

TEST_F(WalletLifeTest, WhatIsNotThereIsNotChanged) {
  const Agent agent = funded_agent();
  ChangeWallet foreign = changing(agent.wallet);
  foreign.organization = other.principal.organization;
  EXPECT_TRUE(change(foreign).refused(Errc::not_found));
  ChangeWallet nowhere = changing(agent.wallet);
  nowhere.wallet = {999};
  EXPECT_TRUE(change(nowhere).refused(Errc::not_found));
  ChangeWallet no_agent = status(acme.wallet, WalletStatus::frozen);
  no_agent.of_agent = true;
  EXPECT_TRUE(change(no_agent).refused(Errc::not_found));
  ChangeWallet policy = changing(agent.wallet);
  policy.policy = ledger::PolicyId{{1, 2}};
  EXPECT_TRUE(change(policy).refused(Errc::not_found));
}

TEST_F(WalletLifeTest, FreezingGoesOnWhileTheDiskIsNearlyFull) {
  const Agent agent = funded_agent();
  world.room->read_only(true);
  ChangeWallet labelled = status(agent.wallet, WalletStatus::frozen);
  labelled.label = "l";
  EXPECT_TRUE(change(labelled).refused(Errc::read_only));
  EXPECT_TRUE(change(status(agent.wallet, WalletStatus::frozen)).allowed());
  EXPECT_TRUE(change(status(agent.wallet, WalletStatus::active)).refused(Errc::read_only));
}

TEST_F(WalletLifeTest, AFrozenWalletIsPaidAndNotFunded) {
  const Agent agent = funded_agent();
  change(status(agent.wallet, WalletStatus::frozen));
  const auto funded = world.fund(World::from_organization(acme.wallet, agent.wallet, usd("1.00")));
  const auto paid = world.pay(World::between(acme.wallet, agent.wallet, usd("1.00")));
  run();
  EXPECT_TRUE(funded.refused(Errc::wallet_frozen));
  EXPECT_TRUE(paid.allowed());
}

TEST_F(WalletLifeTest, AnEmptyWalletIsArchivedOnce) {
  const Agent agent = funded_agent(usd("0.00"));
  const auto told = end(agent.wallet, false);
  run();
  EXPECT_EQ(told.outcome()->wallet.state.status, WalletStatus::archived);
  const auto records = world.store->records().size();
  const auto again = end(agent.wallet, false);
  run();
  EXPECT_EQ(again.outcome()->wallet.state, told.outcome()->wallet.state);
  EXPECT_EQ(again.outcome()->wallet.profile, told.outcome()->wallet.profile);
  EXPECT_EQ(world.store->records().size(), records);
  EXPECT_TRUE(principal(agent.secret)) << "its key still reads";
  EXPECT_TRUE(change(status(agent.wallet, WalletStatus::active)).refused(Errc::wallet_archived));
  const auto policy = world.ask<AttachPolicyCall>(
      AttachPolicy{.organization = acme.principal.organization, .wallet = agent.wallet.account});
  const auto paid = world.pay(World::between(acme.wallet, agent.wallet, usd("1.00")));
  run();
  EXPECT_TRUE(policy.refused(Errc::wallet_archived));
  EXPECT_TRUE(paid.refused(Errc::payee_archived));
}

TEST_F(WalletLifeTest, OneThatHoldsMoneyOrIsTheOrganisationsOwnIsNotArchived) {
  const Agent agent = funded_agent();
  const auto full = end(agent.wallet, false);
  const auto own = end(acme.wallet, false);
  const auto no_agent = end(acme.wallet, true);
  EndWallet foreign{.organization = other.principal.organization, .wallet = agent.wallet.account};
  const auto theirs = world.ask<EndWalletCall>(foreign);
  run();
  EXPECT_TRUE(full.refused(Errc::balance_not_zero));
  EXPECT_TRUE(own.refused(Errc::invalid_request));
  EXPECT_TRUE(no_agent.refused(Errc::not_found));
  EXPECT_TRUE(theirs.refused(Errc::not_found));
  const auto paid = world.pay(World::outside(agent.wallet, usd("1.00")));
  run();
  EXPECT_TRUE(paid.allowed());
}

TEST_F(WalletLifeTest, ADeletedAgentIsSweptAndItsKeysEndInOneRecord) {
  const Agent agent = funded_agent();
  const ledger::Money before = world.posted(acme.wallet);
  change(status(agent.wallet, WalletStatus::frozen));
  RotateKey rotation{.organization = acme.principal.organization,
                     .key = agent.key,
                     .by = ledger::org_default,
                     .grace_ms = 60'000,
                     .now = world.clock.now()};
  const auto rotated = world.ask<RotateKeyCall>(rotation);
  run();
  ASSERT_TRUE(principal(agent.secret));
  world.hold_the_disk();
  const auto told = end(agent.wallet, true);
  run();
  EXPECT_TRUE(told.silent());
  EXPECT_TRUE(principal(agent.secret));
  world.let_the_disk_go();
  EXPECT_EQ(told.outcome()->swept, usd("9.00"));
  EXPECT_EQ(told.outcome()->wallet.state.status, WalletStatus::archived);
  EXPECT_EQ(told.outcome()->wallet.state.posted, Money{});
  EXPECT_FALSE(principal(agent.secret));
  EXPECT_FALSE(principal(rotated.outcome()->made.secret));
  EXPECT_EQ(world.posted(acme.wallet), before + usd("9.00"));
  ASSERT_EQ(facts<WalletArchived>().size(), 1U);
  EXPECT_EQ(facts<WalletArchived>()[0].keys.size(), 2U);
  rotation.key = rotated.outcome()->made.key.made.id;
  const auto no_more = world.ask<RotateKeyCall>(rotation);
  MakeKey another;
  another.owner.organization = acme.principal.organization;
  another.wallet = agent.wallet;
  const auto none = world.ask<MakeKeyCall>(another);
  run();
  EXPECT_TRUE(no_more.refused(Errc::invalid_state));
  EXPECT_TRUE(none.refused(Errc::wallet_archived));
}

TEST_F(WalletLifeTest, ASecondDeletionWaitsForTheFirst) {
  const Agent agent = funded_agent();
  world.hold_the_disk();
  const auto first = end(agent.wallet, true);
  const auto second = end(agent.wallet, true);
  const auto late = world.ask<ChangeWalletCall>(status(agent.wallet, WalletStatus::frozen));
  run();
  EXPECT_TRUE(first.silent() && second.silent() && late.silent());
  world.let_the_disk_go();
  EXPECT_EQ(first.outcome()->swept + second.outcome()->swept, usd("9.00"));
  EXPECT_TRUE(late.refused(Errc::wallet_archived) || facts<WalletChanged>().size() == 1);
  EXPECT_EQ(facts<WalletArchived>().size(), 1U);
}

TEST_F(WalletLifeTest, AnEndWaitsForWhatIsUnderWayAndTheRestForTheEnd) {
  const Agent agent = funded_agent();
  world.hold_the_disk();
  const auto under_way = world.pay(World::between(agent.wallet, acme.wallet, usd("2.00")));
  run();
  const auto told = end(agent.wallet, true);
  run();
  const auto later = world.pay(World::between(agent.wallet, acme.wallet, usd("1.00")));
  const auto credit = world.pay(World::between(acme.wallet, agent.wallet, usd("1.00")));
  run();
  EXPECT_TRUE(told.silent() && later.silent());
  world.let_the_disk_go();
  EXPECT_TRUE(under_way.allowed());
  EXPECT_EQ(told.outcome()->swept, usd("6.992"));
  EXPECT_TRUE(later.refused(Errc::wallet_archived));
  EXPECT_TRUE(credit.refused(Errc::overloaded));
  EXPECT_TRUE(world.fatal.empty());
}

TEST_F(WalletLifeTest, WhereTheOrgWalletIsFullNothingHappens) {
  const Agent agent = funded_agent();
  ledger::Money left = ledger::balance_max - world.posted(acme.wallet) - usd("8.00");
  while (!left.zero()) {
    const ledger::Money next = std::min(left, ledger::amount_max);
    world.fund(World::from_treasury(acme.wallet, next));
    run();
    left = left - next;
  }
  const auto told = end(agent.wallet, true);
  run();
  EXPECT_TRUE(told.refused(Errc::balance_limit));
  const auto paid = world.pay(World::outside(agent.wallet, usd("1.00")));
  run();
  EXPECT_TRUE(paid.allowed());
  EXPECT_TRUE(principal(agent.secret));
  EXPECT_TRUE(facts<WalletArchived>().empty());
  const auto fits = end(agent.wallet, true);
  run();
  EXPECT_TRUE(fits.allowed());
}

TEST_F(WalletLifeTest, TwoThatPayEachOtherAreDeletedTogether) {
  const Agent a = funded_agent();
  const Agent b = funded_agent();
  for (int i = 0; i < 20; ++i) {
    world.pay(World::between(a.wallet, b.wallet, usd("0.10")));
    world.pay(World::between(b.wallet, a.wallet, usd("0.10")));
  }
  const auto first = end(a.wallet, true);
  const auto second = end(b.wallet, true);
  run();
  EXPECT_TRUE(first.allowed());
  EXPECT_TRUE(second.allowed());
  const ledger::Books books = world.books();
  EXPECT_EQ(books.accounts[a.wallet.account.value].balance(), Money{});
  EXPECT_EQ(books.accounts[b.wallet.account.value].balance(), Money{});
}

TEST_F(WalletLifeTest, AWeakerKeyDeletesNoStrongerOne) {
  const Agent agent = funded_agent();
  EndWallet weak{.organization = acme.principal.organization,
                 .wallet = agent.wallet.account,
                 .with_agent = true,
                 .by = {},
                 .now = world.clock.now()};
  const auto told = world.ask<EndWalletCall>(weak);
  run();
  EXPECT_TRUE(told.refused(Errc::forbidden));
}

TEST_F(WalletLifeTest, AnArchivedWalletsAgentCanStillBeDeleted) {
  const Agent agent = funded_agent(usd("0.00"));
  end(agent.wallet, false);
  run();
  const auto told = end(agent.wallet, true);
  run();
  EXPECT_EQ(told.outcome()->swept, Money{});
  EXPECT_FALSE(principal(agent.secret));
  EXPECT_EQ(facts<WalletArchived>().size(), 2U);
}

// The registry has written down that it is archived; the wallet has not heard that it is durable.
TEST_F(WalletLifeTest, AnAgentIsDeletedWhileItsWalletsEndIsBeingWrittenDown) {
  const Agent agent = funded_agent({});
  world.hold_the_disk();
  const auto archived = end(agent.wallet, false);
  run();
  const auto deleted = end(agent.wallet, true);
  run();
  EXPECT_TRUE(archived.silent());
  EXPECT_TRUE(deleted.silent());
  world.let_the_disk_go();
  run();
  EXPECT_TRUE(archived.outcome().has_value());
  EXPECT_TRUE(deleted.outcome().has_value());
  const auto ends = facts<WalletArchived>();
  ASSERT_EQ(ends.size(), 2U);
  EXPECT_FALSE(ends[0].agent_deleted);
  EXPECT_TRUE(ends[1].agent_deleted);
  EXPECT_EQ(ends[1].keys, std::vector{agent.key});
}

}  // namespace
}  // namespace bursar::actors::wallet_life_test
