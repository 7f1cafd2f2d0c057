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

/// The payee's address is filled in by the engine.
struct TokenActCommand {
  ledger::ActOnToken act;
  ledger::Time now = {};
};
/// The record of what it came to, which may be that its time was over (a TokenEnded); none: it was
/// so already. Refuses with invalid_state (it has ended, or that is not its turn), token_redeemed,
/// wallet_frozen, invalid_amount, what keeps its payee from being paid, overloaded, and read_only
/// where it does not give back.
using TokenActCall = CallOf<TokenActCommand, Receipt>;

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
