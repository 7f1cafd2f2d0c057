#pragma once

// The payouts that are open, in the order in which they have to be looked after, and those that
// ended so lately that the views may not say so yet. Others are found in the views. No CAF, no
// clock.

#include "actors/asked_list.hpp"
#include "actors/payout_commands.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace bursar::actors {

class KnownPayouts {
 public:
  /// `states` outlive it. What was submitted before may have reached whoever settles it.
  KnownPayouts(const LedgerStates& states, const std::vector<KnownPayout>& open);

  struct Open {
    ledger::Payout row = {};
    ledger::Time since = {};
    ledger::Time look_at = {};
    std::uint32_t looks = 0;     // since it came to be as it is
    std::uint64_t question = 0;  // that its connector was asked; 0: it has answered
    bool may_be_there = false;   // its connector may have it: it is never just submitted then
    bool never_came = false;     // its connector has said so, of one that nobody submitted
  };

  void add(const KnownPayout& payout);
  /// It has gone on, or ended. What is submitted now has been told to nobody yet.
  void move(const ledger::PayoutMove& move, ledger::Sequence by, ledger::Time at);

  /// None: there never was such a payout.
  std::optional<ledger::Payout> find(ledger::Sequence payout) const;
  Rows<PayoutRow> list(const PayoutsQuery& query) const;

  /// When somebody has to look after one next; none: nothing is open.
  std::optional<ledger::Time> next_look() const;
  /// Which one has to be looked after by then; it stays so until that is put off.
  std::optional<ledger::Sequence> due(ledger::Time now) const;
  /// None: it is not open (any more).
  Open* open(ledger::Sequence payout);
  void look_at(ledger::Sequence payout, ledger::Time then);

  std::size_t size() const { return open_.size(); }
  /// Those that whoever settles them has had for so long, or may have.
  std::vector<ledger::Sequence> with_connector_since(ledger::Time then) const;

 private:
  void forget_what_views_know();
  void enter(ledger::Sequence payout, const Open& open);
  void leave(ledger::Sequence payout, const Open& open);

  const LedgerStates& states_;
  std::map<ledger::Sequence, Open> open_;
  std::set<std::pair<ledger::Time, ledger::Sequence>> looks_;
  std::set<std::pair<ledger::Time, ledger::Sequence>> submitted_;  // or settling, since when
  std::map<ledger::Sequence, ledger::Payout> ended_;
  std::map<ledger::Sequence, ledger::Sequence> ended_by_;  // the record that says so → its payout
  KnownRequests known_;                                    // of both
};

}  // namespace bursar::actors
