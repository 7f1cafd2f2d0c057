#pragma once

// What the actors may not take from the machine by themselves: time, chance, and what was put on
// disk. Each has a real twin and a simulated one, so that a seed replays a history.

#include "ledger/ids.hpp"
#include "ledger/time.hpp"
#include "ledger/wallet.hpp"

#include <cstdint>
#include <optional>
#include <span>

namespace bursar::actors {

/// The engine's time and the machine's wall clock at one moment.
struct ClockView {
  ledger::Time now = {};
  ledger::Time wall = {};
  bool diverged = false;  // too far apart for the one to lean towards the other
};

class Clock {
 public:
  virtual ~Clock() = default;
  /// Never goes back. From any thread.
  virtual ledger::Time now() const = 0;
  /// Looks at the wall clock; to be done about once a second. From any thread.
  virtual ClockView compare() = 0;
  /// The wall clock is right, whatever it says. From any thread.
  virtual void accept() = 0;
};

class Random {
 public:
  virtual ~Random() = default;
  /// Unguessable bytes. From any thread.
  virtual void fill(std::span<std::uint8_t> bytes) = 0;
};

/// A wallet right after one of its records.
struct KeptState {
  ledger::WalletState state = {};
  ledger::Sequence last = {};
};

/// After every so many of its entries a wallet is kept as it was then.
constexpr std::uint64_t milestone_entries = 256;

/// The wallets as of some place in the journal, for those whose actors do not live. When the engine
/// starts, that place is the journal's end; later it may lag behind.
class WalletStates {
 public:
  virtual ~WalletStates() = default;
  /// With every record up to the watermark applied, and maybe later ones. May take as long as a
  /// disk does. None: there is no such wallet. From any thread.
  virtual std::optional<ledger::WalletState> load(ledger::AccountNumber wallet) const = 0;
  /// As the wallet was after n × milestone_entries of its entries, from n = 1 on. None: nothing is
  /// kept of that moment (yet). From any thread.
  virtual std::optional<KeptState> milestone(ledger::AccountNumber /*wallet*/,
                                             std::uint64_t /*n*/) const {
    return std::nullopt;
  }
  /// Never goes back. From any thread.
  virtual ledger::Sequence watermark() const = 0;
};

}  // namespace bursar::actors
