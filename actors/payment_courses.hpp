#pragma once

// What has become of payments, as of all that is durable: what the views do not have yet is kept
// here, until they do. The journal's writer adds to it; any thread asks.

#include "actors/known_disputes.hpp"
#include "actors/ports.hpp"
#include "ledger/books.hpp"

#include <deque>
#include <shared_mutex>
#include <unordered_map>
#include <utility>

namespace bursar::actors {

class PaymentCourses {
 public:
  /// Of an engine that begins where the states stand. They outlive it.
  explicit PaymentCourses(const LedgerStates& states) : states_{states}, disputes_{states} {}

  // --- The thread that commits.

  /// Every record once it is durable, before anybody hears of it.
  void add(const ledger::Record& record) {
    if (tells(record.fact)) note(record);
  }

  // --- Any thread.

  /// By the record that made it.
  ledger::PaymentCourse course(ledger::Sequence payment) const;
  /// Of a payment that needs approval, by the record that asked for it: what was decided and by
  /// which record; none of them: it waits.
  struct Decision {
    ledger::ApprovalStatus status = ledger::ApprovalStatus::pending;
    ledger::Sequence by = {};
  };
  Decision decision(ledger::Sequence request) const;

  const KnownDisputes& disputes() const { return disputes_; }

  /// How many are kept.
  std::size_t size() const;

 private:
  static bool tells(const ledger::Fact& fact);
  void note(const ledger::Record& record);
  void note_course(const ledger::Record& record);
  void forget_what_views_know(ledger::Sequence watermark);

  const LedgerStates& states_;
  KnownDisputes disputes_;
  mutable std::shared_mutex mutex_;
  std::unordered_map<ledger::Sequence, ledger::PaymentCourse> courses_;
  std::unordered_map<ledger::Sequence, Decision> decisions_;
  std::deque<std::pair<ledger::Sequence, ledger::Sequence>> order_;  // which record tells of which
};

}  // namespace bursar::actors
