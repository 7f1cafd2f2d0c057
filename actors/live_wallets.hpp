#pragma once

// The wallets whose actors live, and which of them have been idle: a clock that is walked round and
// round in small steps. What is used needs no word to this list, as its door counts. No CAF.

#include "ledger/ids.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace bursar::actors {

class LiveWallets {
 public:
  /// Counts as used a moment ago when `uses` is no longer what the door says at the first look.
  void add(ledger::AccountNumber wallet, std::uint32_t uses);
  std::size_t size() const { return wallets_.size(); }
  const auto& all() const { return wallets_; }
  /// How the time passes.
  void wait(std::chrono::milliseconds time) { now_ms_ += static_cast<std::uint32_t>(time.count()); }

  /// Looks at the next `count`, at each once at most. One that was not used since the last look,
  /// and for `idle` at least, is given to `dismiss`; when that says true it is on the list no more.
  template <class Uses, class Dismiss>
  void look(std::size_t count, std::chrono::milliseconds idle, Uses uses, Dismiss dismiss);

 private:
  struct Live {
    ledger::AccountNumber wallet = {};
    std::uint32_t uses = 0;     // of its door, at the last look
    std::uint32_t used_ms = 0;  // when a look has seen it used
  };

  std::vector<Live> wallets_;
  std::size_t next_ = 0;
  std::uint32_t now_ms_ = 0;  // goes round after 49 days
};

inline void LiveWallets::add(ledger::AccountNumber wallet, std::uint32_t uses) {
  wallets_.push_back({.wallet = wallet, .uses = uses, .used_ms = now_ms_});
}

template <class Uses, class Dismiss>
void LiveWallets::look(std::size_t count, std::chrono::milliseconds idle, Uses uses,
                       Dismiss dismiss) {
  for (count = std::min(count, wallets_.size()); count > 0; --count) {
    if (next_ >= wallets_.size()) next_ = 0;
    Live& live = wallets_[next_];
    if (const std::uint32_t now_used = uses(live.wallet); now_used != live.uses) {
      live.uses = now_used;
      live.used_ms = now_ms_;
    } else if (std::chrono::milliseconds{now_ms_ - live.used_ms} >= idle &&
               dismiss(live.wallet, live.uses)) {
      live = wallets_.back();  // looked at next time round, like any other
      wallets_.pop_back();
      continue;
    }
    ++next_;
  }
}

}  // namespace bursar::actors
