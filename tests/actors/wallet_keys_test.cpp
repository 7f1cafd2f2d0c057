#include "actors/wallet_keys.hpp"

#include <gtest/gtest.h>

namespace bursar::actors::wallet_keys_test {
namespace {

using Seen = WalletKeys::Seen;

KeyHashes hashes(std::uint64_t key, std::uint64_t content = 1) {
  return {.key = {0, key}, .content = {0, content}};
}

TEST(WalletKeysTest, AKeyIsKnownFromItsBeginningUntilItsRecordIsDurable) {
  WalletKeys keys;
  EXPECT_EQ(keys.find(hashes(1)).seen, Seen::none);
  keys.begin(hashes(1));
  EXPECT_EQ(keys.find(hashes(1)).seen, Seen::under_way);
  EXPECT_EQ(keys.find(hashes(1, 2)).seen, Seen::other_content);
  const auto draft = std::make_shared<Draft>();
  keys.in_line({0, 1}, draft);
  EXPECT_EQ(keys.find(hashes(1)).seen, Seen::in_line);
  EXPECT_EQ(keys.find(hashes(1)).draft, draft);
  *draft->durable = 77;
  EXPECT_EQ(keys.find(hashes(1)).seen, Seen::none);
  EXPECT_EQ(keys.size(), 0U);
}

TEST(WalletKeysTest, WhoeverDoesNotKnowTheContentFindsAKeyToo) {
  WalletKeys keys;
  EXPECT_EQ(keys.find(ledger::Bits128{0, 1}).seen, Seen::none);
  keys.begin(hashes(1));
  EXPECT_EQ(keys.find(ledger::Bits128{0, 1}).seen, Seen::under_way);
  const auto draft = std::make_shared<Draft>();
  keys.in_line({0, 1}, draft);
  EXPECT_EQ(keys.find(ledger::Bits128{0, 1}).draft, draft);
  EXPECT_EQ(keys.find(hashes(1, 2)).seen, Seen::other_content);
  EXPECT_EQ(keys.find(hashes(1, 2)).draft, draft);
}

TEST(WalletKeysTest, AKeyThatIsEndedMayBeginAgain) {
  WalletKeys keys;
  keys.begin(hashes(1));
  keys.end({0, 1});
  EXPECT_EQ(keys.find(hashes(1)).seen, Seen::none);
  keys.begin(hashes(1, 2));
  EXPECT_EQ(keys.find(hashes(1, 2)).seen, Seen::under_way);
  EXPECT_EQ(keys.size(), 1U);
}

TEST(WalletKeysTest, KeysBecomeDurableInTheOrderOfTheLineWhateverElseIsUnderWay) {
  WalletKeys keys;
  std::vector<std::shared_ptr<Draft>> drafts;
  for (std::uint64_t i = 1; i <= 100; ++i) {
    keys.begin(hashes(i));
    drafts.push_back(std::make_shared<Draft>());
    if (i % 10 != 0) keys.in_line({0, i}, drafts.back());
  }
  for (std::uint64_t i = 1; i <= 50; ++i) *drafts[i - 1]->durable = i;
  for (std::uint64_t i = 1; i <= 100; ++i) {
    const Seen expected = i % 10 == 0 ? Seen::under_way : i <= 50 ? Seen::none : Seen::in_line;
    EXPECT_EQ(keys.find(hashes(i)).seen, expected) << i;
  }
  EXPECT_EQ(keys.size(), 55U);
  keys.end({0, 10});
  EXPECT_EQ(keys.find(hashes(10)).seen, Seen::none);
}

// Three are in the line at any time: what lies behind them is given up as it grows.
TEST(WalletKeysTest, ALineThatIsNeverEmptyKeepsLittleOfWhatHasPassed) {
  WalletKeys keys;
  std::vector<std::shared_ptr<Draft>> drafts;
  for (std::uint64_t i = 1; i <= 1'000; ++i) {
    keys.begin(hashes(i));
    drafts.push_back(std::make_shared<Draft>());
    keys.in_line({0, i}, drafts.back());
    if (i > 3) *drafts[i - 4]->durable = i - 3;
    keys.find(hashes(i));
    EXPECT_LE(keys.line_places(), 8U) << i;
    EXPECT_LE(keys.size(), 3U) << i;
  }
  for (std::uint64_t i = 998; i <= 1'000; ++i) EXPECT_EQ(keys.find(hashes(i)).seen, Seen::in_line);
}

TEST(WalletKeysTest, ABurstPasses) {
  WalletKeys keys;
  for (int burst = 0; burst < 2; ++burst) {
    std::vector<std::shared_ptr<Draft>> drafts;
    for (std::uint64_t i = 1; i <= 1'000; ++i) {
      keys.begin(hashes(i));
      drafts.push_back(std::make_shared<Draft>());
      keys.in_line({0, i}, drafts.back());
    }
    for (const auto& draft : drafts) *draft->durable = 1;
    EXPECT_EQ(keys.find(hashes(1)).seen, Seen::none);
    EXPECT_EQ(keys.size(), 0U);
    EXPECT_EQ(keys.line_places(), 0U);
  }
}

}  // namespace
}  // namespace bursar::actors::wallet_keys_test
