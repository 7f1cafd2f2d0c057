#pragma once

// When a wallet last paid: the newest so many of its payments, for rules that count them in a
// window that slides. A hundred bytes for most wallets; older ones are unknown.

#include "ledger/time.hpp"

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace bursar::ledger {

/// So many are always kept, so that a rule that is attached later finds them.
constexpr std::uint16_t recent_kept_min = 16;
/// No window reaches back further, so that what is older is forgotten: 31 days.
constexpr std::int64_t recent_reach_ms = 31 * day_ms;

class RecentPayments {
 public:
  RecentPayments() = default;
  /// As `newest()`, `kept()` and `gaps()` told it.
  RecentPayments(Time newest, std::uint16_t kept, std::vector<std::uint32_t> gaps)
      : newest_{newest}, kept_{kept}, gaps_{std::move(gaps)} {}

  /// Of the payments up to this one the newest `kept` stay, but never fewer than recent_kept_min.
  /// In whatever order payments are added, they come to the same, as long as no two changes of
  /// `kept` lie between the times of those that changed places.
  void add(Time paid_at, std::uint16_t kept);

  std::size_t count() const { return empty() ? 0 : gaps_.size() + 1; }
  bool empty() const { return newest_ == Time{}; }
  /// How many came after that time.
  std::size_t count_after(Time time) const;
  /// All of them, the newest first.
  std::vector<Time> newest_first() const;

  Time newest() const { return newest_; }
  std::uint16_t kept() const { return kept_; }
  /// Milliseconds from each to the next, the oldest first; the last leads to the newest.
  const std::vector<std::uint32_t>& gaps() const { return gaps_; }

  friend bool operator==(const RecentPayments&, const RecentPayments&) = default;

 private:
  void add_newest(Time paid_at);
  std::size_t add_older(Time paid_at);
  void keep(std::size_t count_max);

  Time newest_ = {};        // zero: there is none
  std::uint16_t kept_ = 0;  // with the newest
  std::vector<std::uint32_t> gaps_;
};

}  // namespace bursar::ledger
