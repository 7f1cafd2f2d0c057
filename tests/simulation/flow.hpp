#pragma once

// What has passed through one wallet, and what was set aside or counted and what of that was free
// again. The auditor counts it twice: as answers told it, and as the journal holds it. All of it
// only ever grows, so whatever a wallet shows lies between what was told when it was asked and what
// is durable when it answers.

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

/// What payments have used of each day, or of each month, what of that was given back, and the most
/// that any of them said, less what was given back since.
class Windows {
 public:
  struct Window {
    std::int64_t number = 0;
    Money used = {};
    Money given_back = {};
    Money claimed_max = {};

    friend bool operator==(const Window&, const Window&) = default;
  };

  void count(std::int64_t number, Money amount, Money claimed) {
    Window& counted = found_or_new(number);
    counted.used = counted.used + amount;
    counted.claimed_max = std::max(counted.claimed_max, claimed);
  }
  void give_back(std::int64_t number, Money amount) {
    Window& counted = found_or_new(number);
    counted.given_back = counted.given_back + amount;
    counted.claimed_max = counted.claimed_max - amount;
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
  Wide held = 0;     // ever set aside for payments that wait
  Wide freed = 0;    // of the same, whatever became of them
  Money spent;       // amounts of payments that were counted, without fees
  Money given_back;  // of the same
  Money spent_claimed_max;
  Money paid;   // amounts and fees of payments that were made
  Money drawn;  // for them, out of a budget's source
  Windows days;
  Windows months;

  void pass(Wide units) {
    (units > 0 ? in : out) += units > 0 ? units : -units;
    ++entries;
  }
  void give_back(Money amount, ledger::Time counted_at) {
    given_back = given_back + amount;
    spent_claimed_max = spent_claimed_max - amount;
    days.give_back(day_at(counted_at), amount);
    months.give_back(month_at(counted_at), amount);
  }
  Wide balance() const { return in - out; }
  bool same_money(const Flow& other) const {
    return in == other.in && out == other.out && entries == other.entries && held == other.held &&
           freed == other.freed && spent == other.spent && given_back == other.given_back &&
           paid == other.paid && drawn == other.drawn;
  }
};

/// A flow at one moment, with the windows of that moment alone.
struct FlowThen {
  Wide in = 0;
  Wide out = 0;
  std::uint64_t entries = 0;
  Wide held = 0;
  Wide freed = 0;
  Money spent;
  Money given_back;
  Money paid;
  Money drawn;
  std::int64_t counted_day = 0;  // the newest that something was counted in
  Windows::Window day;
  Windows::Window month;
};

inline FlowThen then(const Flow& flow, ledger::Time now) {
  return {.in = flow.in,
          .out = flow.out,
          .entries = flow.entries,
          .held = flow.held,
          .freed = flow.freed,
          .spent = flow.spent,
          .given_back = flow.given_back,
          .paid = flow.paid,
          .drawn = flow.drawn,
          .counted_day = flow.days.newest(),
          .day = flow.days.at(day_at(now)),
          .month = flow.months.at(month_at(now))};
}

// --- Of what was told when somebody asked, and what is durable when he is answered.

/// Both ends included.
template <class Value>
struct Between {
  Value least = {};
  Value most = {};

  bool has(Value value) const { return value >= least && value <= most; }
};

inline Between<Wide> posted(const FlowThen& told, const Flow& durable) {
  return {told.in - durable.out, durable.in - told.out};
}

inline Between<Wide> held(const FlowThen& told, const Flow& durable) {
  return {std::max<Wide>(0, told.held - durable.freed), durable.held - told.freed};
}

/// What it has and holds for no payment that waits.
inline Between<Wide> available(const FlowThen& told, const Flow& durable) {
  const Between<Wide> all = posted(told, durable);
  const Between<Wide> aside = held(told, durable);
  return {all.least - aside.most, all.most - aside.least};
}

inline Between<Money> counted(const FlowThen& told, const Flow& durable) {
  return {told.spent - durable.given_back, durable.spent - told.given_back};
}

/// In one day, or in one month; of one that is not that of the asking nothing had been told.
inline Between<Money> counted(const Windows::Window& told, const Windows::Window& durable) {
  if (told.number != durable.number) return {{}, durable.used};
  return {told.used - durable.given_back, durable.used - told.given_back};
}

}  // namespace bursar::simulation
