#include "actors/past_wallet.hpp"

#include <algorithm>
#include <utility>

namespace bursar::actors {
namespace {

class Walk {
 public:
  Walk(const WalletView& now, const ledger::PastPoint& point, const WalletStates& states,
       const ReadRecord& read, ledger::Sequence first)
      : from_{now.state, now.last}, point_{point}, states_{states}, read_{read}, first_{first} {}

  // Milestones are halved: those whose last record was not there by then are behind the point. One
  // that is missing among those which are kept was archived, as its record was.
  void begin_at_milestone() {
    const auto kept = states_.load(account());
    std::uint64_t entries = from_.state.transaction_count;
    if (kept) entries = std::min(entries, kept->transaction_count);
    std::uint64_t before = 0;
    std::uint64_t after = entries / milestone_entries + 1;
    while (after - before > 1) {
      const std::uint64_t middle = before + (after - before) / 2;
      auto then = states_.milestone(account(), middle);
      if (then ? archived(then->last) : kept.has_value()) {
        before = middle;
        continue;
      }
      const auto newest = then ? read(then->last) : std::nullopt;
      if (newest && there_by(*newest)) {
        before = middle;
        continue;
      }
      after = middle;
      if (newest) from_ = *std::move(then);
    }
  }

  ledger::Result<ledger::WalletState> back() {
    while (!from_.last.none()) {
      if (archived(from_.last)) return at_the_beginning();
      const auto record = read(from_.last);
      if (!record) return ledger::refuse(ledger::Errc::overloaded);
      if (there_by(*record)) {
        ledger::hold_as_of(from_.state, *record);
        return from_.state;
      }
      take_back(*record);
    }
    from_.state.held = {};
    return from_.state;
  }

 private:
  // What is archived was there by then if the first record was that is kept. What was held has been
  // taken back with the later records.
  ledger::Result<ledger::WalletState> at_the_beginning() {
    const auto* const time = std::get_if<ledger::Time>(&point_);
    const auto first = time == nullptr ? std::nullopt : read(first_);
    if (first && first->time <= *time) return from_.state;
    return ledger::refuse(ledger::Errc::history_archived);
  }

  bool archived(ledger::Sequence sequence) const { return sequence < first_; }
  std::optional<ledger::Record> read(ledger::Sequence sequence) {
    if (++records_ > past_records_max) return std::nullopt;
    return read_(sequence);
  }
  bool there_by(const ledger::Record& record) const {
    return ledger::there_by(point_, record, from_.state.address.organization);
  }
  void take_back(const ledger::Record& record) {
    ledger::take_back(from_.state, record);
    from_.last = {};
    for (const ledger::Entry& entry : record.entries)
      if (entry.account == account()) from_.last = entry.previous;
  }
  ledger::AccountNumber account() const { return from_.state.address.account; }

  KeptState from_;
  const ledger::PastPoint& point_;
  const WalletStates& states_;
  const ReadRecord& read_;
  const ledger::Sequence first_;
  std::uint32_t records_ = 0;
};

}  // namespace

ledger::Result<ledger::WalletState> past_wallet(const WalletView& now,
                                                const ledger::PastPoint& point,
                                                const WalletStates& states, const ReadRecord& read,
                                                ledger::Sequence first) {
  Walk walk{now, point, states, read, first};
  walk.begin_at_milestone();
  auto then = walk.back();
  // What was covered as a whole has no entry of the debtor's, and the walk does not come by it.
  if (then) then->owed = {};
  return then;
}

}  // namespace bursar::actors
