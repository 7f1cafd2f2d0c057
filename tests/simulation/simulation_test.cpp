#include "tests/simulation/simulation.hpp"

#include "tests/simulation/found.hpp"
#include "tests/simulation/moves.hpp"

#include <set>

#include <gtest/gtest.h>

namespace bursar::simulation::simulation_test {
namespace {

constexpr std::uint64_t steps = 300;

Outcome history(std::uint64_t seed, std::uint64_t length) {
  Place place;
  return Simulation{seed, place}.run(length);
}

TEST(Simulation, TheSameSeedGivesTheSameHistory) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const Outcome once = history(seed, steps);
    const Outcome again = history(seed, steps);
    EXPECT_EQ(once.trace, again.trace);
    EXPECT_EQ(once.records, again.records);
    EXPECT_EQ(once.restarts, again.restarts);
  }
}

TEST(Simulation, AnotherSeedGivesAnotherHistory) {
  std::set<std::uint64_t> traces;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) traces.insert(history(seed, 50).trace);
  EXPECT_EQ(traces.size(), 20U);
}

TEST(Simulation, HistoriesHaveMovementsAndRestarts) {
  Outcome all;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const Outcome outcome = history(seed, steps);
    all.movements += outcome.movements;
    all.records += outcome.records;
    all.restarts += outcome.restarts;
  }
  EXPECT_GT(all.movements, 5 * steps / 4);
  EXPECT_GT(all.records, 5 * steps / 10);
  EXPECT_GT(all.restarts, 0U);
}

TEST(Simulation, WhatWasFoundOnceIsNotFoundAgain) {
  for (const Found& once : found) {
    const Outcome outcome = history(once.seed, once.steps);
    EXPECT_FALSE(outcome.finding) << "seed " << once.seed << ", " << once.what << ": "
                                  << outcome.finding->sentence;
  }
}

TEST(Simulation, EveryMoveIsDrawn) {
  std::uint64_t all = 0;
  for (const Move& move : moves()) all += move.weight;
  std::set<std::string_view> drawn_names;
  for (std::uint64_t chance = 0; chance < all; ++chance) drawn_names.insert(drawn(chance).name);
  EXPECT_EQ(drawn_names.size(), moves().size());
}

}  // namespace
}  // namespace bursar::simulation::simulation_test
