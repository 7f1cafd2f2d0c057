#pragma once

// Brings wallets to life: spawns their actors and enters their addresses. Used by the registry
// alone, and before it lives by whoever starts the engine.

#include "actors/surroundings.hpp"
#include "actors/wallet_actor.hpp"

namespace bursar::actors {

class WalletDirectory {
 public:
  WalletDirectory(caf::actor_system& system, Surroundings& surroundings)
      : system_{system}, surroundings_{surroundings} {}

  void open(WalletSeed seed);
  /// What a record opens, as it is once the record is applied. Nobody can name these wallets before
  /// the record is durable, but lists may already show them: they wait behind it.
  void open(const ledger::Record& record, const ledger::Opened& opened);
  /// Ends every wallet's actor; once all have ended, lets go of them.
  void close();
  void let_go();

 private:
  caf::actor_system& system_;
  Surroundings& surroundings_;
};

}  // namespace bursar::actors
