// Engines that end and begin again over one journal, with real views that were kept, cut off or
// deleted meanwhile, or left behind by a crash: each begins where the journal ends, and
// answers what an engine answers that knows the journal alone.

#include "persistence/views.hpp"

#include "tests/simulation/real_views.hpp"
#include "tests/support/engine_world.hpp"

#include <chrono>
#include <random>

#include <gtest/gtest.h>

namespace bursar::views_test {
namespace {

using World = tests::EngineWorld;
using ledger::Money;

constexpr std::uint64_t seeds = 12;
constexpr std::uint64_t lives = 6;
constexpr std::uint64_t calls_in_life = 30;
constexpr std::chrono::milliseconds idle{4};

class Lives {
 public:
  explicit Lives(std::uint64_t seed) : random_{seed} {
    World first{seed};
    owner_ = first.sign_up(Money::dollars(1'000));
    for (int i = 0; i < 4; ++i) wallets_.push_back(first.funded_wallet(owner_, Money::dollars(90)));
    records_ = first.store->records();
  }

  void live() {
    World world{random_(),
                {.wallet_idle = idle, .wallets_live_max = 2},
                records_,
                [this](const auto& store) { return views_.derive(store); }};
    answer_as_the_journal_alone_does(world);
    for (std::uint64_t calls = 0; calls < calls_in_life; ++calls) do_something(world);
    world.run();
    EXPECT_TRUE(world.fatal.empty());
    records_ = world.store->records();
    if (below(2) == 0) world.schedule.advance(std::chrono::seconds{1});  // else as after a crash
  }

  void lose_the_views() {
    views_.let_go();
    if (const auto how = below(4); how == 0)
      views_.erase();
    else if (how == 1)
      views_.cut();
  }

 private:
  void answer_as_the_journal_alone_does(World& world) {
    World other{0, {}, records_};
    EXPECT_EQ(states_of(world), states_of(other));
    EXPECT_EQ(lists_of(world), lists_of(other));
  }

  std::vector<ledger::WalletState> states_of(World& world) {
    std::vector<ledger::WalletState> states;
    for (const ledger::WalletAddress& wallet : wallets_) {
      const auto told = world.balance(wallet);
      world.run();
      states.push_back(told.outcome()->state);
    }
    return states;
  }

  std::vector<ledger::WalletProfile> lists_of(World& world) {
    actors::WalletsQuery query;
    query.organization = owner_.principal.organization;
    const auto told = world.ask<actors::WalletsCall>(query);
    world.run();
    std::vector<ledger::WalletProfile> profiles;
    for (const actors::WalletView& view : told.outcome()->rows) profiles.push_back(view.profile);
    return profiles;
  }

  void do_something(World& world) {
    const ledger::WalletAddress wallet = wallets_[below(wallets_.size())];
    const ledger::WalletAddress other = wallets_[below(wallets_.size())];
    const std::string key = below(2) == 0 ? "" : "key " + std::to_string(below(20));
    const Money money = Money::dollars(1 + static_cast<std::int64_t>(below(9)));
    const auto what = below(6);
    if (what == 0) world.fund(World::from_treasury(wallet, money, key));
    if (what == 1) wallets_.push_back(world.open_wallet(owner_));
    if (what == 2 && wallet.account != other.account)
      world.pay(World::between(wallet, other, money, key));
    if (what > 2) world.pay(World::outside(wallet, money, key));
    if (below(4) == 0) world.run();
    if (below(4) == 0) world.schedule.pass(idle);
    if (below(6) == 0) world.schedule.advance(std::chrono::seconds{1});
    world.clock.advance(static_cast<std::int64_t>(below(ledger::day_ms / 10)));
  }

  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }

  std::mt19937_64 random_;
  simulation::RealViews views_;
  World::Signed owner_;
  std::vector<ledger::WalletAddress> wallets_;
  std::vector<ledger::Record> records_;
};

TEST(ViewsSimulation, LosingTheViewsChangesNoAnswer) {
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Lives one_after_the_other{seed};
    for (std::uint64_t life = 0; life < lives; ++life) {
      one_after_the_other.live();
      one_after_the_other.lose_the_views();
    }
    if (testing::Test::HasFailure()) return;
  }
}

}  // namespace
}  // namespace bursar::views_test
