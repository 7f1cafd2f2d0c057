#pragma once

// What the events of records are found by and told with, and does not stand in those records: where
// every 256th of an organisation is, and in which environment keys and policies are. What the views
// do not have yet is kept here, until they do. The journal's writer adds to it; any thread asks.

#include "actors/ports.hpp"
#include "ledger/record.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <shared_mutex>
#include <unordered_map>
#include <utility>
#include <variant>

namespace bursar::actors {

class EventPlaces {
 public:
  /// Of an engine that begins where the states stand. They outlive it.
  explicit EventPlaces(const LedgerStates& states) : states_{states} {}

  // --- The thread that commits.

  /// Every record once it is durable, before its organisations' places are told.
  void add(const ledger::Record& record) {
    if (tells(record)) note(record);
  }

  // --- Any thread. None: there is no such thing, or (of marks) it was archived.

  /// The n-th mark of an organisation, from 1 (persistence/views_rows.hpp).
  std::optional<ledger::Sequence> mark(ledger::OrganizationNumber organization,
                                       std::uint64_t n) const;
  /// Where a key is, and which wallet it is bound to.
  struct KeyPlace {
    ledger::Environment environment = ledger::Environment::sandbox;
    ledger::WalletId wallet = {};
  };
  std::optional<KeyPlace> key(ledger::KeyId id) const;
  std::optional<ledger::Environment> policy(ledger::PolicyId id) const;
  /// By the record that made it, where that is archived.
  std::optional<ledger::Service> service(ledger::Sequence made) const {
    return states_.service(made);
  }

  /// How many are kept.
  std::size_t size() const;

 private:
  using Mark = std::pair<ledger::OrganizationNumber, std::uint64_t>;
  using Name = std::variant<Mark, ledger::KeyId, ledger::PolicyId>;

  static bool tells(const ledger::Record& record);
  void note(const ledger::Record& record);
  void note_key(const ledger::KeyMade& made, ledger::Sequence by);
  void forget_what_views_know();

  const LedgerStates& states_;
  mutable std::shared_mutex mutex_;
  std::map<Mark, ledger::Sequence> marks_;
  std::unordered_map<ledger::KeyId, KeyPlace> keys_;
  std::unordered_map<ledger::PolicyId, ledger::Environment> policies_;
  std::deque<std::pair<ledger::Sequence, Name>> order_;  // which record tells of which
};

}  // namespace bursar::actors
