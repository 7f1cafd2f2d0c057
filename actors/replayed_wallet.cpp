#include "actors/replayed_wallet.hpp"

#include "ledger/check.hpp"

#include <algorithm>
#include <optional>
#include <ranges>
#include <utility>
#include <variant>
#include <vector>

namespace bursar::actors {
namespace {

using ledger::Paid;
using ledger::Record;
using ledger::Sequence;
using ledger::Time;

class Walk {
 public:
  Walk(const ReplayPolicy& asked, const ReadRecord& read, ReplayedWallet& wallet,
       std::uint64_t records_left)
      : asked_{asked},
        velocity_{asked.policy->terms.velocity.value_or(ledger::Velocity{})},
        read_{read},
        wallet_{wallet},
        left_{records_left} {}

  std::uint64_t records_left() const { return left_; }

  // Back to where the time begins, and as far before as the velocity's window reaches.
  bool back() {
    for (Sequence at = wallet_.last; !at.none() && !behind_;) {
      if (left_ == 0) return false;
      --left_;
      const auto record = read_(at);
      if (!record) return false;
      look_at(*record);
      at = previous(*record);
    }
    return true;
  }
  void judge() {
    if (within_.empty()) return;
    ledger::PolicyReplay replay{*asked_.policy};
    for (const Time at : before_ | std::views::reverse) replay.count(at);
    for (const Sequence sequence : within_ | std::views::reverse) {
      const auto record = read_(sequence);
      CHECK(record);
      const auto& paid = std::get<Paid>(record->fact);
      replay.judge(paid, counted_at(paid, *record));
    }
    wallet_.verdicts = replay.verdicts();
  }

 private:
  static Time counted_at(const Paid& paid, const Record& record) {
    return paid.counted_at == Time{} ? record.time : paid.counted_at;
  }

  void look_at(const Record& record) {
    const auto* paid = std::get_if<Paid>(&record.fact);
    const bool pays = paid != nullptr && paid->payer == wallet_.account;
    const Time at = pays ? counted_at(*paid, record) : record.time;
    if (pays && at >= asked_.from && at < asked_.to) within_.push_back(record.sequence);
    if (pays && at < asked_.from) before_.push_back(at);
    behind_ = record.time < asked_.from && (within_.empty() || all_that_counts_before(at));
  }
  bool all_that_counts_before(Time at) const {
    return before_.size() >= velocity_.count ||
           at.milliseconds <= asked_.from.milliseconds - velocity_.window_ms();
  }
  Sequence previous(const Record& record) const {
    const auto entry = std::ranges::find(record.entries, wallet_.account, &ledger::Entry::account);
    return entry != record.entries.end() ? entry->previous : Sequence{};
  }

  const ReplayPolicy& asked_;
  const ledger::Velocity velocity_;  // of count 0: the policy has none
  const ReadRecord& read_;
  ReplayedWallet& wallet_;
  std::uint64_t left_;
  bool behind_ = false;
  std::vector<Sequence> within_;  // newest first
  std::vector<Time> before_;
};

}  // namespace

bool replay(const ReplayPolicy& asked, const ReadRecord& read, ReplayedWallet& wallet,
            std::uint64_t& records_left) {
  Walk walk{asked, read, wallet, records_left};
  if (!walk.back()) return false;
  records_left = walk.records_left();
  walk.judge();
  return true;
}

void replay_all(const ReplayPolicy& asked, const ReadRecord& read, PolicyReplayed& page) {
  std::uint64_t left = asked.records_max;
  std::vector<ReplayedWallet> wallets = std::exchange(page.wallets, {});
  for (std::size_t i = 0; i < wallets.size(); ++i) {
    ReplayedWallet& wallet = wallets[i];
    const std::uint64_t position = wallet.position;
    wallet.complete = replay(asked, read, wallet, left);
    if (!wallet.complete && i > 0) {
      page.next = position + 1;
      return;
    }
    const bool last = !wallet.complete;
    if (last || wallet.verdicts.seen.payments > 0) page.wallets.push_back(std::move(wallet));
    if (!last) continue;
    if (i + 1 < wallets.size()) page.next = position;
    return;
  }
}

}  // namespace bursar::actors
