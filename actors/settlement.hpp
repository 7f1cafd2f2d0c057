#pragma once

// What a connector is asked, and what it says: plain values.

#include "ledger/identity.hpp"
#include "ledger/money.hpp"
#include "ledger/payout_facts.hpp"
#include "ledger/payouts.hpp"
#include "ledger/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bursar::actors {

/// Money that is to leave. Whoever gets the same id twice has it once.
struct SettlementOrder {
  std::string id = {};  // "payout_…"
  ledger::Environment environment = ledger::Environment::sandbox;
  ledger::WalletId wallet = {};  // whose money it is; the destination is sealed for it
  ledger::Amount amount = *ledger::Amount::of(ledger::Money::units(1));
  ledger::SealedDestination destination = {};
  std::string description = {};
  ledger::PayoutStatus status = ledger::PayoutStatus::pending;  // as the ledger knows it
  ledger::Time since = {};                                      // when it came to be so
  ledger::Time asked_at = {};  // when it was asked for: which day's statement it belongs to
};

enum class Standing : std::uint8_t {
  unanswered,  // it may have heard of it or not
  unknown,     // it never has
  accepted,    // it will take it, or has it
  completed,
  refused,  // it never took it, or gave it back
};

struct SettlementReport {
  Standing standing = Standing::unanswered;
  std::string reference = {};  // what it calls it itself, in letters that are at most so many
  std::string reason = {};     // why it was refused, in a word, likewise
};
constexpr std::size_t reference_characters_max = 200;
/// Of either a record keeps so much: that many letters of four bytes.
constexpr std::size_t reference_bytes_max = 4 * reference_characters_max;

/// What follows for a payout from what its connector says.
struct SettlementStep {
  std::optional<ledger::PayoutEvent> event = {};
  bool submit_again = false;  // under the same id: it never had it
};
constexpr SettlementStep step_after(ledger::PayoutStatus status, Standing said) {
  using ledger::PayoutEvent;
  using ledger::PayoutStatus;
  if (said == Standing::unanswered) return {};
  if (status == PayoutStatus::pending) {
    if (said == Standing::refused) return {.event = PayoutEvent::fail};
    if (said == Standing::unknown) return {};
    // What it has already it is given again, under the same id, once the journal says so.
    return {.event = PayoutEvent::submit};
  }
  if (said == Standing::completed) return {.event = PayoutEvent::complete};
  if (said == Standing::refused) return {.event = PayoutEvent::fail};
  if (status != PayoutStatus::submitted) return {};
  if (said == Standing::accepted) return {.event = PayoutEvent::settle};
  return {.submit_again = true};
}

}  // namespace bursar::actors
