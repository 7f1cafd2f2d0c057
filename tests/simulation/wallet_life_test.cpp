// A hundred thousand times, each in an order of its own: calls meet at wallets that are cold, being
// read, alive, asked to leave or at rest, while the disk is slow and the states lag. One actor a
// wallet, nothing lost, nothing doubled, every balance exact.

#include "tests/support/engine_world.hpp"

#include <chrono>
#include <map>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::wallet_life_test {
namespace {

using World = tests::EngineWorld;
using ledger::Money;

constexpr std::uint64_t worlds = 200;
constexpr std::uint64_t meetings_in_world = 500;
constexpr std::chrono::milliseconds idle{4};

class Meetings {
 public:
  explicit Meetings(std::uint64_t seed) : random_{seed} {
    World before{seed};
    const auto owner = before.sign_up(Money::dollars(10'000));
    for (int i = 0; i < 4; ++i) {
      wallets_.push_back(before.funded_wallet(owner, Money::dollars(1'000)));
      balances_[wallets_.back().account] = Money::dollars(1'000);
    }
    organization_ = owner.principal.organization;
    world_.emplace(seed, actors::Engine::Options{.wallet_idle = idle, .wallets_live_max = 2},
                   before.store->records());
    lives_before_ = alive();
  }

  void meet() {
    if (below(3) == 0) world_->hold_the_disk();
    world_->states->lag(below(2) * below(8));
    for (std::uint64_t calls = 2 + below(3); calls > 0; --calls) {
      ask(wallets_[below(2)], wallets_[below(wallets_.size())]);
      if (below(2) == 0) world_->schedule.pass(idle);
    }
    world_->run();
    world_->let_the_disk_go();
    if (below(4) == 0) world_->rest(idle);
    audit();
  }

  void audit_all() {
    world_->states->lag(0);
    world_->rest(idle);
    EXPECT_EQ(alive(), lives_before_);  // whoever came to life has ended
    EXPECT_EQ(life().activations, life().passivations);
    const auto reconciled =
        world_->ask<actors::ReconciliationCall>(actors::ReconciliationQuery{organization_});
    world_->run();
    EXPECT_EQ(reconciled.outcome()->checked, wallets_.size() + 1);
    EXPECT_TRUE(reconciled.outcome()->differences.empty());
    const ledger::Books books = world_->books();
    for (const auto& [account, balance] : balances_)
      EXPECT_EQ(books.accounts[account.value].balance(), balance);
  }

  std::uint64_t activations() const { return life().activations; }
  std::uint64_t loads() const { return world_->states->loads(); }

 private:
  void ask(const ledger::WalletAddress& wallet, const ledger::WalletAddress& other) {
    const Money amount = Money::units(1 + static_cast<std::int64_t>(below(1'000)));
    const std::uint64_t what = below(4);
    if (what == 0)
      return funds_.push_back({wallet, amount, world_->fund(World::from_treasury(wallet, amount))});
    if (what == 1) return reads_.push_back(world_->balance(wallet));
    const std::string key = below(2) == 0 ? "" : "key " + std::to_string(++keys_);
    const bool inside = what == 2 && wallet.account != other.account;
    auto command =
        inside ? World::between(wallet, other, amount, key) : World::outside(wallet, amount, key);
    payments_.push_back({wallet, inside ? other.account : ledger::AccountNumber{}, amount,
                         world_->pay(std::move(command))});
  }

  void audit() {
    for (const auto& asked : payments_) {
      ASSERT_TRUE(asked.told.allowed());
      const auto& paid = std::get<ledger::Paid>(asked.told.outcome()->record->fact);
      balances_[asked.wallet.account] = balances_[asked.wallet.account] - asked.amount - paid.fee;
      if (!asked.payee.none()) balances_[asked.payee] = balances_[asked.payee] + asked.amount;
    }
    for (const auto& asked : funds_) {
      ASSERT_TRUE(asked.told.allowed());
      balances_[asked.wallet.account] = balances_[asked.wallet.account] + asked.amount;
    }
    for (const auto& told : reads_) ASSERT_TRUE(told.allowed());
    payments_.clear();
    funds_.clear();
    reads_.clear();
    const ledger::WalletAddress& any = wallets_[below(wallets_.size())];
    EXPECT_EQ(world_->posted(any), balances_[any.account]);
    EXPECT_TRUE(world_->fatal.empty());
  }

  struct Paying {
    ledger::WalletAddress wallet;
    ledger::AccountNumber payee = {};
    Money amount;
    tests::Told<actors::PayCall> told;
  };
  struct Funding {
    ledger::WalletAddress wallet;
    Money amount;
    tests::Told<actors::FundCall> told;
  };

  const actors::LifeFigures& life() const { return world_->room->life(); }
  std::size_t alive() { return world_->schedule.system().registry().running(); }
  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }

  std::mt19937_64 random_;
  std::vector<ledger::WalletAddress> wallets_;
  std::map<ledger::AccountNumber, Money> balances_;
  ledger::OrganizationNumber organization_;
  std::optional<World> world_;
  std::size_t lives_before_ = 0;
  std::uint64_t keys_ = 0;
  std::vector<Paying> payments_;
  std::vector<Funding> funds_;
  std::vector<tests::Told<actors::BalanceCall>> reads_;
};

TEST(WalletLifeSimulation, WhateverMeetsAtADoorOneActorAnswersAndNothingIsLost) {
  std::uint64_t activations = 0;
  std::uint64_t loads = 0;
  for (std::uint64_t seed = 0; seed < worlds; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Meetings meetings{seed};
    for (std::uint64_t i = 0; i < meetings_in_world; ++i) {
      meetings.meet();
      if (testing::Test::HasFailure()) return;
    }
    meetings.audit_all();
    activations += meetings.activations();
    loads += meetings.loads();
  }
  // The wallets did come and go, from the disk and from where they rested.
  EXPECT_GT(activations, worlds * meetings_in_world);
  EXPECT_GT(loads, worlds * meetings_in_world / 10);
  EXPECT_GT(activations, loads);
}

}  // namespace
}  // namespace bursar::wallet_life_test
