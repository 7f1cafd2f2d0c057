#pragma once

// What refunds say of their payments, held against the records that made these: when all of a
// journal was gone through, in the order of the payments, so that each of its parts is opened once.

#include "ledger/refunding.hpp"
#include "persistence/closed_journal.hpp"

#include <optional>
#include <string>
#include <vector>

namespace bursar::persistence {

class RefundedPayments {
 public:
  void take(const ledger::Record& record);

  struct Fault {
    ledger::Sequence at = {};
    std::string what = {};
  };
  /// The first refund that is wrong. Payments that were archived are believed.
  std::optional<Fault> fault(const ClosedJournal& journal);

 private:
  std::vector<ledger::PaymentClaim> claims_;  // no more than the books keep of refunded payments
};

}  // namespace bursar::persistence
