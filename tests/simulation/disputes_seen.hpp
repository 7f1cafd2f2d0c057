#pragma once

// The disputes that a journal says there were, and what wallets owe since, read in the plainest
// way.

#include "tests/simulation/findings.hpp"
#include "tests/support/engine_world.hpp"

#include <cstdint>
#include <map>
#include <vector>

namespace bursar::simulation {

class DisputesSeen {
 public:
  struct Seen {
    ledger::Record opening;
    ledger::DisputeStatus status = ledger::DisputeStatus::open;
  };

  /// Others than of disputes pass by.
  void follow(const ledger::Record& record, Findings& findings);

  std::size_t size() const { return order_.size(); }
  /// There are more than that. The payment that it is of.
  ledger::Sequence newest_but(std::size_t back) const { return order_[order_.size() - 1 - back]; }
  const Seen& at(ledger::Sequence payment) const { return all_.at(payment); }
  std::uint64_t covered() const { return covered_; }
  std::uint64_t repaid() const { return repaid_; }

  /// What the engine says has become of each.
  void compare(const actors::PaymentCourses& courses, Findings& findings) const;
  /// What it says that a wallet owes.
  void compare(const ledger::WalletState& state, Findings& findings) const;

 private:
  void move(const ledger::Record& record, ledger::Sequence payment, ledger::DisputeStatus to,
            Findings& findings);

  std::map<ledger::Sequence, Seen> all_;  // by payment
  std::vector<ledger::Sequence> order_;
  std::map<ledger::AccountNumber, ledger::Wide> owed_;
  std::uint64_t covered_ = 0;
  std::uint64_t repaid_ = 0;
};

}  // namespace bursar::simulation
