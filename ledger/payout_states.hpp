#pragma once

// The life of a payout as one table: in which state it is, what may happen to it there, and what it
// is then. What the table has no row for never happens, so a payout leaves by one exit.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace bursar::ledger {

/// There is no way back from the last three.
enum class PayoutStatus : std::uint8_t {
  pending = 0,    // it may still be cancelled
  submitted = 1,  // to whoever settles it, or about to be: they may have it
  settling = 2,   // they have it
  completed = 3,
  failed = 4,
  cancelled = 5,
};
constexpr std::size_t payout_statuses = 6;

/// What may be asked of a payout, or befalls it.
enum class PayoutEvent : std::uint8_t {
  submit,    // from here on whoever settles it may have it
  settle,    // they say that they are at it
  complete,  // they say that it is done
  fail,      // or that it never will be
  cancel,    // by its payer, before it is submitted
};
constexpr std::size_t payout_events = 5;

/// Where the event leads to; none: it has no place there.
std::optional<PayoutStatus> next_status(PayoutStatus from, PayoutEvent event);

constexpr bool still_open(PayoutStatus status) {
  return status < PayoutStatus::completed;
}

/// "settling", as it is told.
std::string_view word(PayoutStatus status);
std::optional<PayoutStatus> payout_status(std::string_view word);

}  // namespace bursar::ledger
