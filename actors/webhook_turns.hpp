#pragma once

// Webhooks that may have something to be sent, in two rounds that take turns: those in doubt, and
// the others. Who has nothing is not looked at again until somebody says that it may have; who has
// no place stays in his round. So an answer costs what it changes, however many webhooks there are.

#include "ledger/ids.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <set>

namespace bursar::actors {

enum class TurnLook : std::uint8_t { served, has_no_place, has_nothing };

class WebhookTurns {
 public:
  void look_at(ledger::Sequence webhook, bool doubtful) {
    rounds_[doubtful ? 0 : 1].ready.erase(webhook);
    rounds_[doubtful ? 1 : 0].ready.insert(webhook);
  }
  void forget(ledger::Sequence webhook) {
    for (Round& round : rounds_) round.ready.erase(webhook);
  }

  /// Looks at each once, from where the rounds stand, until one is served; of those in doubt only
  /// where they have places.
  template <class Look>
  void go_round(bool doubtful_too, Look look) {
    const bool first = turn_of_doubtful_ && doubtful_too;
    if (!go_round_one(first, look) && doubtful_too) go_round_one(!first, look);
  }

 private:
  struct Round {
    std::set<ledger::Sequence> ready;
    ledger::Sequence served = {};  // whose turn it was last
  };

  template <class Look>
  bool go_round_one(bool doubtful, Look look) {
    auto& [ready, served] = rounds_[doubtful ? 1 : 0];
    auto at = ready.upper_bound(served);
    for (std::size_t left = ready.size(); left > 0; --left) {
      if (at == ready.end()) at = ready.begin();
      const ledger::Sequence webhook = *at;
      switch (look(webhook)) {
        case TurnLook::served:
          served = webhook;
          turn_of_doubtful_ = !doubtful;
          return true;
        case TurnLook::has_no_place:
          ++at;
          break;
        case TurnLook::has_nothing:
          at = ready.erase(at);
          break;
      }
    }
    return false;
  }

  std::array<Round, 2> rounds_ = {};  // the others, those in doubt
  bool turn_of_doubtful_ = false;
};

}  // namespace bursar::actors
