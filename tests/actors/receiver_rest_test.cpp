#include "actors/receiver_rest.hpp"

#include <gtest/gtest.h>

namespace bursar::actors::receiver_rest_test {
namespace {

using ledger::DeliveryAnswer;
using ledger::DeliveryEnd;

constexpr ledger::Time now{1'795'608'000'000};

std::int64_t pause(std::uint32_t failed_in_row, const DeliveryAnswer& answer) {
  return rests_until(failed_in_row, answer, now).milliseconds - now.milliseconds;
}
DeliveryAnswer throttled(std::optional<std::int64_t> retry_after_s = {}) {
  return {.end = DeliveryEnd::answered, .status = 429, .retry_after_s = retry_after_s};
}

TEST(ReceiverRestTest, FromTheThirdFailureOnItIsLeftAloneForAWhileThatGrowsToFiveMinutes) {
  const DeliveryAnswer late{.end = DeliveryEnd::late};
  EXPECT_EQ(pause(2, late), 0);
  EXPECT_EQ(pause(3, late), 5'000);
  EXPECT_EQ(pause(4, late), 10'000);
  EXPECT_EQ(pause(8, late), 160'000);
  EXPECT_EQ(pause(9, late), 300'000);
  EXPECT_EQ(pause(4'000'000'000, late), 300'000);
}

TEST(ReceiverRestTest, WhoHasTooMuchToDoSaysForHowLongUpToAnHour) {
  EXPECT_EQ(pause(1, throttled()), 5'000);
  EXPECT_EQ(pause(1, throttled(60)), 60'000);
  EXPECT_EQ(pause(1, throttled(1'000'000)), 3'600'000);
  EXPECT_EQ(pause(9, throttled(1)), 300'000);
}

}  // namespace
}  // namespace bursar::actors::receiver_rest_test
