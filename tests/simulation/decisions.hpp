#pragma once

// Everybody who tried to decide a payment that waits for approval, and how things stood then.

#include "tests/simulation/asking.hpp"

#include <cstddef>
#include <deque>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace bursar::simulation {

struct Decision : Asking {
  ledger::Sequence request = {};
  bool approves = false;
  ledger::KeyId by = {};
};

class Decisions {
 public:
  std::size_t ask(Decision asked) {
    of_requests_[asked.request].push_back(all_.size());
    all_.push_back(std::move(asked));
    return all_.size() - 1;
  }
  const Decision& at(std::size_t number) const { return all_.at(number); }
  /// Whether anybody who tried to decide this did it so.
  template <class WasSo>
  bool any(ledger::Sequence request, WasSo was_so) const {
    const auto tried = of_requests_.find(request);
    if (tried == of_requests_.end()) return false;
    for (const std::size_t number : tried->second)
      if (was_so(all_[number])) return true;
    return false;
  }

  /// An agent was asked to end in the name of that key, with all that waits.
  void ask_to_reject_all(ledger::AccountNumber payer, ledger::KeyId by) {
    rejecting_.insert({payer, by});
  }
  bool rejects_all(ledger::AccountNumber payer, ledger::KeyId by) const {
    return rejecting_.contains({payer, by});
  }

  /// False: somebody else was told that he had decided it.
  bool tell(ledger::Sequence request) { return told_.insert(request).second; }

 private:
  std::deque<Decision> all_;
  std::map<ledger::Sequence, std::vector<std::size_t>> of_requests_;
  std::set<std::pair<ledger::AccountNumber, ledger::KeyId>> rejecting_;
  std::set<ledger::Sequence> told_;
};

}  // namespace bursar::simulation
