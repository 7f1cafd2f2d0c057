#include "ledger/payment_states.hpp"

#include <algorithm>
#include <variant>

namespace bursar::ledger {

namespace {

using State = PaymentState;
using Event = PaymentEvent;

constexpr std::array<std::string_view, payment_states_count> words = {
    "asked",    "pending_approval", "pending",   "authorized", "submitted",
    "settling", "completed",        "failed",    "refunded",   "partially_refunded",
    "disputed", "expired",          "cancelled",
};

}  // namespace

constexpr std::array<PaymentTransition, 32> payment_transitions = {{
    {State::asked, Event::hold, State::pending_approval},
    {State::asked, Event::pay, State::completed},
    {State::asked, Event::initiate, State::pending},
    {State::pending_approval, Event::pay, State::completed},
    {State::pending_approval, Event::initiate, State::pending},
    {State::pending_approval, Event::reject, State::cancelled},
    {State::pending_approval, Event::expire, State::expired},
    {State::pending, Event::authorize, State::authorized},
    {State::pending, Event::submit, State::submitted},
    {State::pending, Event::fail, State::failed},
    {State::pending, Event::cancel, State::cancelled},
    {State::pending, Event::expire, State::expired},
    {State::authorized, Event::submit, State::submitted},
    {State::authorized, Event::complete, State::completed},
    {State::authorized, Event::fail, State::failed},
    {State::authorized, Event::cancel, State::cancelled},
    {State::authorized, Event::expire, State::expired},
    {State::submitted, Event::settle, State::settling},
    {State::submitted, Event::complete, State::completed},
    {State::submitted, Event::fail, State::failed},
    {State::settling, Event::complete, State::completed},
    {State::settling, Event::fail, State::failed},
    {State::completed, Event::refund_part, State::partially_refunded},
    {State::completed, Event::refund_rest, State::refunded},
    {State::completed, Event::dispute, State::disputed},
    {State::partially_refunded, Event::refund_part, State::partially_refunded},
    {State::partially_refunded, Event::refund_rest, State::refunded},
    {State::partially_refunded, Event::dispute, State::disputed},
    {State::disputed, Event::refund_part, State::disputed},
    {State::disputed, Event::refund_rest, State::refunded},
    {State::disputed, Event::drop, State::completed},
    {State::disputed, Event::drop_part, State::partially_refunded},
}};

std::optional<State> after(State state, Event event) {
  const auto row = std::ranges::find_if(payment_transitions, [&](const PaymentTransition& one) {
    return one.from == state && one.event == event;
  });
  if (row == payment_transitions.end()) return std::nullopt;
  return row->to;
}

std::optional<Event> payment_event(const Fact& fact) {
  if (std::holds_alternative<PaymentHeld>(fact)) return Event::hold;
  if (std::holds_alternative<Paid>(fact)) return Event::pay;
  if (const auto* ended = std::get_if<ApprovalEnded>(&fact))
    return ended->status == ApprovalStatus::expired ? Event::expire : Event::reject;
  if (const Refunded* const refunded = refund_of(fact))
    return refunded->refunded_after == refunded->principal.money() ? Event::refund_rest
                                                                   : Event::refund_part;
  if (std::holds_alternative<DisputeOpened>(fact)) return Event::dispute;
  if (const auto* moved = std::get_if<DisputeMoved>(&fact);
      moved && !still_open(moved->status) && moved->of.refunded != moved->of.principal.money())
    return moved->of.refunded.zero() ? Event::drop : Event::drop_part;
  return std::nullopt;
}

State state_of(const PaymentCourse& course) {
  const bool left = course.refunded != course.principal;
  if (left && still_open(course.dispute.status)) return State::disputed;
  if (course.refunded.zero()) return State::completed;
  const Event refund =
      course.refunded == course.principal ? Event::refund_rest : Event::refund_part;
  return after(State::completed, refund).value();
}

State state_of(ApprovalStatus status) {
  switch (status) {
    case ApprovalStatus::pending:
      break;
    case ApprovalStatus::approved:
      return State::completed;
    case ApprovalStatus::rejected:
      return State::cancelled;
    case ApprovalStatus::expired:
      return State::expired;
  }
  return State::pending_approval;
}

std::string_view word(State state) {
  return words.at(static_cast<std::size_t>(state));
}

std::optional<State> payment_state(std::string_view written) {
  for (std::size_t i = 1; i < words.size(); ++i)
    if (words[i] == written) return static_cast<State>(i);
  return std::nullopt;
}

}  // namespace bursar::ledger
