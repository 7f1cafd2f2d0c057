#pragma once

// How a wallet was, step by step, in all that lists of wallets ask for: its tags, what was set of
// it, when it moved money. Each step holds from a record on, until the next one does.

#include "ledger/identity.hpp"
#include "ledger/ids.hpp"
#include "ledger/time.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace bursar::simulation {

template <class Value>
class Steps {
 public:
  void add(ledger::Sequence since, Value value) { steps_.push_back({since, std::move(value)}); }
  bool empty() const { return steps_.empty(); }
  const Value& last() const { return steps_.back().second; }

  struct Step {
    ledger::Sequence first;
    Value second;
  };
  /// As it was when there were so many records, and as it has been since.
  std::span<const Step> since(ledger::Sequence then) const {
    std::size_t first = steps_.size();
    while (first > 0 && steps_[first - 1].first > then) --first;
    return std::span{steps_}.subspan(first > 0 ? first - 1 : 0);
  }

 private:
  std::vector<Step> steps_;
};

struct Course {
  /// When it last moved money, and whether it ever held any.
  struct Moved {
    ledger::Time at = {};
    bool ever_held = false;
  };
  Steps<Moved> moved = {};
  Steps<std::vector<std::string>> tags = {};
  Steps<ledger::WalletStatus> statuses = {};
};

}  // namespace bursar::simulation
