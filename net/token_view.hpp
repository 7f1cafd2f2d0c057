#pragma once

// A payment token as the API shows it.

#include "net/json_writer.hpp"
#include "net/payment_token.hpp"
#include "net/route.hpp"
#include "net/schema.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace bursar::net {

/// One that was issued, and its newest record.
struct TokenStory {
  FoundToken token;
  ledger::TokenStatus status = ledger::TokenStatus::issued;
  std::optional<ledger::Record> last = {};  // none: archived, or it is the one that issued it
};
/// As its newest record says.
TokenStory story_of(const FoundToken& token, const ledger::Record& last);

std::string_view word(ledger::TokenStatus status);
/// An integer of hundred-millionths, as x402 writes an amount.
std::string atomic_text(ledger::Money money);
std::string service_text(ledger::ServiceId id);

void write_token(JsonWriter& json, const Edge& edge, const TokenStory& story,
                 Dialect dialect = Dialect::canonical);
/// The same, in our own spelling, into an object that is open.
void write_token_members(JsonWriter& json, const Edge& edge, const TokenStory& story);
/// To whoever is to hand it over: with its text. Rendered from the record alone.
void write_authorized(JsonWriter& json, const Edge& edge, const ledger::Record& issued);
/// To its provider: that it was good.
void write_redeemed(JsonWriter& json, const Edge& edge, const TokenStory& story,
                    Dialect dialect = Dialect::canonical);

extern const Schema token_schema;
extern const Schema authorized_schema;
extern const Schema redeemed_schema;

}  // namespace bursar::net
