#pragma once

// The wallets as the engine found them at its start, in memory: states for an engine that has no
// views. What changes later stays with the directory, as the watermark never moves.

#include "actors/ports.hpp"
#include "ledger/books.hpp"

#include <optional>
#include <vector>

namespace bursar::actors {

class BooksStates final : public WalletStates {
 public:
  explicit BooksStates(const ledger::Books& books);

  std::optional<ledger::WalletState> load(ledger::AccountNumber wallet) const override;
  ledger::Sequence watermark() const override { return watermark_; }

 private:
  std::vector<ledger::WalletState> states_;  // by account
  const ledger::Sequence watermark_;
};

}  // namespace bursar::actors
