#pragma once

// The wallets' states as the views have them.

#include "actors/ports.hpp"
#include "persistence/views.hpp"

#include <optional>

namespace bursar::actors {

class ViewsStates final : public WalletStates {
 public:
  explicit ViewsStates(const persistence::Views& views) : views_{views} {}

  std::optional<ledger::WalletState> load(ledger::AccountNumber wallet) const override {
    const auto found = views_.wallet(wallet);
    if (!found) return std::nullopt;
    return found->state;
  }
  std::optional<KeptState> milestone(ledger::AccountNumber wallet, std::uint64_t n) const override {
    static_assert(milestone_entries == persistence::milestone_entries);
    const auto found = views_.milestone(wallet, n);
    if (!found) return std::nullopt;
    return KeptState{found->state, found->last};
  }
  ledger::Sequence watermark() const override { return views_.watermark(); }

 private:
  const persistence::Views& views_;
};

}  // namespace bursar::actors
