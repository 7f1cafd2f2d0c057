// Lists by condition, tags and type of a whole engine, beside a filter that looks at every wallet:
// through any history, through restarts, and while a listing goes on.

#include "tests/actors/registry_world.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::actors::wallet_lists_test {
namespace {

using ledger::Condition;

constexpr std::int64_t hour_ms = 3'600'000;

std::vector<std::string> any_tags() {
  return *rc::gen::container<std::vector<std::string>>(
      *rc::gen::inRange<std::size_t>(0, 3), rc::gen::element<std::string>("a", "b", "c"));
}

/// An organisation whose wallets have a policy that lets 1.00 pass.
class ListedWorld {
 public:
  using Numbers = std::vector<std::uint64_t>;

  ListedWorld() {
    world_.emplace();
    owner_ = world_->sign_up();
  }

  void happen() {
    world_->clock.advance(*rc::gen::inRange<std::int64_t>(0, 12 * hour_ms));
    if (*rc::gen::inRange(0, 20) == 0) world_->clock.advance(29 * ledger::day_ms);
    const int deed = *rc::gen::inRange(0, 12);
    if (wallets_.empty() || deed < 2) return open();
    const ledger::WalletAddress wallet = *rc::gen::elementOf(wallets_);
    if (deed < 4) world_->fund(World::from_treasury(wallet, usd("3.00")));
    if (deed == 4 || deed == 5) world_->pay(World::outside(wallet, usd("1.00")));
    if (deed == 6 || deed == 7) world_->pay(World::outside(wallet, usd("2.00")));
    if (deed == 8) world_->pay(World::between(wallet, *rc::gen::elementOf(wallets_), usd("0.10")));
    if (deed == 9 || deed == 10) change(wallet);
    if (deed == 11) end(wallet);
    world_->run();
    if (*rc::gen::inRange(0, 10) == 0) world_->rest();
  }
  void restart() {
    const std::vector<ledger::Record> records = world_->store->records();
    const std::int64_t now = world_->clock.now().milliseconds;
    world_.emplace(++starts_, Engine::Options{}, records);
    world_->clock.advance(now - world_->clock.now().milliseconds);
  }

  WalletsQuery any_query() const {
    WalletsQuery query;
    query.organization = owner_.principal.organization;
    query.condition = static_cast<Condition>(*rc::gen::inRange(0, 6));
    if (*rc::gen::inRange(0, 4) == 0) query.condition.reset();
    if (*rc::gen::inRange(0, 3) == 0) query.tags = any_tags();
    if (*rc::gen::inRange(0, 4) == 0) query.type = ledger::WalletType::agent;
    query.agents_only = *rc::gen::inRange(0, 4) == 0;
    return query;
  }
  Rows<WalletView> ask(WalletsQuery query) {
    query.now = world_->clock.now();
    const auto told = world_->ask<WalletsCall>(std::move(query));
    world_->run();
    return *told.outcome();
  }
  /// The numbers of all that match, by what each wallet itself says.
  Numbers matching(const WalletsQuery& query) {
    WalletsQuery all;
    all.organization = query.organization;
    all.page.limit = 1'000;
    Numbers numbers;
    for (const WalletView& view : ask(all).rows)
      if (matches(view, query)) numbers.push_back(view.profile.opened.number);
    return numbers;
  }

 private:
  void open() {
    OpenWallet command = world_->opening(owner_);
    command.wallet.tags = any_tags();
    command.wallet.agent = *rc::gen::arbitrary<bool>();
    if (*rc::gen::inRange(0, 4) == 0) command.wallet.budget_limit = usd("100.00");
    command.new_policy.emplace();
    command.new_policy->terms.max_per_tx = usd("1.00");
    wallets_.push_back(world_->open_wallet(std::move(command)));
  }
  void change(const ledger::WalletAddress& wallet) {
    ChangeWallet command;
    command.organization = owner_.principal.organization;
    command.wallet = wallet.account;
    command.now = world_->clock.now();
    if (*rc::gen::arbitrary<bool>())
      command.tags = any_tags();
    else
      command.status =
          *rc::gen::element(ledger::WalletStatus::frozen, ledger::WalletStatus::active);
    world_->ask<ChangeWalletCall>(std::move(command));
  }
  void end(const ledger::WalletAddress& wallet) {
    world_->ask<EndWalletCall>(EndWallet{.organization = owner_.principal.organization,
                                         .wallet = wallet.account,
                                         .with_agent = *rc::gen::arbitrary<bool>(),
                                         .by = ledger::org_default,
                                         .now = world_->clock.now()});
  }
  bool matches(const WalletView& view, const WalletsQuery& query) const {
    const ledger::WalletOpened& opened = view.profile.opened;
    const ledger::Signs signs{.moved_at = view.state.last_transaction_at,
                              .ever_held_money = view.state.ever_held_money,
                              .denied_at = view.denied_at};
    const Condition is = condition(view.state.status, signs, world_->clock.now());
    if (query.condition && is != *query.condition) return false;
    if (query.type && opened.address.type != *query.type) return false;
    if (query.agents_only && !opened.agent) return false;
    return std::ranges::all_of(query.tags, [&](const std::string& tag) {
      return std::ranges::find(opened.tags, tag) != opened.tags.end();
    });
  }

  std::optional<World> world_;
  std::uint64_t starts_ = 0;  // each draws ids of its own
  World::Signed owner_;
  std::vector<ledger::WalletAddress> wallets_;
};

RC_GTEST_PROP(WalletListsTest, AListHasWhatLookingAtEveryWalletFinds, ()) {
  ListedWorld world;
  for (int rounds = 0; rounds < 4; ++rounds) {
    for (auto deeds = *rc::gen::inRange(1, 8); deeds > 0; --deeds) world.happen();
    if (*rc::gen::inRange(0, 5) == 0) world.restart();
    WalletsQuery query = world.any_query();
    const auto wanted = world.matching(query);
    query.page.limit = 1'000;
    const auto rows = world.ask(query);
    ListedWorld::Numbers listed;
    for (const WalletView& view : rows.rows) listed.push_back(view.profile.opened.number);
    RC_ASSERT(listed == wanted);
    RC_ASSERT(rows.next == 0);
  }
}

RC_GTEST_PROP(WalletListsTest, WhatMatchesAllTheWhileIsListedOnceWhateverHappensMeanwhile, ()) {
  ListedWorld world;
  for (auto deeds = *rc::gen::inRange(5, 25); deeds > 0; --deeds) world.happen();
  WalletsQuery query = world.any_query();
  std::map<std::uint64_t, int> matched;  // how often, by number
  std::set<std::uint64_t> listed;
  int looks = 0;
  do {
    ++looks;
    for (const std::uint64_t number : world.matching(query)) ++matched[number];
    query.page.limit = *rc::gen::inRange<std::uint32_t>(1, 4);
    const auto rows = world.ask(query);
    for (const WalletView& view : rows.rows) {
      RC_ASSERT(listed.insert(view.profile.opened.number).second);
      RC_ASSERT(matched[view.profile.opened.number] > 0);
    }
    query.page.before = rows.next;
    for (auto deeds = *rc::gen::inRange(0, 4); deeds > 0; --deeds) world.happen();
    if (*rc::gen::inRange(0, 8) == 0) world.restart();
  } while (query.page.before != 0);
  for (const auto& [number, times] : matched)
    if (times == looks) RC_ASSERT(listed.contains(number));
}

}  // namespace
}  // namespace bursar::actors::wallet_lists_test
