#pragma once

// What whoever settles payouts says of them afterwards, held against the ledger: a verdict for
// each, and no deed. A ledger that differs from a statement is put right by people.

#include "ledger/money.hpp"
#include "ledger/payout_states.hpp"
#include "ledger/time.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace bursar::ledger {

/// How a payout stands with whoever settles it.
enum class StatedStatus : std::uint8_t {
  accepted,   // it has it
  completed,  // it has paid it
  refused,    // it never will, or it came back
};
std::string_view word(StatedStatus status);

struct StatedPayout {
  Money amount = {};
  StatedStatus status = StatedStatus::accepted;
};

/// The same payout here.
struct KnownPayout {
  Money amount = {};
  PayoutStatus status = PayoutStatus::pending;
  Time since = {};  // when it came to be so
};

enum class Verdict : std::uint8_t {
  agrees,
  under_way,      // it may have gone on since: nothing can be said of it yet
  missing_here,   // they have what nobody asked for
  missing_there,  // they have said that they have it, or paid it, and do not list it
  other_amount,
  other_status,
  listed_twice,  // which may have been paid twice
};
/// "missing_here", as it is told.
std::string_view word(Verdict verdict);

constexpr bool differs(Verdict verdict) {
  return verdict > Verdict::under_way;
}

/// Of a payout that one of them has at least. `began`: when the statement was asked for, from
/// whence on it may be older than what is here.
Verdict verdict(const std::optional<KnownPayout>& here, const std::optional<StatedPayout>& there,
                Time began);

}  // namespace bursar::ledger
