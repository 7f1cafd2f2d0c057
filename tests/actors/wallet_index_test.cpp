// Whatever is asked for together, however the wallets and the time have changed and however little
// a page may look at: a page has what looking at every wallet finds, in the same order.

#include "actors/wallet_index.hpp"

#include "tests/support/amounts.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::actors::wallet_index_test {
namespace {

using ledger::Condition;
using ledger::day_ms;
using tests::usd;

/// An organisation's wallets, the signs of them and of others between, and what time it is.
class Wallets {
 public:
  void open(std::vector<std::string> tags = {}) {
    next_account_ += *rc::gen::inRange<std::uint64_t>(1, 4);
    if (*rc::gen::inRange(0, 40) == 0) next_account_ += 500;
    Known wallet;
    wallet.opened.address = {
        .account = {next_account_},
        .environment = *rc::gen::inRange(0, 5) == 0 ? ledger::Environment::production
                                                    : ledger::Environment::sandbox,
        .type = members.empty() ? ledger::WalletType::org : ledger::WalletType::agent};
    wallet.opened.tags = std::move(tags);
    wallet.opened.agent = *rc::gen::arbitrary<bool>();
    signs.grow_to({next_account_});
    index.add(wallet.opened);
    members.push_back({next_account_});
    known_.push_back(std::move(wallet));
  }
  void happen() {
    now.milliseconds += *rc::gen::inRange<std::int64_t>(0, day_ms);
    if (*rc::gen::inRange(0, 30) == 0) now.milliseconds += 25 * day_ms;
    Known& wallet = known_[*rc::gen::inRange<std::size_t>(0, known_.size())];
    const ledger::AccountNumber account = wallet.opened.address.account;
    const auto position = static_cast<std::uint64_t>(&wallet - known_.data()) + 1;
    switch (*rc::gen::inRange(0, 6)) {
      case 0:
      case 1:
        return move(wallet, *rc::gen::arbitrary<bool>() ? usd("1.00") : ledger::Money{});
      case 2:
        signs.denied(account, wallet.signs.denied_at, now);
        return;
      case 3:
        signs.denied(account, wallet.signs.denied_at, {});
        return;
      case 4: {
        auto tags = any_tags();
        index.retag(position, wallet.opened.tags, tags);
        wallet.opened.tags = std::move(tags);
        return;
      }
      default:
        wallet.status =
            *rc::gen::element(ledger::WalletStatus::active, ledger::WalletStatus::frozen,
                              ledger::WalletStatus::archived);
        index.set(position, wallet.status);
    }
  }
  static std::vector<std::string> any_tags() {
    return *rc::gen::container<std::vector<std::string>>(
        *rc::gen::inRange<std::size_t>(0, 3), rc::gen::element<std::string>("a", "b", "c", "d"));
  }

  std::vector<std::uint64_t> matching(const WalletsQuery& query) const {
    std::vector<std::uint64_t> all;
    for (std::uint64_t position = known_.size(); position > 0; --position)
      if (matches(known_[position - 1], query)) all.push_back(position);
    return all;
  }
  WalletsQuery any_query() const {
    WalletsQuery query;
    query.now = now;
    const auto maybe = [] { return *rc::gen::inRange(0, 3) == 0; };
    if (maybe()) query.environment = ledger::Environment::production;
    query.agents_only = maybe();
    if (maybe()) query.type = *rc::gen::element(ledger::WalletType::org, ledger::WalletType::agent);
    if (!maybe()) query.condition = static_cast<Condition>(*rc::gen::inRange(0, 6));
    if (maybe()) query.tags = any_tags();
    return query;
  }

  WalletIndex index;
  WalletSigns signs;
  std::vector<ledger::AccountNumber> members;
  ledger::Time now{1'000 * day_ms};

 private:
  struct Known {
    ledger::WalletOpened opened = {};
    ledger::WalletStatus status = ledger::WalletStatus::active;
    ledger::Signs signs = {};
  };

  void move(Known& wallet, ledger::Money balance) {
    signs.moved(wallet.opened.address.account, now, balance);
    wallet.signs.moved_at = now;
    if (balance > ledger::Money{}) wallet.signs.ever_held_money = true;
  }
  static bool matches(const Known& wallet, const WalletsQuery& query) {
    const ledger::WalletOpened& opened = wallet.opened;
    if (opened.address.environment != query.environment) return false;
    if (query.agents_only && !opened.agent) return false;
    if (query.type && opened.address.type != *query.type) return false;
    if (query.condition &&
        ledger::condition(wallet.status, wallet.signs, query.now) != *query.condition)
      return false;
    return std::ranges::all_of(query.tags, [&](const std::string& tag) {
      return std::ranges::find(opened.tags, tag) != opened.tags.end();
    });
  }

  std::vector<Known> known_;
  std::uint64_t next_account_ = 4;
};

std::vector<std::uint64_t> followed(Wallets& wallets, WalletsQuery query) {
  std::vector<std::uint64_t> seen;
  do {
    query.page.limit = *rc::gen::inRange<std::uint32_t>(1, 20);
    query.page.looked_at_max = *rc::gen::inRange<std::uint32_t>(1, 20);
    const auto found = wallets.index.find(query, wallets.members, wallets.signs);
    RC_ASSERT(found.positions.size() <= query.page.limit);
    RC_ASSERT(found.looked_at <= query.page.looked_at_max);
    RC_ASSERT(found.next == 0 || query.page.before == 0 || found.next < query.page.before);
    seen.insert(seen.end(), found.positions.begin(), found.positions.end());
    query.page.before = found.next;
  } while (query.page.before != 0);
  return seen;
}

RC_GTEST_PROP(WalletIndexTest, WhoeverFollowsSeesWhatMatchesOnce, ()) {
  Wallets wallets;
  for (auto left = *rc::gen::inRange(1, 300); left > 0; --left) wallets.open(Wallets::any_tags());
  for (int rounds = 0; rounds < 8; ++rounds) {
    for (auto deeds = *rc::gen::inRange(0, 40); deeds > 0; --deeds) wallets.happen();
    if (*rc::gen::arbitrary<bool>()) wallets.open(Wallets::any_tags());
    const WalletsQuery query = wallets.any_query();
    RC_ASSERT(followed(wallets, query) == wallets.matching(query));
  }
}

RC_GTEST_PROP(WalletIndexTest, AFullPageKnowsWhetherMoreMatch, ()) {
  Wallets wallets;
  for (auto left = *rc::gen::inRange(1, 200); left > 0; --left) wallets.open(Wallets::any_tags());
  for (auto deeds = *rc::gen::inRange(0, 100); deeds > 0; --deeds) wallets.happen();
  WalletsQuery query = wallets.any_query();
  query.page.limit = *rc::gen::inRange<std::uint32_t>(1, 50);
  query.page.before = *rc::gen::inRange<std::uint64_t>(0, 250);
  auto wanted = wallets.matching(query);
  std::erase_if(wanted, [&](auto n) { return query.page.before != 0 && n >= query.page.before; });
  const auto found = wallets.index.find(query, wallets.members, wallets.signs);
  RC_ASSERT((found.next != 0) == (wanted.size() > query.page.limit));
  wanted.resize(std::min<std::size_t>(wanted.size(), query.page.limit));
  RC_ASSERT(found.positions == wanted);
}

// What was concluded holds until something turns or its time is over, so a list that comes again
// looks at little.
TEST(WalletIndexTest, WhatIsConcludedIsNotConcludedAgain) {
  WalletIndex index;
  WalletSigns signs;
  std::vector<ledger::AccountNumber> members;
  for (std::uint64_t account = 5; account < 5 + 6'400; ++account) {
    ledger::WalletOpened opened;
    opened.address.account = {account};
    signs.grow_to({account});
    signs.moved({account}, {1'000 * day_ms}, usd("1.00"));
    index.add(opened);
    members.push_back({account});
  }
  WalletsQuery query;
  query.condition = Condition::idle;
  query.now = {1'001 * day_ms};
  const auto looks = [&] { return index.find(query, members, signs).looked_at; };
  EXPECT_EQ(looks(), 100U * 17);
  EXPECT_EQ(looks(), 100U);
  query.now = {1'029 * day_ms};
  EXPECT_EQ(looks(), 100U);
  signs.moved(members[3'000], query.now, {});  // not idle before, nor after
  EXPECT_EQ(looks(), 100U);
  ledger::Time denied_at;
  signs.denied(members[3'000], denied_at, query.now);
  EXPECT_LE(looks(), 100U + 5 * 16);
  EXPECT_EQ(looks(), 100U);
}

TEST(WalletIndexTest, ATagThatNoWalletHasEndsTheListAtOnce) {
  WalletIndex index;
  WalletSigns signs;
  std::vector<ledger::AccountNumber> members;
  for (std::uint64_t account = 5; account < 1'000; ++account) {
    ledger::WalletOpened opened;
    opened.address.account = {account};
    if (account == 7) opened.tags = {"a"};
    index.add(opened);
    members.push_back({account});
  }
  WalletsQuery query;
  query.tags = {"b"};
  EXPECT_EQ(index.find(query, members, signs).looked_at, 0U);
  query.tags = {"a"};
  const auto found = index.find(query, members, signs);
  EXPECT_EQ(found.positions, std::vector<std::uint64_t>{3});
  EXPECT_EQ(found.looked_at, 1U);
}

}  // namespace
}  // namespace bursar::actors::wallet_index_test
