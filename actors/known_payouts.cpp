#include "actors/known_payouts.hpp"

#include "ledger/check.hpp"

namespace bursar::actors {

using ledger::PayoutStatus;
using ledger::Sequence;

namespace {

constexpr std::int64_t first_pause_ms = 1'000;

}  // namespace

KnownPayouts::KnownPayouts(const LedgerStates& states, const std::vector<KnownPayout>& open)
    : states_{states} {
  for (const KnownPayout& one : open) {
    add(one);
    open_.at(one.payout).may_be_there = one.row.status != PayoutStatus::pending;
  }
}

void KnownPayouts::enter(Sequence payout, const Open& open) {
  looks_.emplace(open.look_at, payout);
  if (open.row.status != PayoutStatus::pending) submitted_.emplace(open.since, payout);
}

void KnownPayouts::leave(Sequence payout, const Open& open) {
  looks_.erase({open.look_at, payout});
  submitted_.erase({open.since, payout});
}

void KnownPayouts::add(const KnownPayout& payout) {
  const Open open{
      .row = payout.row,
      .since = payout.since,
      .look_at = payout.row.status == PayoutStatus::pending ? payout.submit_at : payout.since};
  open_[payout.payout] = open;
  enter(payout.payout, open);
  known_.add(payout.payout, payout.row);
  forget_what_views_know();
}

void KnownPayouts::move(const ledger::PayoutMove& move, Sequence by, ledger::Time at) {
  const auto found = open_.find(move.payout);
  CHECK(found != open_.end());
  Open& open = found->second;
  leave(move.payout, open);
  // Whoever has just said that it is at it is not asked again at once.
  const std::int64_t pause_ms = move.status == PayoutStatus::settling ? first_pause_ms : 0;
  open = {.row = open.row, .since = at, .look_at = {at.milliseconds + pause_ms}};
  open.row.status = move.status;
  open.row.last = by;
  open.may_be_there = move.status == PayoutStatus::settling;
  if (still_open(move.status)) return enter(move.payout, open);
  ended_.emplace(move.payout, open.row);
  ended_by_.emplace(by, move.payout);
  open_.erase(found);
  forget_what_views_know();
}

void KnownPayouts::forget_what_views_know() {
  const Sequence watermark = states_.watermark();
  while (!ended_by_.empty() && ended_by_.begin()->first <= watermark) {
    const auto ended = ended_.extract(ended_by_.begin()->second);
    known_.remove(ended.key(), ended.mapped());
    ended_by_.erase(ended_by_.begin());
  }
}

std::optional<ledger::Payout> KnownPayouts::find(Sequence payout) const {
  if (const auto open = open_.find(payout); open != open_.end()) return open->second.row;
  if (const auto ended = ended_.find(payout); ended != ended_.end()) return ended->second;
  return states_.payout(payout);
}

// Of those that are open all are here.
Rows<PayoutRow> KnownPayouts::list(const PayoutsQuery& query) const {
  AskedPage<PayoutsQuery, PayoutRow> page{query};
  const auto show = [&](Sequence payout) { return page.show(payout, find(payout).value()); };
  const bool open_only = query.status && still_open(*query.status);
  const Sequence watermark = open_only ? Sequence{} : states_.watermark();
  if (known_.each_newest_first(query, watermark, show) && !open_only)
    KnownRequests::each_earlier(
        query, watermark,
        {states_, persistence::payouts_of_organization(query.environment), query.organization},
        show);
  return std::move(page).rows();
}

std::optional<ledger::Time> KnownPayouts::next_look() const {
  if (looks_.empty()) return std::nullopt;
  return looks_.begin()->first;
}

std::optional<Sequence> KnownPayouts::due(ledger::Time now) const {
  if (looks_.empty() || looks_.begin()->first > now) return std::nullopt;
  return looks_.begin()->second;
}

KnownPayouts::Open* KnownPayouts::open(Sequence payout) {
  const auto found = open_.find(payout);
  return found == open_.end() ? nullptr : &found->second;
}

void KnownPayouts::look_at(Sequence payout, ledger::Time then) {
  Open& open = open_.at(payout);
  looks_.erase({open.look_at, payout});
  open.look_at = then;
  looks_.emplace(then, payout);
}

std::vector<Sequence> KnownPayouts::with_connector_since(ledger::Time then) const {
  std::vector<Sequence> found;
  for (const auto& [since, payout] : submitted_) {
    if (since > then) break;
    found.push_back(payout);
  }
  return found;
}

}  // namespace bursar::actors
