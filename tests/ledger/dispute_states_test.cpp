#include "ledger/dispute_states.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace bursar::ledger::dispute_states_test {
namespace {

// One line a state: what may happen there, and what the dispute is then.
constexpr std::string_view lives = R"(
none: open=open
open: add_evidence=open withdraw=withdrawn review=under_review
under_review: add_evidence=under_review refund=resolved_refunded deny=resolved_denied
resolved_refunded:
resolved_denied:
withdrawn:
)";

constexpr std::array<std::string_view, dispute_events> events = {
    "open", "add_evidence", "withdraw", "review", "refund", "deny"};

TEST(DisputeStatesTest, EveryPairOfStateAndEventIsSoAndNoOtherWay) {
  std::string walked = "\n";
  for (std::size_t from = 0; from < dispute_statuses; ++from) {
    const auto status = static_cast<DisputeStatus>(from);
    walked.append(word(status)).append(":");
    for (std::size_t event = 0; event < dispute_events; ++event) {
      const auto to = next_status(status, static_cast<DisputeEvent>(event));
      if (!to) continue;
      walked.append(" ").append(events[event]).append("=").append(word(*to));
      EXPECT_TRUE(still_open(status) || from == 0) << "nothing leads out of an end";
    }
    walked += '\n';
  }
  EXPECT_EQ(walked, lives);
}

TEST(DisputeStatesTest, EachWordIsReadAsItIsWritten) {
  for (std::size_t i = 1; i < dispute_statuses; ++i) {
    const auto status = static_cast<DisputeStatus>(i);
    EXPECT_EQ(dispute_status(word(status)), status);
  }
  EXPECT_EQ(dispute_status("none"), std::nullopt);
  EXPECT_EQ(dispute_status("Open"), std::nullopt);
}

}  // namespace
}  // namespace bursar::ledger::dispute_states_test
