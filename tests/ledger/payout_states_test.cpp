#include "ledger/payout_states.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace bursar::ledger::payout_states_test {
namespace {

// One line a state: what may happen there, and what the payout is then.
constexpr std::string_view lives = R"(
pending: submit=submitted fail=failed cancel=cancelled
submitted: settle=settling complete=completed fail=failed
settling: complete=completed fail=failed
completed:
failed:
cancelled:
)";

constexpr std::array<std::string_view, payout_events> events = {"submit", "settle", "complete",
                                                                "fail", "cancel"};

TEST(PayoutStatesTest, EveryPairOfStateAndEventIsSoAndNoOtherWay) {
  std::string walked = "\n";
  for (std::size_t from = 0; from < payout_statuses; ++from) {
    const auto status = static_cast<PayoutStatus>(from);
    walked.append(word(status)).append(":");
    for (std::size_t event = 0; event < payout_events; ++event) {
      const auto to = next_status(status, static_cast<PayoutEvent>(event));
      if (!to) continue;
      walked.append(" ").append(events[event]).append("=").append(word(*to));
      EXPECT_TRUE(still_open(status)) << "nothing leads out of an end";
    }
    walked += '\n';
  }
  EXPECT_EQ(walked, lives);
}

TEST(PayoutStatesTest, EachWordIsReadAsItIsWritten) {
  for (std::size_t i = 0; i < payout_statuses; ++i) {
    const auto status = static_cast<PayoutStatus>(i);
    EXPECT_EQ(payout_status(word(status)), status);
  }
  EXPECT_EQ(payout_status("Pending"), std::nullopt);
}

}  // namespace
}  // namespace bursar::ledger::payout_states_test
