#include "actors/fair_turns.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::actors::fair_turns_test {
namespace fair_turns_test {
namespace {

using ledger::OrganizationNumber;

constexpr OrganizationNumber acme{1};
constexpr OrganizationNumber other{2};
constexpr OrganizationNumber third{3};

/// The pieces in which so much of each is done.
std::vector<std::string> done(FairTurns<std::string>& turns) {
  std::vector<std::string> pieces;
  while (!turns.none()) {
    auto [of, work] = turns.take();
    pieces.push_back(work);
    if (work.back() == '1') continue;
    --work.back();
    turns.add(of, work);
  }
  return pieces;
}

TEST(FairTurnsTest, WhoeverAsksForLittleWaitsForAPieceOfEachAtMost) {
  FairTurns<std::string> turns;
  turns.add(acme, "a3");
  turns.add(acme, "b3");
  turns.add(other, "x1");
  turns.add(third, "y2");
  EXPECT_EQ(done(turns),
            (std::vector<std::string>{"a3", "x1", "y2", "b3", "y1", "a2", "b2", "a1", "b1"}));
  EXPECT_TRUE(turns.none());
}

TEST(FairTurnsTest, OneAloneGoesOnByItself) {
  FairTurns<std::string> turns;
  turns.add(acme, "a2");
  EXPECT_EQ(done(turns), (std::vector<std::string>{"a2", "a1"}));
}

}  // namespace
}  // namespace fair_turns_test
}  // namespace bursar::actors::fair_turns_test
