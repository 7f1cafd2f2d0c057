#pragma once

// A payment token's life: which event leads from where to where, what its payer's wallet knows of
// one that is open, and what is decided of it. All of that is decided serially by the payer's
// wallet, so that a token leaves by one exit.

#include "ledger/record.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace bursar::ledger {

/// What may be asked of a token, or befalls it.
enum class TokenEvent : std::uint8_t {
  verify,    // by its provider, once
  check,     // the same by a facilitator, which may look again
  start,     // the call
  accept,    // likewise
  complete,  // and pay, in the order of these
  settle,    // and pay, from wherever it is open
  cancel,    // by its payer, while nobody has verified it
  release,   // by its provider, once verified
  expire,
  breach,
};
constexpr std::size_t token_statuses = 9;
constexpr std::size_t token_events = 10;

/// Where the event leads to; none: it has no place there.
std::optional<TokenStatus> next_status(TokenStatus from, TokenEvent event);
/// Whether it asks for what is so already: it changes nothing, and is no refusal.
bool repeats(TokenStatus status, TokenEvent event);

constexpr bool still_open(TokenStatus status) {
  return status < TokenStatus::settled;
}

/// What a payer's wallet knows of one.
struct OpenToken {
  Sequence token = {};  // the record that issued it
  Money held = {};
  Money amount = {};  // what it counts
  Time counted_at = {};
  TokenStatus status = TokenStatus::issued;
  Time deadline = {};                // then it expires or, once started, breaches its promise
  Time completes_by = {};            // once started
  Sequence service = {};             // none: without one
  OrganizationNumber provider = {};  // the payee's

  friend bool operator==(const OpenToken&, const OpenToken&) = default;
};

/// In the order of their issue.
using OpenTokens = std::vector<OpenToken>;

/// None: it is not open (any more).
const OpenToken* find_token(const OpenTokens& tokens, Sequence token);
/// The money of all of them.
Money held_by(const OpenTokens& tokens);
/// The tokens of `payer` with the record's part done: one more, one that goes on, or one less.
void apply_token(OpenTokens& tokens, const Record& record, AccountNumber payer);

/// What a wallet's windows have counted and is not spent after all.
struct GivenBack {
  Money amount = {};
  Time counted_at = {};
};
GivenBack given_back(const Fact& fact, AccountNumber payer);

/// A token, and what has become of it.
struct Token {
  OrganizationNumber organization = {};  // the payer's
  Environment environment = Environment::sandbox;
  AccountNumber payer = {};
  TokenStatus status = TokenStatus::issued;
  Sequence last = {};  // its newest record

  friend bool operator==(const Token&, const Token&) = default;
};

/// Which token a fact moves on, and whereto.
struct TokenMove {
  Sequence token = {};
  TokenStatus status = TokenStatus::issued;
  Sequence service = {};  // of one that ended
};
/// None: nothing of the kind.
std::optional<TokenMove> token_move(const Fact& fact);

}  // namespace bursar::ledger
