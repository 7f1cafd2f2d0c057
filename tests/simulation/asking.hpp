#pragma once

// How everything stood when something was asked of a wallet, as far as anybody had been told.

#include "tests/simulation/flow.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace bursar::simulation {

struct Asking {
  ledger::AccountNumber decider = {};
  ledger::Time asked_at = {};
  FlowThen told = {};      // of the wallet that decides
  std::size_t policy = 0;  // which of the decider's policies bound it
  std::size_t policy_changes_told = 0;
  std::size_t status = 0;  // likewise
  /// Whoever receives, where that is another wallet.
  struct Payee {
    ledger::AccountNumber account;
    std::size_t status = 0;  // which of its statuses it had
    std::uint64_t ends = 0;  // how often it had been asked to end, and had answered
  };
  std::vector<Payee> payees = {};
  /// The wallet that it may draw on, where its payer has a budget in production.
  struct Source {
    ledger::AccountNumber account;
    FlowThen told;
    std::size_t status = 0;
  };
  std::optional<Source> source = {};
  std::chrono::nanoseconds passed{};  // of the time that waiting takes, before it was asked
  bool met_full_disk = false;
};

}  // namespace bursar::simulation
