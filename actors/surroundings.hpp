#pragma once

// What every wallet actor and transfer coordinator shares with the others. Outlives them all; a
// million wallets keep one pointer each.

#include "actors/chunked_table.hpp"
#include "actors/door.hpp"
#include "actors/fatal.hpp"
#include "actors/journal_line.hpp"
#include "actors/policies_in_force.hpp"
#include "actors/protocol.hpp"
#include "actors/wallet_signs.hpp"
#include "ledger/check.hpp"
#include "ledger/wallet.hpp"
#include "persistence/known_keys.hpp"
#include "persistence/store.hpp"

#include <atomic>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

#include <caf/send.hpp>

namespace bursar::actors {

/// By account; there is no wallet behind those of system accounts. The registry alone adds rows.
using WalletDoor = Door<WalletActor>;
using WalletDoors = ChunkedTable<WalletDoor>;

/// The way of one message, begun: until it is sent, the wallet's door neither opens nor closes.
struct WayIn {
  ledger::AccountNumber wallet = {};
  WalletDoor* door = nullptr;
  Way way = Way::none;

  /// False: there is no such wallet, and nothing is begun.
  explicit operator bool() const { return way != Way::none; }
  /// Whom the message will reach; none, where it has to turn to the directory.
  const WalletActor* actor() const { return way == Way::straight ? &door->actor() : nullptr; }
};

class LedgerStates;
class PaymentCourses;
class ServiceCatalogue;
class Topups;

struct Surroundings {
  const OnFatal& on_fatal;
  JournalLine& line;
  const persistence::JournalReader& reader;
  const ledger::Terms terms;
  const std::uint16_t epoch;  // of the journal: raised by every restore from a backup
  persistence::KnownKeys& known_keys;
  mutable WalletDoors doors;  // whoever passes is counted
  WalletSigns& signs;
  WalletDirectory directory;
  std::vector<TransferCoordinator> coordinators;
  PoliciesInForce policies;
  const LedgerStates& books;  // where seals are found that the known keys have let go
  const PaymentCourses& courses;
  Registry registry = {};
  ServiceCatalogue& services;
  Approvals approvals = {};
  Tokens tokens = {};
  Payouts payouts = {};
  Topups* topups = nullptr;
  std::atomic<bool> read_only = false;  // what needs_room is refused

  const TransferCoordinator& coordinator_of(const Transfer& transfer) const {
    const std::uint64_t by = transfer.credits.empty() ? 0 : transfer.credits.front().to.value;
    return coordinators[by % coordinators.size()];
  }

  /// Every way that is begun is ended with go() or send(), once.
  WayIn way_to(ledger::AccountNumber wallet) const;
  /// `send` gets the wallet's actor, or the directory.
  template <class Send>
  void go(const WayIn& way, Send send) const;
  template <class Message>
  void send(const WayIn& way, Message&& message) const;
  /// To a wallet that there is.
  template <class Message>
  void tell(ledger::AccountNumber wallet, Message&& message) const;
};

inline WayIn Surroundings::way_to(ledger::AccountNumber wallet) const {
  WalletDoor* const door = doors.find(wallet.value);
  if (door == nullptr) return {};
  return {.wallet = wallet, .door = door, .way = door->enter()};
}

template <class Send>
void Surroundings::go(const WayIn& way, Send send) const {
  CHECK(way);
  if (way.way == Way::around) return send(directory);
  send(way.door->actor());
  way.door->passed();
}

template <class Message>
void Surroundings::send(const WayIn& way, Message&& message) const {
  go(way, [&](const auto& to) {
    if constexpr (std::is_same_v<decltype(to), const WalletActor&>)
      caf::anon_send(to, std::forward<Message>(message));
    else
      caf::anon_send(to, Detour{way.wallet, std::forward<Message>(message)});
  });
}

template <class Message>
void Surroundings::tell(ledger::AccountNumber wallet, Message&& message) const {
  send(way_to(wallet), std::forward<Message>(message));
}

}  // namespace bursar::actors
