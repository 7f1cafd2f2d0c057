#pragma once

// Which disputes there are, as of all that is durable: what the views do not list yet is kept here,
// until they do. The journal's writer adds to it; any thread asks.

#include "actors/asked_list.hpp"
#include "actors/dispute_commands.hpp"
#include "actors/ports.hpp"

#include <functional>
#include <map>
#include <optional>
#include <shared_mutex>
#include <vector>

namespace bursar::actors {

class KnownDisputes {
 public:
  /// They outlive it.
  explicit KnownDisputes(const LedgerStates& states) : states_{states} {}

  // --- The thread that commits.

  void add(const ledger::Record& opened);

  // --- Any thread.

  /// By the record that opened it; none: there is no such dispute.
  std::optional<ledger::Dispute> find(ledger::Sequence opened) const;
  using CourseOf = std::function<ledger::DisputeCourse(ledger::Sequence payment)>;
  Rows<DisputeRow> list(const DisputesQuery& query, const CourseOf& course_of) const;

  /// How many are kept.
  std::size_t size() const;

 private:
  /// What a page begins with, past what the views list.
  struct Newer {
    ledger::Sequence watermark = {};
    std::vector<ledger::Sequence> newest_first = {};
  };
  Newer newer_than_views(const DisputesQuery& query) const;
  void forget_what_views_know();

  const LedgerStates& states_;
  mutable std::shared_mutex mutex_;
  std::map<ledger::Sequence, ledger::Dispute> new_;
  KnownRequests places_;
};

}  // namespace bursar::actors
