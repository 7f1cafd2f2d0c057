#pragma once

// The wallets' states as a projector would keep them: replayed from what the store says to be
// durable, up to a watermark that lags as a test says.

#include "actors/books_states.hpp"
#include "actors/ports.hpp"
#include "ledger/books.hpp"
#include "tests/support/simulated_store.hpp"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace bursar::tests {

class SimulatedStates final : public actors::WalletStates {
 public:
  explicit SimulatedStates(const SimulatedStore& store) : store_{store} { watermark(); }

  std::optional<ledger::WalletState> load(ledger::AccountNumber wallet) const override {
    const std::lock_guard lock{mutex_};
    ++loads_;
    if (wallet == lost_) return std::nullopt;
    const auto found = books_.wallets.find(wallet);
    if (found == books_.wallets.end()) return std::nullopt;
    return found->second.state();
  }

  ledger::Sequence watermark() const override {
    const std::lock_guard lock{mutex_};
    const std::uint64_t durable = store_.last_sequence().value;
    const std::uint64_t reached = durable - std::min<std::uint64_t>(durable, lag_records_);
    while (books_.last().value < reached)
      books_.apply(store_.durable_record({books_.last().value + 1}));
    return books_.last();
  }

  /// How far behind the journal it stays from now on; it never goes back.
  void lag(std::uint64_t records) { lag_records_ = records; }
  std::uint64_t loads() const { return loads_; }
  /// As if the disk had never heard of it.
  void lose(ledger::AccountNumber wallet) { lost_ = wallet; }

 private:
  const SimulatedStore& store_;
  std::atomic<std::uint64_t> lag_records_ = 0;
  mutable std::mutex mutex_;
  mutable ledger::Books books_;
  mutable std::atomic<std::uint64_t> loads_ = 0;
  ledger::AccountNumber lost_ = {};
};

/// The books as an engine finds them at its start, and with them what nobody keeps for ever who is
/// not told by views: which keys were sealed since.
class SimulatedBooks final : public actors::BooksStates {
 public:
  SimulatedBooks(ledger::Books books, const SimulatedStore& store)
      : BooksStates{std::move(books)}, store_{store} {}

  std::optional<ledger::Sequence> seal(ledger::AccountNumber wallet,
                                       std::string_view key) const override {
    const std::lock_guard lock{mutex_};
    while (const auto next = store_.record({seen_.value + 1})) {
      seen_ = next->sequence;
      if (std::holds_alternative<ledger::Sealed>(next->fact) && next->idempotency)
        seals_[{next->idempotency->wallet, next->idempotency->key}] = seen_;
    }
    const auto found = seals_.find({wallet, std::string{key}});
    return found == seals_.end() ? std::nullopt : std::optional{found->second};
  }

 private:
  const SimulatedStore& store_;
  mutable std::mutex mutex_;
  mutable ledger::Sequence seen_ = {};
  mutable std::map<std::pair<ledger::AccountNumber, std::string>, ledger::Sequence> seals_;
};

}  // namespace bursar::tests
