#include "ledger/payment_states.hpp"

#include "tests/support/amounts.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::ledger::payment_states_test {
namespace {

using tests::usd;
using State = PaymentState;
using Event = PaymentEvent;

// One line a state: what may happen there, and what the payment is then.
constexpr std::string_view lives = R"(
asked: hold=pending_approval pay=completed initiate=pending
pending_approval: pay=completed reject=cancelled expire=expired initiate=pending
pending: expire=expired authorize=authorized submit=submitted fail=failed cancel=cancelled
authorized: expire=expired submit=submitted complete=completed fail=failed cancel=cancelled
submitted: settle=settling complete=completed fail=failed
settling: complete=completed fail=failed
completed: refund_part=partially_refunded refund_rest=refunded dispute=disputed
failed:
refunded:
partially_refunded: refund_part=partially_refunded refund_rest=refunded dispute=disputed
disputed: refund_part=disputed refund_rest=refunded drop=completed drop_part=partially_refunded
expired:
cancelled:
)";

constexpr std::array<std::string_view, payment_events_count> events = {
    "hold",     "pay",  "reject", "expire",      "initiate",    "authorize", "submit", "settle",
    "complete", "fail", "cancel", "refund_part", "refund_rest", "dispute",   "drop",   "drop_part"};

std::string line_of(State state) {
  std::string line = std::string{word(state)} + ":";
  for (std::size_t event = 0; event < events.size(); ++event)
    if (const auto to = after(state, static_cast<Event>(event)))
      line.append(" ").append(events[event]).append("=").append(word(*to));
  return line;
}

TEST(PaymentStatesTest, EveryPairOfStateAndEventIsSoAndNoOtherWay) {
  std::string walked = "\n";
  for (std::size_t state = 0; state < payment_states_count; ++state)
    walked.append(line_of(static_cast<State>(state))).append("\n");
  EXPECT_EQ(walked, lives);
}

TEST(PaymentStatesTest, NoRowIsThereTwice) {
  for (std::size_t i = 0; i < payment_transitions.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      EXPECT_FALSE(payment_transitions[i].from == payment_transitions[j].from &&
                   payment_transitions[i].event == payment_transitions[j].event)
          << i << ' ' << j;
}

TEST(PaymentStatesTest, EveryStateIsReachedFromTheBeginning) {
  std::vector<State> reached{State::asked};
  for (std::size_t i = 0; i < reached.size(); ++i)
    for (std::size_t event = 0; event < payment_events_count; ++event)
      if (const auto to = after(reached[i], static_cast<Event>(event));
          to && std::ranges::find(reached, *to) == reached.end())
        reached.push_back(*to);
  EXPECT_EQ(reached.size(), payment_states_count);
}

TEST(PaymentStatesTest, RecordsSayWhatHappened) {
  EXPECT_EQ(payment_event(Paid{}), Event::pay);
  EXPECT_EQ(payment_event(PaymentHeld{}), Event::hold);
  EXPECT_EQ(payment_event(ApprovalEnded{.status = ApprovalStatus::rejected}), Event::reject);
  EXPECT_EQ(payment_event(ApprovalEnded{.status = ApprovalStatus::expired}), Event::expire);
  Refunded refunded{.principal = tests::amount("5.00"), .refunded_after = usd("4.99")};
  EXPECT_EQ(payment_event(refunded), Event::refund_part);
  refunded.refunded_after = usd("5.00");
  EXPECT_EQ(payment_event(refunded), Event::refund_rest);
  EXPECT_EQ(payment_event(Funded{}), std::nullopt);
}

TEST(PaymentStatesTest, WhatHasBecomeOfAPaymentIsAState) {
  EXPECT_EQ(state_of(PaymentCourse{}), State::completed);
  EXPECT_EQ(state_of(PaymentCourse{.principal = usd("5.00"), .refunded = usd("0.01")}),
            State::partially_refunded);
  EXPECT_EQ(state_of(PaymentCourse{.principal = usd("5.00"), .refunded = usd("5.00")}),
            State::refunded);
  EXPECT_EQ(state_of(ApprovalStatus::pending), State::pending_approval);
  EXPECT_EQ(state_of(ApprovalStatus::approved), State::completed);
  EXPECT_EQ(state_of(ApprovalStatus::rejected), State::cancelled);
  EXPECT_EQ(state_of(ApprovalStatus::expired), State::expired);
  EXPECT_EQ(state_of(static_cast<ApprovalStatus>(9)), State::pending_approval) << "none is made";
}

TEST(PaymentStatesTest, AStateIsFoundByItsWord) {
  for (std::size_t state = 1; state < payment_states_count; ++state)
    EXPECT_EQ(payment_state(word(static_cast<State>(state))), static_cast<State>(state));
  EXPECT_EQ(payment_state("asked"), std::nullopt);
  EXPECT_EQ(payment_state("gone"), std::nullopt);
}

}  // namespace
}  // namespace bursar::ledger::payment_states_test
