#pragma once

// A wallet's transactions, newest first, read straight from the journal along the wallet's chain. A
// cursor's position is the sequence of the next record.

#include "net/json_writer.hpp"
#include "net/visit.hpp"

#include <string>
#include <string_view>

namespace bursar::net {

void list_transactions(Visit& visit);

/// What a record is to one of its accounts.
struct TransactionRow {
  std::string_view type;
  ledger::Money amount = {};
  ledger::Money fee = {};
  bool credit = false;
  std::string counterparty;
  std::string_view description = {};
  bool as_usdc = false;
  std::string_view id_prefix = "tx_";
};
TransactionRow transaction_row(const ledger::Record& record, const ledger::Entry& entry);

/// One record as a wallet's transaction.
void write_transaction(JsonWriter& json, const actors::Engine& engine, const ledger::Record& record,
                       const ledger::WalletAddress& wallet);

extern const Schema transaction_schema;

}  // namespace bursar::net
