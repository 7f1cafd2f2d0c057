#include "actors/wallet_keys.hpp"

#include <gtest/gtest.h>

namespace bursar::actors {
namespace {

using Seen = WalletKeys::Seen;

constexpr ledger::Time now{ledger::day_ms * 100};

KeyHashes hashes(std::uint64_t key, std::uint64_t content = 1) {
  return {.key = {0, key}, .content = {0, content}};
}

TEST(WalletKeysTest, AKeyGoesFromFreshToDurable) {
  WalletKeys keys;
  EXPECT_EQ(keys.find(hashes(1)).seen, Seen::fresh);
  keys.begin(hashes(1), now);
  EXPECT_EQ(keys.find(hashes(1)).seen, Seen::under_way);
  EXPECT_EQ(keys.find(hashes(1, 2)).seen, Seen::other_content);
  const auto draft = std::make_shared<Draft>();
  keys.in_line({0, 1}, draft);
  EXPECT_EQ(keys.find(hashes(1)).seen, Seen::in_line);
  EXPECT_EQ(keys.find(hashes(1)).draft, draft);
  *draft->durable = 77;
  EXPECT_EQ(keys.find(hashes(1)).seen, Seen::durable);
  EXPECT_EQ(keys.find(hashes(1)).sequence.value, 77U);
}

TEST(WalletKeysTest, AnAbandonedKeyIsFreshAgain) {
  WalletKeys keys;
  keys.begin(hashes(1), now);
  keys.abandon({0, 1});
  EXPECT_EQ(keys.find(hashes(1)).seen, Seen::fresh);
  EXPECT_EQ(keys.size(), 0U);
}

TEST(WalletKeysTest, KeysBecomeDurableInTheOrderOfTheLineWhateverElseIsUnderWay) {
  WalletKeys keys;
  std::vector<std::shared_ptr<Draft>> drafts;
  for (std::uint64_t i = 1; i <= 100; ++i) {
    keys.begin(hashes(i), now);
    drafts.push_back(std::make_shared<Draft>());
    if (i % 10 != 0) keys.in_line({0, i}, drafts.back());
  }
  for (std::uint64_t i = 1; i <= 50; ++i) *drafts[i - 1]->durable = i;
  for (std::uint64_t i = 1; i <= 100; ++i) {
    const Seen expected = i % 10 == 0 ? Seen::under_way : i <= 50 ? Seen::durable : Seen::in_line;
    EXPECT_EQ(keys.find(hashes(i)).seen, expected) << i;
  }
  keys.durable({0, 10}, {110});
  EXPECT_EQ(keys.find(hashes(10)).sequence.value, 110U);
}

TEST(WalletKeysTest, DaysPastAreForgotten) {
  WalletKeys keys;
  keys.load({0, 1}, {0, 1}, {5}, now);
  EXPECT_EQ(keys.forget({now.milliseconds + ledger::day_ms}), 0U);
  EXPECT_EQ(keys.forget({now.milliseconds + 2 * ledger::day_ms}), 1U);
  EXPECT_EQ(keys.find(hashes(1)).seen, Seen::fresh);
}

TEST(WalletKeysTest, OfAKeyThatIsLoadedTwiceTheLaterRecordCounts) {
  WalletKeys keys;
  keys.load({0, 1}, {0, 1}, {5}, now);
  keys.load({0, 1}, {0, 1}, {9}, {now.milliseconds + 2 * ledger::day_ms});
  EXPECT_EQ(keys.size(), 1U);
  EXPECT_EQ(keys.find(hashes(1)).sequence.value, 9U);
  EXPECT_EQ(keys.forget({now.milliseconds + 3 * ledger::day_ms}), 0U);
  EXPECT_EQ(keys.find(hashes(1)).seen, Seen::durable);
}

// Three are in the line at any time: what lies behind them is given up as it grows.
TEST(WalletKeysTest, ALineThatIsNeverEmptyKeepsLittleOfWhatHasPassed) {
  WalletKeys keys;
  std::vector<std::shared_ptr<Draft>> drafts;
  for (std::uint64_t i = 1; i <= 1'000; ++i) {
    keys.begin(hashes(i), now);
    drafts.push_back(std::make_shared<Draft>());
    keys.in_line({0, i}, drafts.back());
    if (i > 3) *drafts[i - 4]->durable = i - 3;
    keys.find(hashes(i));
    EXPECT_LE(keys.line_places(), 8U) << i;
  }
  for (std::uint64_t i = 1; i <= 997; ++i) EXPECT_EQ(keys.find(hashes(i)).sequence.value, i);
  for (std::uint64_t i = 998; i <= 1'000; ++i) EXPECT_EQ(keys.find(hashes(i)).seen, Seen::in_line);
}

}  // namespace
}  // namespace bursar::actors
