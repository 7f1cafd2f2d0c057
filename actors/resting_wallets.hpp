#pragma once

// What is kept of wallets that have no actor: the state, until the states on disk have all of it;
// what no disk has, for as long as somebody may ask. A wallet of which nothing is kept is cold, and
// is not here. The directory's own; no CAF.

#include "actors/call.hpp"
#include "actors/wallet_seed.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <unordered_map>

namespace bursar::actors {

class RestingWallets {
 public:
  /// Once it says a sequence, every record of the wallet is durable and not above that.
  using Mark = std::shared_ptr<const Draft::Mark>;

  /// Its actor has ended, or it was opened.
  void put(ledger::AccountNumber wallet, WalletSeed seed, Mark mark);
  /// It was cold, and this is its state: `watermark` covers it.
  void load(const ledger::WalletState& state);
  /// Its state was of no more use than to be seen; nothing, where it was taken.
  void unload(ledger::AccountNumber wallet);

  struct Shown {
    const ledger::WalletState& state;
    ledger::Time denied_at;
  };
  /// None: the state has to be loaded.
  std::optional<Shown> find(ledger::AccountNumber wallet) const;
  /// Everything, for an actor; none: the state has to be loaded.
  std::optional<WalletSeed> take(ledger::AccountNumber wallet);

  /// Lets go of states that the watermark covers and of keys whose records are durable, in the next
  /// `count` places of the table.
  void settle(std::size_t count, ledger::Sequence watermark);
  /// Lets go of refusals that are older than a day.
  void forget(ledger::Time now);

  std::size_t size() const { return resting_.size(); }
  std::size_t places() const { return resting_.bucket_count(); }
  /// How many states are kept.
  std::size_t states() const { return states_; }

 private:
  struct Resting {
    std::unique_ptr<ledger::Wallet> wallet;  // none: the states on disk have it
    Mark mark;                               // none: they have it already
    std::unique_ptr<WalletKeys> keys;        // in the journal's line
    ledger::Time denied_at = {};
  };
  using Table = std::unordered_map<ledger::AccountNumber, Resting>;

  void drop_state(Resting& resting);
  static bool empty(const Resting& resting);

  Table resting_;
  std::size_t states_ = 0;
  std::size_t next_place_ = 0;
};

}  // namespace bursar::actors
