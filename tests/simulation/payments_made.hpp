#pragma once

// The payments that a journal says were made, and what of each went back, read in the plainest way.

#include "tests/simulation/findings.hpp"
#include "tests/support/engine_world.hpp"

#include <cstddef>
#include <map>
#include <variant>

namespace bursar::simulation {

class PaymentsMade {
 public:
  struct Payment {
    ledger::Record record;
    ledger::Wide refunded = 0;
    ledger::Wide to_source = 0;
    ledger::Sequence newest = {};

    const ledger::Paid& paid() const { return std::get<ledger::Paid>(record.fact); }
  };

  /// Others than of payments and refunds pass by.
  void follow(const ledger::Record& record, Findings& findings);

  bool contains(ledger::Sequence payment) const { return all_.contains(payment); }
  const Payment& at(ledger::Sequence payment) const { return all_.at(payment); }
  std::size_t size() const { return all_.size(); }
  /// There are more than that.
  const Payment& newest_but(std::size_t back) const;
  /// Newest first.
  auto begin() const { return all_.rbegin(); }
  auto end() const { return all_.rend(); }

  /// What the engine says is refunded of each.
  void compare(const actors::PaymentCourses& courses, Findings& findings) const;

 private:
  void follow(const ledger::Record& record, const ledger::Refunded& refunded, Findings& findings);

  std::map<ledger::Sequence, Payment> all_;
};

}  // namespace bursar::simulation
