#include "actors/open_approvals.hpp"

#include "ledger/check.hpp"

namespace bursar::actors {

using ledger::Approval;
using ledger::Sequence;

OpenApprovals::OpenApprovals(const LedgerStates& states, const std::vector<OpenApproval>& open)
    : states_{states} {
  for (const OpenApproval& one : open) add(one);
}

void OpenApprovals::add(const OpenApproval& open) {
  open_[open.request] = {open.approval, open.expires_at};
  deadlines_.emplace(open.expires_at, open.request);
  known_.add(open.request, open.approval);
  forget_what_views_know();
}

void OpenApprovals::decide(const ledger::ApprovalDecision& decision, Sequence by) {
  auto waited = open_.extract(decision.request);
  CHECK(!waited.empty());
  deadlines_.erase({waited.mapped().deadline, decision.request});
  Approval decided = waited.mapped().approval;
  decided.status = decision.status;
  decided.ended = by;
  decided_.emplace(decision.request, decided);
  decided_by_.emplace(by, decision.request);
  forget_what_views_know();
}

void OpenApprovals::forget_what_views_know() {
  const Sequence watermark = states_.watermark();
  while (!decided_by_.empty() && decided_by_.begin()->first <= watermark) {
    const auto decided = decided_.extract(decided_by_.begin()->second);
    known_.remove(decided.key(), decided.mapped());
    decided_by_.erase(decided_by_.begin());
  }
}

std::optional<Approval> OpenApprovals::find(Sequence request) const {
  if (const auto open = open_.find(request); open != open_.end()) return open->second.approval;
  if (const auto decided = decided_.find(request); decided != decided_.end())
    return decided->second;
  return states_.approval(request);
}

// Of those that wait all are here.
Rows<ApprovalRow> OpenApprovals::list(const ApprovalsQuery& query) const {
  AskedPage<ApprovalsQuery, ApprovalRow> page{query};
  const auto show = [&](Sequence request) { return page.show(request, find(request).value()); };
  const bool waiting_only = query.status == ledger::ApprovalStatus::pending;
  const Sequence watermark = waiting_only ? Sequence{} : states_.watermark();
  if (known_.each_newest_first(query, watermark, show) && !waiting_only)
    KnownRequests::each_earlier(
        query, watermark,
        {states_, persistence::approvals_of_organization(query.environment), query.organization},
        show);
  return std::move(page).rows();
}

std::optional<ledger::Time> OpenApprovals::next_deadline() const {
  if (deadlines_.empty()) return std::nullopt;
  return deadlines_.begin()->first;
}

std::optional<OpenApprovals::Late> OpenApprovals::take_late(ledger::Time now, ledger::Time again) {
  if (deadlines_.empty() || deadlines_.begin()->first > now) return std::nullopt;
  auto late = deadlines_.extract(deadlines_.begin());
  const Sequence request = late.value().second;
  late.value().first = again;
  deadlines_.insert(std::move(late));
  Open& open = open_.at(request);
  open.deadline = again;
  return Late{request, open.approval.wallet};
}

}  // namespace bursar::actors
