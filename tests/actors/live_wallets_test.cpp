#include "actors/live_wallets.hpp"

#include <map>

#include <gtest/gtest.h>

namespace bursar::actors::live_wallets_test {
namespace {

using std::chrono::milliseconds;

class LiveWalletsTest : public testing::Test {
 protected:
  void add(std::uint64_t wallet) { live.add({wallet}, uses[wallet]); }
  std::vector<std::uint64_t> look(std::size_t count, milliseconds idle) {
    std::vector<std::uint64_t> dismissed;
    live.look(
        count, idle, [&](ledger::AccountNumber wallet) { return uses[wallet.value]; },
        [&](ledger::AccountNumber wallet, std::uint32_t) {
          if (stays == wallet.value) return false;
          dismissed.push_back(wallet.value);
          return true;
        });
    return dismissed;
  }

  LiveWallets live;
  std::map<std::uint64_t, std::uint32_t> uses;
  std::uint64_t stays = 0;
};

TEST_F(LiveWalletsTest, OneIsDismissedWhenItWasNotUsedForLongEnough) {
  add(1);
  add(2);
  live.wait(milliseconds{60});
  ++uses[2];
  EXPECT_TRUE(look(2, milliseconds{100}).empty());
  live.wait(milliseconds{60});
  EXPECT_EQ(look(2, milliseconds{100}), std::vector<std::uint64_t>{1});
  live.wait(milliseconds{60});
  EXPECT_EQ(look(2, milliseconds{100}), std::vector<std::uint64_t>{2});
  EXPECT_EQ(live.size(), 0U);
}

TEST_F(LiveWalletsTest, UnderPressureWhatWasUsedSinceTheLastLookHasASecondChance) {
  for (std::uint64_t wallet = 1; wallet <= 4; ++wallet) add(wallet);
  ++uses[2];
  ++uses[3];
  EXPECT_EQ(look(4, milliseconds{0}), (std::vector<std::uint64_t>{1, 4}));
  EXPECT_EQ(look(4, milliseconds{0}).size(), 2U);
}

TEST_F(LiveWalletsTest, LooksGoRoundAndSeeEachOnceAtMost) {
  for (std::uint64_t wallet = 1; wallet <= 5; ++wallet) {
    add(wallet);
    ++uses[wallet];
  }
  EXPECT_TRUE(look(3, milliseconds{0}).empty());
  EXPECT_EQ(look(4, milliseconds{0}), (std::vector<std::uint64_t>{1, 5}));
  EXPECT_EQ(look(100, milliseconds{0}).size(), 3U);
}

TEST_F(LiveWalletsTest, OneThatCannotBeDismissedIsLookedAtAgain) {
  add(1);
  add(2);
  stays = 1;
  EXPECT_EQ(look(2, milliseconds{0}), std::vector<std::uint64_t>{2});
  EXPECT_EQ(live.size(), 1U);
  stays = 0;
  EXPECT_EQ(look(2, milliseconds{0}), std::vector<std::uint64_t>{1});
}

}  // namespace
}  // namespace bursar::actors::live_wallets_test
