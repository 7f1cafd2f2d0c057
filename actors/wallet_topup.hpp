#pragma once

// The top-up of one wallet that is under way, and what waits for it. One at a time: a payment that
// comes meanwhile is looked at once more when it is over. One actor's own; no CAF.

#include "actors/messages.hpp"
#include "actors/topups.hpp"

#include <utility>
#include <vector>

namespace bursar::actors {

class WalletTopup {
 public:
  bool under_way() const { return under_way_; }

  /// The wallet has paid.
  void after_payment(const ledger::Wallet& wallet, ledger::Time now, Topups& topups);
  /// What waited for that, in its order.
  [[nodiscard]] std::vector<Change> over() {
    under_way_ = false;
    return std::exchange(waiting_, {});
  }
  /// Whether the wallet has paid while that was under way.
  bool paid_meanwhile() { return std::exchange(paid_meanwhile_, false); }

  /// Other terms wait for what goes by the old ones.
  bool holds_back(const Change& change);

 private:
  bool under_way_ = false;
  bool paid_meanwhile_ = false;
  std::vector<Change> waiting_;
};

}  // namespace bursar::actors
