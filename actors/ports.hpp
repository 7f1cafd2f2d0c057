#pragma once

// What the actors may not take from the machine by themselves: time, chance, and what was put on
// disk. Each has a real twin and a simulated one, so that a seed replays a history.

#include "actors/settlement.hpp"
#include "ledger/ids.hpp"
#include "ledger/time.hpp"
#include "ledger/wallet.hpp"
#include "persistence/views_rows.hpp"

#include <array>
#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

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

/// Whoever moves money out of the system. It is told the same order as often as it takes, and keeps
/// track by its id: twice the same is once, and what it refused it never takes later. Answers come
/// on any thread, at once or later; one that never comes is Standing::unanswered. Outlives the
/// engine.
class Connector {
 public:
  using Heard = std::function<void(const SettlementReport&)>;

  virtual ~Connector() = default;
  /// By environment, a bit for each DestinationType that it settles payouts to.
  virtual std::array<std::uint8_t, 2> destinations() const = 0;
  /// Would it take this? Nothing is done yet.
  virtual void authorize(const SettlementOrder& order, Heard heard) = 0;
  /// From here on it may have it.
  virtual void submit(const SettlementOrder& order, Heard heard) = 0;
  /// How that stands.
  virtual void status(const SettlementOrder& order, Heard heard) = 0;
  /// It is not wanted any more, if that is still possible. What is heard is how it stands then:
  /// refused says that it never will be done.
  virtual void cancel(const SettlementOrder& order, Heard heard) = 0;
  /// It is to come back, though it was completed. Likewise: refused says that it has.
  virtual void refund(const SettlementOrder& order, Heard heard) = 0;
};

/// Whose room a piece of evidence takes.
struct EvidenceOwner {
  ledger::Environment environment = ledger::Environment::sandbox;
  ledger::OrganizationNumber organization = {};
};

/// Why a piece of evidence is not kept.
struct EvidenceRefusal {
  ledger::Errc code = ledger::Errc::evidence_full;
  std::string why = {};  // for whoever shows it: whose room is full, or what the disk does
};

/// Where pieces of evidence lie, each under the SHA-256 of what it is. Outlives the engine.
class EvidenceShelf {
 public:
  virtual ~EvidenceShelf() = default;
  /// It is there when this has answered, whatever happens then; once more is once. May take as long
  /// as a disk does. Refuses with evidence_full (there is no room for it, of its owner or at all)
  /// and read_only (the disk does not keep it). By one thread at a time.
  virtual std::expected<void, EvidenceRefusal> keep(const EvidenceOwner& owner,
                                                    const std::array<std::uint8_t, 32>& sha256,
                                                    std::string_view content) = 0;
  /// None: it is not there. From any thread.
  virtual std::optional<std::string> read(const std::array<std::uint8_t, 32>& sha256) const = 0;
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

/// All the books as of that place: what an engine begins from, and what it keeps no memory of. A
/// row shows every record up to the watermark, and maybe later ones.
class LedgerStates : public WalletStates {
 public:
  template <class Row>
  using Each = std::function<void(const Row&)>;

  // --- At the start, before anything is appended, from several threads. Wallets and profiles in
  // the order of their accounts.

  virtual ledger::Standing standing() const = 0;
  virtual void each_system_account(
      const std::function<void(ledger::AccountNumber, const persistence::SystemAccountSnapshot&)>&)
      const = 0;
  virtual void each_wallet(const Each<persistence::WalletSnapshot>& each) const = 0;
  virtual void each_profile(const Each<persistence::ProfileSnapshot>& each) const = 0;
  virtual void each_organization(const Each<persistence::OrganizationSnapshot>& each) const = 0;
  virtual void each_key(const Each<ledger::Key>& each) const = 0;
  virtual void each_policy(const Each<ledger::Policy>& each) const = 0;
  virtual void each_session(
      const std::function<void(ledger::AccountNumber, const ledger::WalletSession&)>&) const = 0;

  /// In the order of their making.
  virtual void each_service(
      const std::function<void(ledger::Sequence, const ledger::Service&)>& each) const = 0;

  /// Likewise.
  virtual void each_webhook(
      const std::function<void(ledger::Sequence, const ledger::Webhook&)>& each) const = 0;

  // --- From any thread. None: there is no such row (yet).

  virtual std::optional<persistence::ProfileSnapshot> profile(
      ledger::AccountNumber wallet) const = 0;
  virtual std::optional<ledger::AccountNumber> wallet_of(ledger::WalletId id) const = 0;
  virtual std::optional<ledger::AccountNumber> agent(ledger::OrganizationNumber organization,
                                                     std::string_view agent_id) const = 0;
  virtual std::optional<persistence::KeySnapshot> key(ledger::KeyId id) const = 0;
  virtual std::optional<ledger::Policy> policy(ledger::PolicyId id) const = 0;
  /// The n-th of a list, from 1 in the order of their making.
  virtual std::optional<ledger::Bits128> listed(persistence::List list, std::uint64_t owner,
                                                std::uint64_t n) const = 0;
  virtual std::optional<ledger::WalletSession> session(ledger::AccountNumber wallet) const = 0;
  /// By the record that asked for it.
  virtual std::optional<ledger::Approval> approval(ledger::Sequence request) const = 0;
  /// By the record that issued it.
  virtual std::optional<ledger::Token> token(ledger::Sequence issued) const = 0;
  /// By the record that made it, also where it is offered no more.
  virtual std::optional<ledger::Service> service(ledger::Sequence /*made*/) const {
    return std::nullopt;
  }
  /// By the record that asked for it.
  virtual std::optional<ledger::Payout> payout(ledger::Sequence asked) const = 0;
  /// By the record that opened it.
  virtual std::optional<ledger::Dispute> dispute(ledger::Sequence opened) const = 0;
  /// By the record that made the payment; none: nothing has become of it.
  virtual std::optional<ledger::PaymentCourse> course(ledger::Sequence payment) const = 0;
  /// Which record sealed that key of the wallet.
  virtual std::optional<ledger::Sequence> seal(ledger::AccountNumber wallet,
                                               std::string_view key) const = 0;
};

}  // namespace bursar::actors
