#include "actors/key_tally.hpp"

#include <optional>

#include <gtest/gtest.h>

namespace bursar::actors::key_tally_test {
namespace key_tally_test {
namespace {

using ledger::Time;

TEST(KeyTallyTest, AUseIsToldOnce) {
  KeyTally tally;
  EXPECT_EQ(tally.take_use(), std::nullopt);
  tally.speak(Time{5'000});
  EXPECT_EQ(tally.take_use(), Time{5'000});
  EXPECT_EQ(tally.take_use(), std::nullopt);
}

TEST(KeyTallyTest, WithinASecondTheFirstUseStands) {
  KeyTally tally;
  tally.speak(Time{5'000});
  tally.speak(Time{5'999});
  EXPECT_EQ(tally.take_use(), Time{5'000});
  tally.speak(Time{6'000});
  tally.speak(Time{7'000});
  EXPECT_EQ(tally.take_use(), Time{7'000});
}

TEST(KeyTallyTest, AnEarlierTimeDoesNotTakeALaterOneBack) {
  KeyTally tally;
  tally.speak(Time{9'000});
  tally.speak(Time{5'000});
  EXPECT_EQ(tally.take_use(), Time{9'000});
}

}  // namespace
}  // namespace key_tally_test
}  // namespace bursar::actors::key_tally_test
