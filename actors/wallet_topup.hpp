#pragma once

// The top-up of one wallet that is under way, and what waits for it. One at a time: a payment that
// comes meanwhile is looked at once more when it is over. One actor's own; no CAF.

#include "actors/messages.hpp"
#include "actors/seldom.hpp"
#include "actors/topups.hpp"

#include <utility>
#include <vector>

namespace bursar::actors {

class WalletTopup {
 public:
  bool under_way() const { return it_->under_way; }

  /// The wallet has paid.
  void after_payment(const ledger::Wallet& wallet, ledger::Time now, Topups& topups);
  /// What waited for that, in its order.
  [[nodiscard]] std::vector<Change> over() {
    if (under_way()) it_.own().under_way = false;
    return it_->waiting.empty() ? std::vector<Change>{} : std::exchange(it_.own().waiting, {});
  }
  /// Whether the wallet has paid while that was under way.
  bool paid_meanwhile() {
    return it_->paid_meanwhile && std::exchange(it_.own().paid_meanwhile, false);
  }

  /// Other terms wait for what goes by the old ones.
  bool holds_back(const Change& change);

 private:
  struct It {
    bool under_way = false;
    bool paid_meanwhile = false;
    std::vector<Change> waiting;
  };
  Seldom<It> it_;
};

}  // namespace bursar::actors
