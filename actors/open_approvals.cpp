#include "actors/open_approvals.hpp"

#include "ledger/check.hpp"

#include <algorithm>
#include <limits>

namespace bursar::actors {

using ledger::Approval;
using ledger::Sequence;

/// One page on its way: what matches of the rows that it is shown, newest first.
class OpenApprovals::Listing {
 public:
  explicit Listing(const ApprovalsQuery& query) : query_{query} {
    CHECK(query.page.looked_at_max > 0 && query.page.limit > 0);
  }

  /// False: the page ends before this one.
  bool show(Sequence request, const Approval& approval) {
    if (rows_.rows.size() == query_.page.limit || rows_.looked_at == query_.page.looked_at_max) {
      rows_.next = last_.value;
      return false;
    }
    ++rows_.looked_at;
    last_ = request;
    if (query_.status && approval.status != *query_.status) return true;
    if (!query_.only.none() && approval.wallet != query_.only) return true;
    rows_.rows.push_back({request, approval});
    return true;
  }
  Rows<ApprovalRow> rows() && { return std::move(rows_); }

 private:
  const ApprovalsQuery& query_;
  Rows<ApprovalRow> rows_;
  Sequence last_ = {};
};

namespace {

constexpr Sequence past_all{std::numeric_limits<std::uint64_t>::max()};

/// How many rows of a list come before that request: the list grows, and is in the order of them.
class Earlier {
 public:
  Earlier(const LedgerStates& states, const ApprovalsQuery& query)
      : states_{states},
        list_{persistence::approvals_of_organization(query.environment)},
        owner_{query.organization.value} {}

  std::optional<Sequence> nth(std::uint64_t n) const {
    const auto found = states_.listed(list_, owner_, n);
    if (!found) return std::nullopt;
    return Sequence{found->low};
  }
  std::uint64_t count_before(Sequence request) const {
    std::uint64_t end = 1;
    while (before(end, request)) end *= 2;
    std::uint64_t begin = end / 2;  // the last that is known to be before it, or 0
    while (end - begin > 1) {
      const std::uint64_t middle = begin + (end - begin) / 2;
      (before(middle, request) ? begin : end) = middle;
    }
    return begin;
  }

 private:
  bool before(std::uint64_t n, Sequence request) const {
    const auto found = nth(n);
    return found && *found < request;
  }

  const LedgerStates& states_;
  const persistence::List list_;
  const std::uint64_t owner_;
};

}  // namespace

OpenApprovals::OpenApprovals(const LedgerStates& states, const std::vector<OpenApproval>& open)
    : states_{states} {
  for (const OpenApproval& one : open) add(one);
}

void OpenApprovals::add(const OpenApproval& open) {
  open_[open.request] = {open.approval, open.expires_at};
  deadlines_.emplace(open.expires_at, open.request);
  known_.insert(place(open.approval, open.request));
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
    known_.erase(place(decided.mapped(), decided.key()));
    decided_by_.erase(decided_by_.begin());
  }
}

std::optional<Approval> OpenApprovals::find(Sequence request) const {
  if (const auto open = open_.find(request); open != open_.end()) return open->second.approval;
  if (const auto decided = decided_.find(request); decided != decided_.end())
    return decided->second;
  return states_.approval(request);
}

// What the views do not list yet is here; older ones they list all. Of those that wait all are
// here.
Rows<ApprovalRow> OpenApprovals::list(const ApprovalsQuery& query) const {
  Listing listing{query};
  const bool waiting_only = query.status == ledger::ApprovalStatus::pending;
  const Sequence watermark = waiting_only ? Sequence{} : states_.watermark();
  const Sequence before = query.page.before == 0 ? past_all : Sequence{query.page.before};
  const std::uint64_t owner = query.organization.value;
  const auto first = known_.upper_bound({owner, query.environment, watermark});
  for (auto next = known_.lower_bound({owner, query.environment, before});
       next != first && (before > watermark);) {
    const Sequence request = std::get<Sequence>(*--next);
    if (!listing.show(request, *find(request))) return std::move(listing).rows();
  }
  if (waiting_only) return std::move(listing).rows();
  const Earlier earlier{states_, query};
  std::uint64_t n = earlier.count_before(std::min(before, Sequence{watermark.value + 1}));
  for (; n > 0; --n) {
    const Sequence request = earlier.nth(n).value();
    if (!listing.show(request, find(request).value())) break;
  }
  return std::move(listing).rows();
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
