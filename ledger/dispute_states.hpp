#pragma once

// The life of a dispute as one table: in which state it is, what may happen to it there, and what
// it is then. What the table has no row for never happens, so a dispute leaves by one exit.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace bursar::ledger {

/// There is no way back from the last three, and no second one of the same payment.
enum class DisputeStatus : std::uint8_t {
  none = 0,  // nobody has disputed the payment
  open = 1,
  under_review = 2,
  resolved_refunded = 3,
  resolved_denied = 4,
  withdrawn = 5,
};
constexpr std::size_t dispute_statuses = 6;

/// What may be asked of a dispute.
enum class DisputeEvent : std::uint8_t {
  open,          // by a party
  add_evidence,  // by either
  withdraw,      // by whoever has opened it, until somebody looks into it
  review,        // the operator looks into it,
  refund,        // and has the payer get back what is left of the payment,
  deny,          // or not
};
constexpr std::size_t dispute_events = 6;

/// Where the event leads to; none: it has no place there.
std::optional<DisputeStatus> next_status(DisputeStatus from, DisputeEvent event);

constexpr bool still_open(DisputeStatus status) {
  return status == DisputeStatus::open || status == DisputeStatus::under_review;
}

/// "under_review", as it is told.
std::string_view word(DisputeStatus status);
/// None: no dispute is ever told to be that.
std::optional<DisputeStatus> dispute_status(std::string_view word);

}  // namespace bursar::ledger
