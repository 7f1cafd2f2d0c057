#pragma once

// The life of a payment as one table: in which state it is, what may happen to it there, and what
// it is then. What the table has no row for never happens.

#include "ledger/books.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace bursar::ledger {

enum class PaymentState : std::uint8_t {
  asked,  // nothing is recorded of it yet
  pending_approval,
  pending,
  authorized,
  submitted,
  settling,
  completed,
  failed,
  refunded,
  partially_refunded,
  disputed,
  expired,
  cancelled,
};
constexpr std::size_t payment_states_count = 13;

enum class PaymentEvent : std::uint8_t {
  hold,         // it needs approval
  pay,          // at once, and where it waited: approved
  reject,       // not approved
  expire,       // nobody did what was to be done in its time
  initiate,     // a connector is to settle it
  authorize,    // by whoever settles it
  submit,       // to them
  settle,       // they are at it
  complete,     // they say that it is done
  fail,         // or that it never will be
  cancel,       // before it is submitted
  refund_part,  // some of what is left goes back
  refund_rest,  // all of what is left does
  dispute,      // a party says that something is wrong
  drop,         // the dispute came to nothing: nothing had gone back before
  drop_part,    // likewise, where something had
};
constexpr std::size_t payment_events_count = 16;

/// One row: what happens in a state makes it another one.
struct PaymentTransition {
  PaymentState from;
  PaymentEvent event;
  PaymentState to;
};
extern const std::array<PaymentTransition, 32> payment_transitions;

/// None: that does not happen there.
std::optional<PaymentState> after(PaymentState state, PaymentEvent event);

/// What a record is to the payment that it is about; none: it is about no payment.
std::optional<PaymentEvent> payment_event(const Fact& fact);

/// Of a payment that was made and has come so far since.
PaymentState state_of(const PaymentCourse& course);
/// Of one that needs approval or needed it, and was not made.
PaymentState state_of(ApprovalStatus status);

/// "partially_refunded", as it is told.
std::string_view word(PaymentState state);
/// None: no payment is ever told to be that.
std::optional<PaymentState> payment_state(std::string_view word);

}  // namespace bursar::ledger
