#include "actors/past_wallet.hpp"

#include <utility>

namespace bursar::actors {
namespace {

class Walk {
 public:
  Walk(const WalletView& now, const ledger::PastPoint& point, const WalletStates& states,
       const ReadRecord& read)
      : from_{now.state, now.last}, point_{point}, states_{states}, read_{read} {}

  // Milestones are halved: those whose last record was not there by then are behind the point.
  void begin_at_milestone() {
    std::uint64_t before = 0;
    std::uint64_t after = from_.state.transaction_count / milestone_entries + 1;
    while (after - before > 1) {
      const std::uint64_t middle = before + (after - before) / 2;
      auto then = states_.milestone(account(), middle);
      const auto newest = then ? read(then->last) : std::nullopt;
      if (newest && there_by(*newest)) {
        before = middle;
        continue;
      }
      after = middle;
      if (newest) from_ = *std::move(then);
    }
  }

  std::optional<ledger::WalletState> back() {
    while (!from_.last.none()) {
      const auto record = read(from_.last);
      if (!record) return std::nullopt;
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
  std::uint32_t records_ = 0;
};

}  // namespace

std::optional<ledger::WalletState> past_wallet(const WalletView& now,
                                               const ledger::PastPoint& point,
                                               const WalletStates& states, const ReadRecord& read) {
  Walk walk{now, point, states, read};
  walk.begin_at_milestone();
  return walk.back();
}

}  // namespace bursar::actors
