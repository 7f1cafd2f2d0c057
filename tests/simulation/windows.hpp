#pragma once

// In which day and month something counts, as whoever asked can tell: that in which it was asked,
// unless its wallet had come further by then. The figures of a record name a window; here it is
// judged whether they may.

#include "tests/simulation/invariants.hpp"

namespace bursar::simulation {

/// The first day that a movement may count in, and the last. Most often both are the same.
struct Days {
  std::int64_t first = 0;
  std::int64_t last = 0;

  bool have(std::int64_t day) const { return day >= first && day <= last; }
};
Days days_of(const Evidence& now, const Movement& asked);

bool counts_in_its_windows(const Evidence& before, const ledger::Record& next);
bool claims_no_more_than_sums(const Evidence& before, const ledger::Record& next);
/// Of a refusal that says when there will be room again.
bool resets_with_its_window(const Evidence& now, const Movement& asked, const ledger::Error& error);
/// Of a wallet as it is shown.
bool shows_its_windows(const WalletRow& now, const FlowThen& told,
                       const ledger::WalletState& shown);

}  // namespace bursar::simulation
