#pragma once

// The payments that wait for approval, in the order of their deadlines, and those that were decided
// so lately that the views may not say so yet. Others are found in the views. No CAF, no clock.

#include "actors/approval_commands.hpp"
#include "actors/asked_list.hpp"
#include "actors/ports.hpp"

#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace bursar::actors {

class OpenApprovals {
 public:
  /// `states` outlive it.
  OpenApprovals(const LedgerStates& states, const std::vector<OpenApproval>& open);

  void add(const OpenApproval& open);
  void decide(const ledger::ApprovalDecision& decision, ledger::Sequence by);

  /// None: no such payment was ever asked for.
  std::optional<ledger::Approval> find(ledger::Sequence request) const;
  Rows<ApprovalRow> list(const ApprovalsQuery& query) const;

  /// When the next deadline is; none: nothing waits.
  std::optional<ledger::Time> next_deadline() const;
  struct Late {
    ledger::Sequence request = {};
    ledger::AccountNumber wallet = {};
  };
  /// One that is over by then. It is told again at `again`, should it still wait.
  std::optional<Late> take_late(ledger::Time now, ledger::Time again);

  std::size_t size() const { return open_.size(); }

 private:
  struct Open {
    ledger::Approval approval;
    ledger::Time deadline = {};
  };
  void forget_what_views_know();

  const LedgerStates& states_;
  std::map<ledger::Sequence, Open> open_;
  std::set<std::pair<ledger::Time, ledger::Sequence>> deadlines_;
  std::map<ledger::Sequence, ledger::Approval> decided_;
  std::map<ledger::Sequence, ledger::Sequence> decided_by_;  // the deciding record → its request
  KnownRequests known_;                                      // of both
};

}  // namespace bursar::actors
