#pragma once

// The answers to calls that move money, rendered from their records alone: today's first answer and
// next week's replay are the same bytes.

#include "actors/commands.hpp"
#include "ledger/payment_states.hpp"
#include "ledger/record.hpp"
#include "net/edge.hpp"
#include "net/exchange.hpp"
#include "net/json_writer.hpp"
#include "net/route.hpp"

namespace bursar::net {

/// A receipt as the answer: the payment, the funding, or the stored refusal that its record holds.
void put_receipt(Edge& edge, Exchange& exchange, const actors::Receipt& receipt);

/// A refusal that is kept under a key, as it was told first.
void put_stored(Exchange& exchange, const ledger::Record& refusal);

/// The payment that a record makes, or that it holds the money of; none: it is about none.
const ledger::Paid* payment_of(const ledger::Record& record);

/// What a payment is by the one record that makes it or holds its money.
ledger::PaymentState state_at_first(const ledger::Record& record);

/// The members of a payment that is in this state, for its payer.
void write_payment_members(JsonWriter& json, const ledger::Record& record,
                           const ledger::Bits128& id, Dialect dialect, ledger::PaymentState state);
/// What a payee may know of it: nothing of the payer's but the wallet's id.
void write_payment_for_payee(JsonWriter& json, const ledger::Record& record,
                             const ledger::Bits128& id, Dialect dialect,
                             ledger::PaymentState state);

/// A receipt or a problem as one value, for the list of a batch; true when money moved.
bool write_receipt(JsonWriter& json, const actors::Engine& engine, const ledger::Record& record);

/// The account's side of a record; none when it has none.
const ledger::Entry* entry_of(const ledger::Record& record, ledger::AccountNumber account);

/// What the account held then; nothing where the record does not say.
ledger::Money balance_after(const ledger::Record& record, ledger::AccountNumber account);

constexpr Dialect dialect_of(const ledger::Record& record) {
  return static_cast<Dialect>(record.answer_version.dialect);
}

std::string_view word(ledger::FundingSource source);
/// Deposit or withdrawal, whatever it takes from.
std::string_view word(ledger::Clearing kind);
/// external, organization or fees.
std::string_view source_of(ledger::Clearing kind);

extern const Schema payment_schema;
extern const Schema agentpay_payment_schema;
extern const Schema clearing_schema;
extern const Schema funding_schema;
extern const Schema agentpay_funding_schema;

}  // namespace bursar::net
