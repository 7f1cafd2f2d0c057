// Two organisations, a workload, a failing disk and an auditor, all from one seed: whatever the
// order and the fault, what callers were told agrees with what is in the journal, and the next
// engine goes on from there: whoever asks it again is told the same.

#include "tests/persistence/failing_disk.hpp"
#include "tests/support/engine_world.hpp"

#include <chrono>
#include <filesystem>
#include <map>
#include <random>
#include <set>

#include <gtest/gtest.h>

namespace bursar::payments_test {
namespace {

using World = tests::EngineWorld;

constexpr std::uint64_t seeds = 300;
constexpr std::uint64_t rounds = 12;
constexpr std::uint64_t calls_in_round = 10;
constexpr std::uint64_t keys = 12;
constexpr std::chrono::milliseconds soon{4};

/// How long the wallets' actors live.
enum class Lives : std::uint8_t { long_, short_ };

actors::Engine::Options options(Lives lives) {
  if (lives == Lives::long_) return {};
  return {.wallet_idle = soon, .wallets_live_max = 1};
}

template <class C>
struct Asked {
  std::uint64_t salt = 0;
  ledger::AccountNumber decider = {};
  decltype(C::command) command;
  tests::Told<C> told;
};

class Simulation {
 public:
  Simulation(std::uint64_t seed, Lives lives)
      : random_{seed},
        lives_{lives},
        options_{with_few_keys_in_memory(seed, lives)},
        world_{std::make_unique<World>(seed, options_)} {
    for (int i = 0; i < 2; ++i) {
      owners_.push_back(world_->sign_up(ledger::Money::dollars(200)));
      for (int n = 0; n < 2; ++n)
        wallets_.push_back(world_->funded_wallet(owners_.back(), ledger::Money::dollars(50)));
    }
    wallets_.push_back(budget_wallet());
  }

  void run() {
    for (std::uint64_t round = 0; round < rounds; ++round) {
      if (below(3) == 0) world_->hold_the_disk();
      for (std::uint64_t calls = below(calls_in_round); calls > 0; --calls) {
        ask_something();
        if (lives_ == Lives::short_) come_to_rest();
      }
      if (below(rounds * 2) == 0) world_->store->fail_next(any_fault());
      world_->run();
      world_->let_the_disk_go();
      world_->clock.advance(static_cast<std::int64_t>(below(ledger::day_ms / rounds)));
    }
    world_->schedule.advance(std::chrono::seconds{10});
  }

  void audit() {
    const auto records = world_->store->records();
    const ledger::Books books = tests::replayed(records);  // CHECKs every record of it
    failed_ = !world_->fatal.empty();
    if (!failed_) {
      EXPECT_EQ(world_->room->admission().in_flight(), 0U);
      audit_balances(*world_, books);
    }
    // What waited for something that was never told is lost with the engine.
    world_.reset();
    const std::set<std::uint64_t> salts = salts_of(records);
    for (const auto& asked : payments_) audit_one(asked, records, salts);
    for (const auto& asked : fundings_) audit_one(asked, records, salts);
    audit_keys(records);
    if (below(4) == 0) std::filesystem::remove_all(options_.keys_directory);
    World next{random_(), options_, records};
    audit_balances(next, books);
    for (const auto& asked : payments_)
      audit_again(next, asked, [&](auto one) { return next.pay(one); });
    for (const auto& asked : fundings_)
      audit_again(next, asked, [&](auto one) { return next.fund(one); });
    EXPECT_EQ(next.store->records().size(), records.size()) << "asked again and done again";
  }

 private:
  template <class C>
  void audit_one(const Asked<C>& asked, const std::vector<ledger::Record>& records,
                 const std::set<std::uint64_t>& salts) {
    SCOPED_TRACE(testing::Message() << "salt " << asked.salt);
    ASSERT_TRUE(asked.told.once());
    if (asked.told.lost()) {
      EXPECT_TRUE(failed_) << "lost for no reason";
      return;
    }
    if (!asked.told.allowed()) {
      EXPECT_FALSE(salts.contains(asked.salt)) << "refused and done";
      return;
    }
    const actors::Receipt& receipt = *asked.told.outcome();
    const std::uint64_t sequence = receipt.record->sequence.value;
    ASSERT_LE(sequence, records.size()) << "told and lost";
    EXPECT_EQ(*receipt.record, records[sequence - 1]);
    EXPECT_EQ(receipt.replayed || std::holds_alternative<ledger::Refused>(receipt.record->fact),
              !salts.contains(asked.salt));
    const std::string& key = asked.command.keyed.key;
    if (key.empty()) return;
    const auto [first, fresh] = answers_.try_emplace(std::pair{asked.decider.value, key}, sequence);
    EXPECT_EQ(first->second, sequence) << "one key, two answers";
  }

  template <class C, class Again>
  static void audit_again(World& next, const Asked<C>& asked, Again again) {
    if (asked.command.keyed.key.empty() || asked.told.lost() || !asked.told.allowed()) return;
    const auto told = again(asked.command);
    next.run();
    ASSERT_TRUE(told.allowed());
    EXPECT_TRUE(told.outcome()->replayed);
    EXPECT_EQ(*told.outcome()->record, *asked.told.outcome()->record);
  }

  static std::set<std::uint64_t> salts_of(const std::vector<ledger::Record>& records) {
    std::set<std::uint64_t> salts;
    for (const ledger::Record& record : records) {
      if (const auto* paid = std::get_if<ledger::Paid>(&record.fact)) salts.insert(paid->salt);
      if (const auto* funded = std::get_if<ledger::Funded>(&record.fact))
        salts.insert(funded->salt);
    }
    return salts;
  }

  void audit_keys(const std::vector<ledger::Record>& records) {
    std::set<std::pair<std::uint64_t, std::string>> seen;
    for (const ledger::Record& record : records) {
      const auto& key = record.idempotency;
      if (!key) continue;
      EXPECT_TRUE(seen.emplace(key->wallet.value, key->key).second) << "one key, two records";
    }
  }

  static void audit_balances(World& world, const ledger::Books& books) {
    for (const auto& [account, wallet] : books.wallets) {
      const auto told = world.balance(wallet.state().address);
      world.run();
      ASSERT_TRUE(told.allowed());
      EXPECT_EQ(told.outcome()->state.posted, books.accounts[account.value].balance());
      EXPECT_EQ(told.outcome()->state.usage.in_total, wallet.state().usage.in_total);
      EXPECT_EQ(told.outcome()->state.total_spent, wallet.state().total_spent);
    }
    for (std::uint64_t number = 1; number < books.organizations.size(); ++number) {
      const auto told = world.ask<actors::ReconciliationCall>(
          actors::ReconciliationQuery{ledger::OrganizationNumber{number}});
      world.run();
      EXPECT_TRUE(told.outcome()->differences.empty());
      EXPECT_EQ(told.outcome()->checked, books.organizations[number].wallets.size());
    }
  }

  // Somewhere between the calls: the disk falls behind or catches up, and wallets look idle.
  void come_to_rest() {
    world_->states->lag(below(2) * below(20));
    if (below(2) == 0) world_->schedule.pass(soon);
  }

  ledger::WalletAddress budget_wallet() {
    auto opening = world_->opening(owners_.front());
    opening.wallet.budget_limit = ledger::Money::dollars(30);
    return world_->open_wallet(opening);
  }

  // Most calls with a key ask what was asked with it before: the key itself is the seed.
  void ask_something() {
    const std::uint64_t key = below(2) == 0 ? 0 : 1 + below(keys);
    const bool again = key != 0 && below(5) != 0;
    std::mt19937_64 fresh{again ? key : random_()};
    std::swap(random_, fresh);
    ask_something(key == 0 ? "" : "key " + std::to_string(key));
    std::swap(random_, fresh);
  }

  void ask_something(const std::string& key) {
    const ledger::WalletAddress& wallet = any_wallet();
    const ledger::WalletAddress& other = any_wallet();
    switch (below(5)) {
      case 0:
        return fund(wallet, key);
      case 1:
      case 2:
        return pay(World::outside(wallet, any_money(), key));
      default:
        if (wallet.account != other.account) pay(World::between(wallet, other, any_money(), key));
    }
  }

  void pay(actors::PayCommand command) {
    command.pay.salt = ++salt_;
    payments_.push_back({salt_, command.pay.payer.account, command, world_->pay(command)});
  }

  void fund(const ledger::WalletAddress& wallet, const std::string& key) {
    const World::Signed& owner = owners_[below(owners_.size())];
    const bool own = wallet.organization == owner.principal.organization && below(2) == 0;
    auto command = own ? World::from_organization(owner.wallet, wallet, any_money(), key)
                       : World::from_treasury(wallet, any_money(), key);
    command.fund.salt = ++salt_;
    const auto decider = own ? owner.wallet.account : wallet.account;
    fundings_.push_back({salt_, decider, command, world_->fund(command)});
  }

  const ledger::WalletAddress& any_wallet() { return wallets_[below(wallets_.size())]; }
  ledger::Money any_money() {
    return ledger::Money::dollars(1 + static_cast<std::int64_t>(below(20)));
  }
  tests::Fault any_fault() { return static_cast<tests::Fault>(1 + below(3)); }
  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }

  actors::Engine::Options with_few_keys_in_memory(std::uint64_t seed, Lives lives) const {
    actors::Engine::Options chosen = options(lives);
    chosen.keys_directory = directory_.path() / "keys";
    chosen.keys_in_memory_max = 1 + seed % 7;
    return chosen;
  }

  tests::TemporaryDirectory directory_;
  std::mt19937_64 random_;
  const Lives lives_;
  const actors::Engine::Options options_;
  std::unique_ptr<World> world_;
  bool failed_ = false;
  std::vector<World::Signed> owners_;
  std::vector<ledger::WalletAddress> wallets_;
  std::uint64_t salt_ = 0;
  std::vector<Asked<actors::PayCall>> payments_;
  std::vector<Asked<actors::FundCall>> fundings_;
  std::map<std::pair<std::uint64_t, std::string>, std::uint64_t> answers_;
};

class PaymentsSimulation : public testing::TestWithParam<Lives> {};

TEST_P(PaymentsSimulation, WhatWasToldAgreesWithTheJournal) {
  using tests::DiskCall;
  tests::break_disk({.call = DiskCall::fsync, .sticky = true, .effect = tests::Effect::lies});
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Simulation simulation{seed, GetParam()};
    simulation.run();
    simulation.audit();
    if (testing::Test::HasFailure()) return;
  }
}

INSTANTIATE_TEST_SUITE_P(Lives, PaymentsSimulation, testing::Values(Lives::long_, Lives::short_),
                         [](const auto& test) {
                           return test.param == Lives::long_ ? "long" : "short";
                         });

}  // namespace
}  // namespace bursar::payments_test
