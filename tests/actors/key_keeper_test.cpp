#include "actors/key_keeper.hpp"

#include "tests/support/engine_world.hpp"

#include <filesystem>

#include <gtest/gtest.h>

namespace bursar::actors::key_keeper_test {
namespace {

namespace fs = std::filesystem;
using ledger::Errc;
using tests::usd;
using World = tests::EngineWorld;

// Tables of four keys, so that a few payments make files.
class KeyKeeperTest : public testing::Test {
 protected:
  auto pay(const std::string& key) {
    auto told = world.pay(World::outside(wallet, usd("1.00"), key));
    world.run();
    return told;
  }
  fs::path directory() const { return world.directory.path() / "keys"; }
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator{directory()}, {}));
  }

  World world{0, {.keys_in_memory_max = 4}};
  const World::Signed owner = world.sign_up();
  const ledger::WalletAddress wallet = world.funded_wallet(owner, usd("1000.00"));
};

TEST_F(KeyKeeperTest, AKeyWhoseRecordIsOldIsAnsweredFromItsFile) {
  const auto first = pay("first");
  for (int i = 0; i < 20; ++i) pay(std::to_string(i));
  EXPECT_GT(files(), 0U);
  const auto again = pay("first");
  ASSERT_TRUE(again.allowed());
  EXPECT_TRUE(again.outcome()->replayed);
  EXPECT_EQ(*again.outcome()->record, *first.outcome()->record);
  EXPECT_GT(world.room->known_keys().figures().disk_lookups, 0U);
  const auto other = world.pay(World::outside(wallet, usd("2.00"), "first"));
  world.run();
  EXPECT_TRUE(other.refused(Errc::idempotency_conflict));
}

TEST_F(KeyKeeperTest, AFileThatIsDamagedIsMadeAnewAndItsKeysAreAnsweredAgain) {
  for (int i = 0; i < 40; ++i) pay(std::to_string(i));
  for (const auto& entry : fs::directory_iterator{directory()}) {
    std::fstream bytes{entry.path(), std::ios::in | std::ios::out | std::ios::binary};
    bytes.seekp(4'096 + 3).put('x');
  }
  int refused = 0;
  for (int i = 0; i < 40; ++i) refused += pay(std::to_string(i)).refused(Errc::overloaded) ? 1 : 0;
  EXPECT_GT(refused, 0);
  for (int i = 0; i < 40; ++i) EXPECT_TRUE(pay(std::to_string(i)).outcome()->replayed);
  EXPECT_TRUE(world.fatal.empty());
}

TEST_F(KeyKeeperTest, ADirectoryThatTakesNothingIsTriedAgain) {
  fs::remove_all(directory());
  for (int i = 0; i < 20; ++i) pay(std::to_string(i));
  EXPECT_EQ(world.room->known_keys().figures().runs, 0U);
  EXPECT_TRUE(pay("0").outcome()->replayed);
  fs::create_directory(directory());
  world.schedule.advance(std::chrono::seconds{2});
  EXPECT_GT(world.room->known_keys().figures().runs, 0U);
  EXPECT_TRUE(pay("0").outcome()->replayed);
  EXPECT_TRUE(world.fatal.empty());
}

TEST_F(KeyKeeperTest, TheNextEngineGoesOnWithTheFiles) {
  const auto first = pay("first");
  for (int i = 0; i < 20; ++i) pay(std::to_string(i));
  World next{1, {.keys_directory = directory(), .keys_in_memory_max = 4}, world.store->records()};
  EXPECT_GT(next.room->known_keys().figures().runs, 0U);
  for (const char* const key : {"first", "0", "19"}) {
    const auto again = next.pay(World::outside(wallet, usd("1.00"), key));
    next.run();
    EXPECT_TRUE(again.outcome()->replayed) << key;
  }
}

TEST_F(KeyKeeperTest, AKeyServesAgainAfterADay) {
  pay("first");
  for (int i = 0; i < 20; ++i) pay(std::to_string(i));
  world.clock.advance(ledger::day_ms);
  EXPECT_TRUE(pay("first").outcome()->replayed);
  world.clock.advance(std::int64_t{2} * 60'000);
  pay("says how late it is");
  EXPECT_FALSE(pay("first").outcome()->replayed);
}

TEST_F(KeyKeeperTest, AClockThatWasBehindForgetsNoKeyOfToday) {
  pay("first");
  for (int i = 0; i < 20; ++i) pay(std::to_string(i));
  world.clock.set_wall_ahead(3 * ledger::day_ms);
  const auto accepted = world.tell<AcceptClockCall>(
      AcceptClock{}, [&](auto call) { world.room->accept_clock(call); });
  world.run();
  ASSERT_TRUE(accepted.outcome()->accepted);
  pay("says how late it is");
  EXPECT_TRUE(pay("first").outcome()->replayed);
}

}  // namespace
}  // namespace bursar::actors::key_keeper_test
