#pragma once

// The payments that one thread handed over in its round, sent on together at the round's end.

#include "actors/fetch.hpp"
#include "actors/messages.hpp"
#include "actors/surroundings.hpp"

#include <cstddef>
#include <utility>
#include <vector>

namespace bursar::actors {

class PaymentRound {
 public:
  void add(WayIn way, KeyedAsk<PayCall> ask) { handed_over_.push_back({way, std::move(ask)}); }

  // With many wallets each payer is cold: those further on come in while one is sent its call.
  void send(const Surroundings& around) {
    for (std::size_t i = 0; i < handed_over_.size(); ++i) {
      if (i + fetched_ahead < handed_over_.size())
        if (const WalletActor* actor = handed_over_[i + fetched_ahead].way.actor())
          fetch<fetched_bytes>(caf::actor_cast<caf::actor_control_block*>(*actor));
      around.send(handed_over_[i].way, std::move(handed_over_[i].ask));
    }
    handed_over_.clear();
  }

 private:
  // What sending touches of an actor: its reference count, its address, its mailbox.
  static constexpr std::size_t fetched_bytes = 640;
  static constexpr std::size_t fetched_ahead = 4;

  struct HandedOver {
    WayIn way;
    KeyedAsk<PayCall> ask;
  };

  std::vector<HandedOver> handed_over_;
};

}  // namespace bursar::actors
