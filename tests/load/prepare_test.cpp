#include "load/prepare.hpp"

#include "load/answers.hpp"

#include <gmock/gmock.h>

namespace bursar::load::prepare_test {
namespace {

using testing::HasSubstr;

TEST(PrepareTest, SixRulesAreSix) {
  const std::string policy = policy_text(Rules::six, 0);
  for (const char* const rule : {"max_per_day", "max_total", "velocity", "blocked_recipients",
                                 "blocked_categories", "active_hours"})
    EXPECT_THAT(policy, HasSubstr("\"" + std::string{rule} + "\":"));
}

TEST(PrepareTest, ItsHoursAreOverSinceALittleWhile) {
  const auto hours = [](unsigned minute) {
    const std::string policy = policy_text(Rules::six, minute);
    return std::string{*text_under(policy, {"active_hours", "from"})} + "-" +
           std::string{*text_under(policy, {"active_hours", "to"})};
  };
  EXPECT_EQ(hours(12 * 60), "11:55-11:50");
  EXPECT_EQ(hours(7), "00:02-23:57");
  EXPECT_EQ(hours(0), "23:55-23:50");
}

}  // namespace
}  // namespace bursar::load::prepare_test
