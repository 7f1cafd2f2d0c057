#include "actors/position_set.hpp"

#include <set>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::actors::position_set_test {
namespace {

std::vector<std::uint64_t> positions_of(const PositionSet& set) {
  std::vector<std::uint64_t> all;
  for (const auto& [group, bits] : set.words())
    for (std::uint64_t bit = 0; bit < group_positions; ++bit)
      if ((bits >> bit & 1U) != 0) all.push_back(group * group_positions + bit + 1);
  return all;
}

RC_GTEST_PROP(PositionSetTest, ItHoldsWhatWasPutInAndNotTakenOut, ()) {
  PositionSet set;
  std::set<std::uint64_t> wanted;
  for (int deeds = 0; deeds < 100; ++deeds) {
    const auto position = *rc::gen::inRange<std::uint64_t>(1, 400);
    if (*rc::gen::inRange(0, 3) == 0) {
      set.erase(position);
      wanted.erase(position);
    } else {
      set.insert(position);
      wanted.insert(position);
    }
  }
  RC_ASSERT(positions_of(set) == std::vector<std::uint64_t>(wanted.begin(), wanted.end()));
  RC_ASSERT(set.empty() == wanted.empty());
}

RC_GTEST_PROP(PositionSetTest, AWalkTellsTheLargestGroupUpToWhatIsAskedFor, ()) {
  PositionSet set;
  std::set<std::uint64_t> groups;
  for (const auto position :
       *rc::gen::container<std::vector<std::uint64_t>>(rc::gen::inRange<std::uint64_t>(1, 2'000))) {
    set.insert(position);
    groups.insert(group_of(position));
  }
  DescendingWalk walk{set};
  for (auto asked = *rc::gen::inRange<std::uint64_t>(0, 40);;
       asked = *rc::gen::inRange<std::uint64_t>(0, asked + 1)) {
    const auto past = groups.upper_bound(asked);
    const auto found = walk.down_to(asked);
    RC_ASSERT(found.has_value() == (past != groups.begin()));
    if (!found) break;
    RC_ASSERT(*found == *std::prev(past));
    RC_ASSERT(walk.bits() != 0);
    if (asked == 0) break;
  }
}

}  // namespace
}  // namespace bursar::actors::position_set_test
