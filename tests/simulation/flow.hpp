#pragma once

// What has passed through one wallet. The auditor counts it twice: as answers told it, and as the
// journal holds it. Both only ever grow, so whatever a wallet shows lies between what was told when
// it was asked and what is durable when it answers.

#include "ledger/ids.hpp"
#include "ledger/money.hpp"
#include "ledger/time.hpp"
#include "tests/simulation/calendar.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace bursar::simulation {

using ledger::Money;
using ledger::Wide;

/// What payments have used of each day, or of each month, and the most that any of them said.
class Windows {
 public:
  struct Window {
    std::int64_t number = 0;
    Money used = {};
    Money claimed_max = {};

    friend bool operator==(const Window&, const Window&) = default;
  };

  void count(std::int64_t number, Money amount, Money claimed) {
    Window& counted = found_or_new(number);
    counted.used = counted.used + amount;
    counted.claimed_max = std::max(counted.claimed_max, claimed);
  }
  Window at(std::int64_t number) const {
    const auto found = std::find_if(windows_.rbegin(), windows_.rend(),
                                    [&](const Window& one) { return one.number == number; });
    return found == windows_.rend() ? Window{.number = number} : *found;
  }
  /// None has a later one.
  std::int64_t newest() const { return newest_; }

  friend bool operator==(const Windows&, const Windows&) = default;

 private:
  Window& found_or_new(std::int64_t number) {
    for (auto one = windows_.rbegin(); one != windows_.rend(); ++one)
      if (one->number == number) return *one;
    newest_ = std::max(newest_, number);
    return windows_.emplace_back(number);
  }

  std::vector<Window> windows_;  // as they were opened
  std::int64_t newest_ = 0;
};

struct Flow {
  Wide in = 0;
  Wide out = 0;
  std::uint64_t entries = 0;
  Money spent;  // amounts of payments, without fees
  Money spent_claimed_max;
  Money fees;   // of the same payments
  Money drawn;  // for them, out of a budget's source
  Windows days;
  Windows months;

  void pass(Wide units) {
    (units > 0 ? in : out) += units > 0 ? units : -units;
    ++entries;
  }
  Wide balance() const { return in - out; }
  bool same_money(const Flow& other) const {
    return in == other.in && out == other.out && entries == other.entries && spent == other.spent &&
           fees == other.fees && drawn == other.drawn;
  }
};

/// A flow at one moment, with the windows of that moment alone.
struct FlowThen {
  Wide in = 0;
  Wide out = 0;
  std::uint64_t entries = 0;
  Money spent;
  Money fees;
  Money drawn;
  std::int64_t counted_day = 0;  // the newest that something was counted in
  std::int64_t day = 0;
  Money in_day;
  std::int64_t month = 0;
  Money in_month;
};

inline FlowThen then(const Flow& flow, ledger::Time now) {
  const std::int64_t day = day_at(now);
  const std::int64_t month = month_at(now);
  return {.in = flow.in,
          .out = flow.out,
          .entries = flow.entries,
          .spent = flow.spent,
          .fees = flow.fees,
          .drawn = flow.drawn,
          .counted_day = flow.days.newest(),
          .day = day,
          .in_day = flow.days.at(day).used,
          .month = month,
          .in_month = flow.months.at(month).used};
}

}  // namespace bursar::simulation
