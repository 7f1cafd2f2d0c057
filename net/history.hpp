#pragma once

// A wallet's transactions, newest first, read straight from the journal along the wallet's chain. A
// cursor's position is the sequence of the next record.

#include "net/json_writer.hpp"
#include "net/visit.hpp"

namespace bursar::net {

void list_transactions(Visit& visit);

/// One record as a wallet's transaction.
void write_transaction(JsonWriter& json, const actors::Engine& engine, const ledger::Record& record,
                       const ledger::WalletAddress& wallet);

extern const Schema transaction_schema;

}  // namespace bursar::net
