#include "crypto/system_random.hpp"

#include "crypto/hash.hpp"

#include <cstddef>
#include <set>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::crypto::system_random_test {
namespace {

TEST(SystemRandomTest, NeverRepeatsItself) {
  start();
  std::set<Bytes<32>> seen;
  for (int i = 0; i < 1'000; ++i) {
    Bytes<32> bytes{};
    fill_random(bytes);
    EXPECT_TRUE(seen.insert(bytes).second);
  }
}

// Small fills come from a reserve that holds a hundred and twenty-eight of these.
TEST(SystemRandomTest, NoThreadGivesTheSameBytesTwiceNorThoseOfAnother) {
  start();
  std::vector<std::vector<Bytes<8>>> fills(2, std::vector<Bytes<8>>(5'000));
  std::vector<std::thread> threads;
  for (auto& own : fills)
    threads.emplace_back([&own] {
      for (Bytes<8>& bytes : own) fill_random(bytes);
    });
  for (std::thread& thread : threads) thread.join();
  std::set<Bytes<8>> seen;
  for (const auto& own : fills)
    for (const Bytes<8>& bytes : own) EXPECT_TRUE(seen.insert(bytes).second);
}

TEST(SystemRandomTest, EveryByteOfAFillIsDrawnWhateverItsSize) {
  start();
  for (const std::size_t size :
       {1UL, 7UL, 255UL, 256UL, 257UL, 1'023UL, 1'024UL, 1'025UL, 4'000UL}) {
    std::vector<std::uint8_t> ever(size);
    for (int i = 0; i < 20; ++i) {
      std::vector<std::uint8_t> bytes(size);
      fill_random(bytes);
      for (std::size_t at = 0; at < size; ++at)
        ever[at] = static_cast<std::uint8_t>(ever[at] | bytes[at]);
    }
    for (const std::uint8_t byte : ever) EXPECT_NE(byte, 0) << size;
  }
}

TEST(SystemRandomTest, NothingToFillIsNothingToDo) {
  fill_random({});
}

}  // namespace
}  // namespace bursar::crypto::system_random_test
