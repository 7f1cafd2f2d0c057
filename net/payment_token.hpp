#pragma once

// Payment tokens as the edge reads and writes them. A token's id is 128 bits: the id of the key
// that its text is signed with, and the 24 hex digits of that text; as "tokid_" and 26 characters,
// or "tokid_" and those digits.

#include "ledger/record.hpp"
#include "ledger/result.hpp"
#include "ledger/tokens.hpp"
#include "net/edge.hpp"
#include "net/visit.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace bursar::net {

/// One that was issued.
struct FoundToken {
  std::shared_ptr<const ledger::Record> record;

  const ledger::TokenIssued& issued() const { return std::get<ledger::TokenIssued>(record->fact); }
};

/// By its text, whose proof is right. Asks no wallet.
std::optional<FoundToken> token_of_text(const Edge& edge, std::string_view text);
/// By its id as a path writes it.
std::optional<FoundToken> token_of_id(const Edge& edge, std::string_view written);

std::string token_text(const Edge& edge, const ledger::Record& issued);
std::string token_id_text(const Edge& edge, const ledger::Record& issued);

/// What a caller is to it; one organisation may be both.
struct Seat {
  bool payer = false;
  bool payee = false;
  bool elsewhere = false;  // its key is of the other environment

  bool any() const { return payer || payee; }
};
Seat seat_at(const Edge& edge, const ledger::Principal& caller, const ledger::TokenIssued& issued);

/// "bursar:sandbox" or "bursar:production".
std::string_view network_of(ledger::Environment environment);

}  // namespace bursar::net
