#pragma once

// The tokens that are open, in the order of their deadlines, and those that ended so lately that
// the views may not say so yet. Others are found in the views. No CAF, no clock.

#include "actors/ports.hpp"
#include "actors/token_commands.hpp"

#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

namespace bursar::actors {

class KnownTokens {
 public:
  /// `states` outlive it.
  KnownTokens(const LedgerStates& states, const std::vector<KnownToken>& open);

  void add(const KnownToken& token);
  /// It has gone on, and has until then; or it has ended.
  void move(const ledger::TokenMove& move, ledger::Sequence by, ledger::Time deadline);

  /// None: there never was such a token.
  std::optional<ledger::Token> find(ledger::Sequence token) const;

  /// When the next deadline is; none: nothing is open.
  std::optional<ledger::Time> next_deadline() const;
  struct Late {
    ledger::Sequence token = {};
    ledger::AccountNumber wallet = {};
  };
  /// One that is over by then. It is told again at `again`, should it still be open.
  std::optional<Late> take_late(ledger::Time now, ledger::Time again);

  std::size_t size() const { return open_.size(); }

 private:
  void wait(KnownToken& open, ledger::Time deadline);
  void forget_what_views_know();

  const LedgerStates& states_;
  std::unordered_map<ledger::Sequence, KnownToken> open_;
  std::set<std::pair<ledger::Time, ledger::Sequence>> deadlines_;
  std::unordered_map<ledger::Sequence, ledger::Token> ended_;
  std::map<ledger::Sequence, ledger::Sequence> ended_by_;  // the record that says so → its token
};

}  // namespace bursar::actors
