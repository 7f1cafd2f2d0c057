#pragma once

// Which payments have a dispute that is open, as the records go on from what the books know.

#include "ledger/books.hpp"

#include <optional>
#include <set>

namespace bursar::persistence {

class DisputedPayments {
 public:
  explicit DisputedPayments(const ledger::Books& books);

  /// The records behind the books', in order.
  void take(const ledger::Record& record);

  /// The first of those that were made by a record from there on.
  std::optional<ledger::Sequence> oldest(ledger::Sequence from) const;

 private:
  std::set<ledger::Sequence> open_;  // no more than there are open disputes
};

}  // namespace bursar::persistence
