#include "actors/webhook_turns.hpp"

#include <cstdint>
#include <set>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::actors::webhook_turns_test {
namespace {

using Order = std::vector<std::uint64_t>;

/// Webhooks 1 to 3, and in doubt 11 to 13.
class WebhookTurnsTest : public testing::Test {
 protected:
  WebhookTurnsTest() {
    for (std::uint64_t one = 1; one <= 3; ++one) {
      turns_.look_at({one}, false);
      turns_.look_at({10 + one}, true);
    }
  }
  /// Who is looked at until one is served, who is the last.
  Order looked_at(const std::set<std::uint64_t>& served, bool doubtful_too = true,
                  TurnLook others = TurnLook::has_no_place) {
    Order order;
    turns_.go_round(doubtful_too, [&](ledger::Sequence webhook) {
      order.push_back(webhook.value);
      return served.contains(webhook.value) ? TurnLook::served : others;
    });
    return order;
  }

  WebhookTurns turns_;
  const std::set<std::uint64_t> all_ = {1, 2, 3, 11, 12, 13};
};

TEST_F(WebhookTurnsTest, ItGoesRoundAmongAll) {
  Order order;
  for (int times = 0; times < 8; ++times) order.push_back(looked_at(all_).back());
  EXPECT_EQ(order, (Order{1, 2, 3, 11, 12, 13, 1, 2}));
}

TEST_F(WebhookTurnsTest, ThoseInDoubtAreLeftOutWhereTheyHaveNoPlaces) {
  Order order;
  for (int times = 0; times < 4; ++times) order.push_back(looked_at(all_, false).back());
  EXPECT_EQ(order, (Order{1, 2, 3, 1}));
}

TEST_F(WebhookTurnsTest, ItGoesOnBehindWhoeverWasServedLast) {
  EXPECT_EQ(looked_at({12}), (Order{1, 2, 3, 11, 12}));
  EXPECT_EQ(looked_at({12}), (Order{13, 1, 2, 3, 11, 12}));
}

TEST_F(WebhookTurnsTest, WhoHasNothingIsNotLookedAtAgainAndWhoHasNoPlaceIs) {
  EXPECT_EQ(looked_at({}, true, TurnLook::has_no_place).size(), 6U);
  EXPECT_EQ(looked_at({}, true, TurnLook::has_nothing).size(), 6U);
  EXPECT_TRUE(looked_at(all_).empty());
  turns_.look_at({2}, false);
  EXPECT_EQ(looked_at(all_), (Order{2}));
}

TEST_F(WebhookTurnsTest, WhoFallsIntoDoubtIsOneOfThoseAndWhoIsForgottenNone) {
  turns_.look_at({2}, true);
  turns_.forget({12});
  Order order;
  for (int times = 0; times < 4; ++times) order.push_back(looked_at(all_).back());
  EXPECT_EQ(order, (Order{1, 2, 3, 11}));
  order.clear();
  for (int times = 0; times < 3; ++times) order.push_back(looked_at(all_, false).back());
  EXPECT_EQ(order, (Order{1, 3, 1}));
}

}  // namespace
}  // namespace bursar::actors::webhook_turns_test
