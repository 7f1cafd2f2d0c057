#pragma once

// What can be asked about payment tokens.

#include "actors/money_commands.hpp"
#include "ledger/token_deeds.hpp"

namespace bursar::actors {

struct AuthorizeCommand {
  ledger::Authorize authorize;
  KeyedBy keyed;
  ledger::Time now = {};  // sampled at admission
};
/// The record that issued it. Refuses as a payment does, and with tokens_full.
using AuthorizeCall = CallOf<AuthorizeCommand, Receipt>;

/// The payee's address is filled in by the engine. A key is the payee's: what its payer asks has
/// none.
struct TokenActCommand {
  ledger::ActOnToken act;
  KeyedBy keyed;
  ledger::Time now = {};
};
/// The record of what it came to, which may be that its time was over (a TokenEnded); none: it was
/// so already. Refuses with invalid_state (it has ended, or that is not its turn), token_redeemed,
/// wallet_frozen, invalid_amount, what keeps its payee from being paid, overloaded, and read_only
/// where it does not give back. With a key the record may be the refusal, and what moves the token
/// bears it; an end by its time and what was so already leave the key as if it had not been seen.
using TokenActCall = CallOf<TokenActCommand, Receipt>;

/// Whether it sets money free, for which the room below the low-water mark is kept.
inline bool gives_back(const TokenActCommand& command) {
  return command.act.event == ledger::TokenEvent::cancel ||
         command.act.event == ledger::TokenEvent::release;
}

struct TokenQuery {
  ledger::Sequence token = {};
};
/// What has become of it. Refuses with not_found.
using TokenCall = CallOf<TokenQuery, ledger::Token>;

/// One that is open.
struct KnownToken {
  ledger::Sequence token = {};
  ledger::Token row = {};
  ledger::Time deadline = {};
};

}  // namespace bursar::actors
