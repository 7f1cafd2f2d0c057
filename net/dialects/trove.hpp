#pragma once

// Trove's spelling: wallets are numbered, budgets are all there is, money is JSON numbers under
// names that end in _usd. A dialect translates; it holds no state and no rule.

#include "actors/commands.hpp"
#include "ledger/record.hpp"
#include "net/json_writer.hpp"
#include "net/route.hpp"

#include <cstdint>
#include <span>

namespace bursar::net {

std::span<const Route> trove_routes();

void write_trove_key(JsonWriter& json, const actors::KeyView& made);
void write_trove_wallet(JsonWriter& json, const actors::WalletView& view);
void write_trove_balance(JsonWriter& json, const actors::WalletView& view);
/// Of a payment's record alone, so that a replay is the same.
void write_purchase(JsonWriter& json, const ledger::Record& record, const ledger::Bits128& id);
/// One row of a wallet's history.
void write_trove_transaction(JsonWriter& json, const ledger::Record& record,
                             const ledger::Bits128& id, ledger::AccountNumber wallet);

extern const Schema trove_key_schema;
extern const Schema trove_wallet_schema;
extern const Schema trove_balance_schema;
extern const Schema trove_purchase_schema;
extern const Schema trove_transactions_schema;

}  // namespace bursar::net
