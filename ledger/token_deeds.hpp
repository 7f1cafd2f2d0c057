#pragma once

// What is decided of a payment token by its payer's wallet, and what a record that says so must
// hold.

#include "ledger/books.hpp"

#include <optional>
#include <string>

namespace bursar::ledger {

struct ActOnToken {
  Sequence token = {};
  std::uint16_t token_epoch = 0;
  TokenIssued issued = {};  // what that record says
  WalletAddress payee = {};
  TokenEvent event = TokenEvent::verify;  // of those that somebody asks for
  std::optional<Amount> amount = {};      // what is paid, where it is metered; none: all of it
  std::uint64_t salt = 0;                 // of the payment
};

/// As the payer. None: it is so already. Refuses in this order: ended before (invalid_state);
/// verified before, or not in its turn (invalid_state); a frozen wallet, what no provider has
/// verified; an amount that is not what was reserved. What comes too late ends it: then the fact is
/// a TokenEnded. Whether the payee can receive the payment is for that one to say.
Result<std::optional<Decided>> decide(const WalletState& state, const ActOnToken& asked,
                                      const Terms& terms, Time now);

/// Of one that is open: cancelled, or what its deadline makes of it.
Decided end_token(const WalletState& state, const OpenToken& token, TokenStatus status);
/// What becomes of it at its deadline.
TokenStatus late_status(const OpenToken& token);

/// What is wrong with what a record says of tokens, so that applying it would come to nonsense.
std::optional<std::string> broken_token(const Books& books, const Record& record);

/// What else is wrong with it. The record keeps every promise already.
std::optional<std::string> wrong_issue(const Books& books, const Record& record,
                                       const TokenIssued& issued);
std::optional<std::string> wrong_advance(const Books& books, const Record& record,
                                         const TokenAdvanced& advanced);
std::optional<std::string> wrong_end_of_token(const Books& books, const Record& record,
                                              const TokenEnded& ended);
std::optional<std::string> wrong_settlement(const Record& record, const Paid& paid);

}  // namespace bursar::ledger
