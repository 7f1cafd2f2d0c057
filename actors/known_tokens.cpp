#include "actors/known_tokens.hpp"

#include "ledger/check.hpp"

namespace bursar::actors {

using ledger::Sequence;

KnownTokens::KnownTokens(const LedgerStates& states, const std::vector<KnownToken>& open)
    : states_{states} {
  for (const KnownToken& one : open) add(one);
}

void KnownTokens::add(const KnownToken& token) {
  open_[token.token] = token;
  deadlines_.emplace(token.deadline, token.token);
}

void KnownTokens::wait(KnownToken& open, ledger::Time deadline) {
  auto place = deadlines_.extract({open.deadline, open.token});
  CHECK(!place.empty());
  open.deadline = deadline;
  place.value().first = deadline;
  deadlines_.insert(std::move(place));
}

void KnownTokens::move(const ledger::TokenMove& move, Sequence by, ledger::Time deadline) {
  const auto found = open_.find(move.token);
  CHECK(found != open_.end());
  KnownToken& token = found->second;
  token.row.status = move.status;
  token.row.last = by;
  if (still_open(move.status)) return wait(token, deadline);
  deadlines_.erase({token.deadline, move.token});
  ended_.emplace(move.token, token.row);
  ended_by_.emplace(by, move.token);
  open_.erase(found);
  forget_what_views_know();
}

void KnownTokens::forget_what_views_know() {
  const Sequence watermark = states_.watermark();
  while (!ended_by_.empty() && ended_by_.begin()->first <= watermark) {
    ended_.erase(ended_by_.begin()->second);
    ended_by_.erase(ended_by_.begin());
  }
}

std::optional<ledger::Token> KnownTokens::find(Sequence token) const {
  if (const auto open = open_.find(token); open != open_.end()) return open->second.row;
  if (const auto ended = ended_.find(token); ended != ended_.end()) return ended->second;
  return states_.token(token);
}

std::optional<ledger::Time> KnownTokens::next_deadline() const {
  if (deadlines_.empty()) return std::nullopt;
  return deadlines_.begin()->first;
}

std::optional<KnownTokens::Late> KnownTokens::take_late(ledger::Time now, ledger::Time again) {
  if (deadlines_.empty() || deadlines_.begin()->first > now) return std::nullopt;
  KnownToken& late = open_.at(deadlines_.begin()->second);
  wait(late, again);
  return Late{late.token, late.row.payer};
}

}  // namespace bursar::actors
