#include "actors/wallet_signs.hpp"

#include "tests/support/amounts.hpp"

#include <gtest/gtest.h>

namespace bursar::actors::wallet_signs_test {
namespace {

using ledger::day_ms;
using ledger::Signs;
using ledger::Time;
using tests::usd;

constexpr ledger::AccountNumber wallet{300};
constexpr ledger::AccountNumber another{700};
constexpr Time now{1'000 * day_ms};

constexpr Time later(std::int64_t milliseconds) {
  return {now.milliseconds + milliseconds};
}

class WalletSignsTest : public testing::Test {
 protected:
  WalletSignsTest() { signs.grow_to({1'000}); }

  /// Whether it was a turn.
  bool moves(Time at, ledger::Money balance) {
    const auto before = signs.turns(wallet, wallet);
    signs.moved(wallet, at, balance);
    return signs.turns(wallet, wallet) != before;
  }
  bool is_denied(Time at) {
    const auto before = signs.turns(wallet, wallet);
    signs.denied(wallet, denied_at, at);
    return signs.turns(wallet, wallet) != before;
  }

  WalletSigns signs;
  Time denied_at = {};
};

TEST_F(WalletSignsTest, AWalletBeginsWithNone) {
  EXPECT_EQ(signs.of(wallet), Signs{});
}

TEST_F(WalletSignsTest, WhatMovedIsToldAndOnlyAChangeOfConditionIsATurn) {
  EXPECT_TRUE(moves(now, {}));
  EXPECT_FALSE(moves(later(1), {}));
  EXPECT_TRUE(moves(later(2), usd("1.00")));
  EXPECT_FALSE(moves(later(3), {}));
  EXPECT_EQ(signs.of(wallet), (Signs{.moved_at = later(3), .ever_held_money = true}));
  EXPECT_TRUE(moves(later(31 * day_ms), {}));
  EXPECT_EQ(signs.of(another), Signs{});
}

TEST_F(WalletSignsTest, WhatMovesAtTheEdgeOfBeingIdleIsATurn) {
  moves(now, usd("1.00"));
  EXPECT_TRUE(moves(later(30 * day_ms), usd("1.00")));
}

TEST_F(WalletSignsTest, ARefusalIsATurnAndSoIsItsEnd) {
  EXPECT_FALSE(is_denied({}));
  EXPECT_TRUE(is_denied(now));
  EXPECT_EQ(denied_at, now);
  EXPECT_FALSE(is_denied(later(5)));
  EXPECT_EQ(signs.of(wallet).denied_at, later(5));
  EXPECT_TRUE(is_denied(later(5 + day_ms)));
  EXPECT_TRUE(is_denied({}));
  EXPECT_FALSE(is_denied({}));
  EXPECT_EQ(signs.of(wallet), Signs{});
}

TEST_F(WalletSignsTest, TurnsAreThoseOfASpanOfAccounts) {
  const auto of_all = signs.turns({1}, {1'000});
  const auto of_others = signs.turns(another, another);
  moves(now, usd("1.00"));
  EXPECT_EQ(signs.turns({1}, {1'000}), of_all + 1);
  EXPECT_EQ(signs.turns(another, another), of_others);
}

TEST_F(WalletSignsTest, WhatIsLoadedIsTold) {
  const Signs loaded{.moved_at = now, .ever_held_money = true, .denied_at = later(1)};
  signs.load({5'000}, loaded);
  EXPECT_EQ(signs.of({5'000}), loaded);
}

}  // namespace
}  // namespace bursar::actors::wallet_signs_test
