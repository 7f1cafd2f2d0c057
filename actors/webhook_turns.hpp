#pragma once

// Webhooks that may have something to be sent, and whose turn it is: it goes round among them,
// those in doubt where they have places. Who has nothing is not looked at again until somebody says
// that it may have; who has no place waits for the next round. So an answer costs what it changes,
// however many webhooks there are.

#include "ledger/ids.hpp"

#include <array>
#include <cstdint>
#include <iterator>
#include <set>

namespace bursar::actors {

enum class TurnLook : std::uint8_t { served, has_no_place, has_nothing };

class WebhookTurns {
 public:
  void look_at(ledger::Sequence webhook, bool doubtful) {
    ready_[doubtful ? 0 : 1].erase(webhook);
    ready_[doubtful ? 1 : 0].insert(webhook);
  }
  void forget(ledger::Sequence webhook) {
    for (auto& ready : ready_) ready.erase(webhook);
  }

  /// Looks at each once, from behind whoever was served last, until one is served.
  template <class Look>
  void go_round(bool doubtful_too, Look look) {
    const ledger::Sequence last = served_;
    if (!go_through(doubtful_too, {last.value + 1}, {}, look))
      go_through(doubtful_too, {}, {last.value + 1}, look);
  }

 private:
  using Ready = std::set<ledger::Sequence>;

  // In their order, from one up to another; none: to the end.
  template <class Look>
  bool go_through(bool doubtful_too, ledger::Sequence from, ledger::Sequence to, Look& look) {
    const auto end_of = [to](const Ready& ready) {
      return to.none() ? ready.end() : ready.lower_bound(to);
    };
    auto trusted = ready_[0].lower_bound(from);
    auto doubtful = doubtful_too ? ready_[1].lower_bound(from) : end_of(ready_[1]);
    for (;;) {
      const bool no_trusted = trusted == end_of(ready_[0]);
      const bool no_doubtful = doubtful == end_of(ready_[1]);
      if (no_trusted && no_doubtful) return false;
      const bool of_doubtful = no_trusted || (!no_doubtful && *doubtful < *trusted);
      auto& at = of_doubtful ? doubtful : trusted;
      const ledger::Sequence webhook = *at;
      const TurnLook seen = look(webhook);
      if (seen == TurnLook::served) {
        served_ = webhook;
        return true;
      }
      at = seen == TurnLook::has_nothing ? ready_[of_doubtful ? 1 : 0].erase(at) : std::next(at);
    }
  }

  std::array<Ready, 2> ready_ = {};  // the others, those in doubt
  ledger::Sequence served_ = {};     // whose turn it was last
};

}  // namespace bursar::actors
