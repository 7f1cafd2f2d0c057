#pragma once

// What is done piece by piece, each piece of somebody's: organisations take turns, whatever each
// has asked for, and what one has asked for takes turns among itself. Bounded by whoever lets
// things in.

#include "ledger/ids.hpp"

#include <deque>
#include <map>
#include <utility>

namespace bursar::actors {

template <class Work>
class FairTurns {
 public:
  bool none() const { return order_.empty(); }

  /// Behind whatever else its organisation has.
  void add(ledger::OrganizationNumber of, Work work) {
    std::deque<Work>& own = waiting_[of];
    if (own.empty()) order_.push_back(of);
    own.push_back(std::move(work));
  }

  /// Whose turn it is; added again it comes behind everybody.
  std::pair<ledger::OrganizationNumber, Work> take() {
    const ledger::OrganizationNumber of = order_.front();
    order_.pop_front();
    const auto own = waiting_.find(of);
    std::pair<ledger::OrganizationNumber, Work> taken{of, std::move(own->second.front())};
    own->second.pop_front();
    if (own->second.empty())
      waiting_.erase(own);
    else
      order_.push_back(of);
    return taken;
  }

 private:
  std::map<ledger::OrganizationNumber, std::deque<Work>> waiting_;
  std::deque<ledger::OrganizationNumber> order_;  // each that waits once
};

}  // namespace bursar::actors
