#pragma once

// A refusal is an ordinary outcome and travels as a value. Nothing in the ledger throws.

#include "ledger/money.hpp"
#include "ledger/time.hpp"

#include <cstdint>
#include <expected>

namespace bursar::ledger {

/// In order of precedence: of several reasons, the one listed first is the one told. The numbers
/// stand in journals: a new code takes a new number and its place in the list.
enum class Errc : std::uint8_t {
  // Told by the edge before the ledger is asked.
  unauthenticated = 1,
  rate_limited = 2,
  forbidden = 3,
  org_key_required = 4,
  invalid_request = 5,
  invalid_amount = 6,
  unsupported_currency = 7,
  settlement_not_configured = 8,
  unsupported_requirements = 19,  // of x402: another scheme, network or asset than the ledger's
  wallet_scope = 9,
  environment_mismatch = 10,
  not_found = 11,
  unknown_payee = 12,
  agent_id_taken = 13,
  history_archived = 14,   // the records that would tell were moved away
  invalid_state = 15,      // what is asked for has no place in the object's life, as it is by now
  duplicate_dispute = 36,  // there is or was one of the payment already
  dispute_too_late = 37,   // it was paid too long ago to be disputed
  evidence_full = 38,      // as much of it is there as may be
  refund_exceeds = 34,     // more is asked back of a payment than is left of it
  policy_in_use = 18,      // it binds wallets, and cannot be deleted
  token_redeemed = 27,     // somebody has verified it before
  token_expired = 28,
  price_above_max = 29,  // of a service, than what its caller would pay
  // Told by the owner of the wallet.
  idempotency_conflict = 20,
  key_sealed = 35,  // nothing is done under it any more
  overloaded = 21,
  share_taken = 24,  // of the places for calls, as many as one caller may have
  read_only = 22,
  keys_full = 23,       // idempotency.keys_max is reached: nothing is forgotten to make room
  approvals_full = 25,  // as many payments of the wallet wait for approval as may
  tokens_full = 26,     // as many tokens of the wallet are open as may be
  payouts_full = 62,    // as many payouts of the wallet are open as may be
  wallet_frozen = 30,
  wallet_archived = 31,
  holds_open = 32,
  balance_not_zero = 33,
  policy_denied = 40,
  budget_exceeded = 50,
  faucet_exhausted = 51,
  insufficient_funds = 60,
  cover_needed = 63,         // whoever was paid lacks some of what the payer is to get back
  budget_source_short = 61,  // what the wallet's budget draws from is frozen, or lacks the money
  payee_archived = 70,
  balance_limit = 71,
  outcome_unknown = 255,  // It may have happened: retry with the same idempotency key.
};

/// Which rule of a policy said no.
enum class PolicyRule : std::uint8_t {
  none = 0,
  max_per_tx = 1,
  max_per_day = 2,
  max_per_month = 3,
  max_total = 4,
  velocity = 5,
  allowed_recipients = 6,
  blocked_recipients = 7,
  allowed_categories = 8,
  blocked_categories = 9,
  active_hours = 10,
  expires_at = 11,
  policy_missing = 12,  // the policy that binds the wallet cannot be found
  // These refuse nothing: a payment waits for approval by them.
  approval_above = 13,
  require_approval = 14,
};

/// Why not, with the figures that let an agent act on it. Figures are zero where they say nothing.
struct Error {
  Errc code = Errc::outcome_unknown;
  PolicyRule rule = PolicyRule::none;
  Money limit = {};            // what the rule, the budget or the faucet allows; velocity: units
  Money used = {};             // how much of it was used when this was decided; likewise
  Money max_allowed_now = {};  // the largest amount that would have passed
  Time resets_at = {};         // when a window opens again; zero: never by itself
  std::uint16_t part = 0;      // which part of a batch it is that keeps all of it, from 1
  bool of_payments = false;    // which are payments; else fundings

  friend bool operator==(const Error&, const Error&) = default;
};

template <class T>
using Result = std::expected<T, Error>;

constexpr std::unexpected<Error> refuse(Errc code) {
  return std::unexpected{Error{.code = code}};
}

}  // namespace bursar::ledger
