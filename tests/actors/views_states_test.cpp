#include "actors/views_states.hpp"

#include "crypto/hash.hpp"
#include "tests/ledger/two_organizations.hpp"
#include "tests/support/amounts.hpp"
#include "tests/support/simulated_store.hpp"
#include "tests/support/temporary_directory.hpp"

#include <gtest/gtest.h>

namespace bursar::actors::views_states_test {
namespace {

// What the views keep of a wallet's past is what a walk into it begins at.
TEST(ViewsStatesTest, TheMilestonesOfTheViewsAreTheirs) {
  crypto::start();
  tests::TwoOrganizations world;
  for (std::uint64_t i = 0; i < milestone_entries + 5; ++i) world.fund(6, tests::amount("1.00"));
  persistence::Replayed replayed;
  for (const ledger::Record& record : world.records) replayed.apply(record);
  const tests::SimulatedStore journal{world.records};
  const tests::TemporaryDirectory place;
  const persistence::ViewsOptions options{.directory = place.path() / "views",
                                          .map_size_bytes = std::uint64_t{1} << 26};
  make_views(options, replayed, journal);
  const persistence::Views views{options, journal};
  const ViewsStates states{views};
  const auto then = states.milestone({6}, 1);
  ASSERT_TRUE(then);
  EXPECT_EQ(then->state.transaction_count, milestone_entries);
  EXPECT_EQ(then->last, views.milestone({6}, 1)->last);
  EXPECT_FALSE(states.milestone({6}, 2));
  EXPECT_FALSE(states.milestone({7}, 1));
  EXPECT_EQ(states.load({6})->transaction_count, milestone_entries + 5);
}

}  // namespace
}  // namespace bursar::actors::views_states_test
