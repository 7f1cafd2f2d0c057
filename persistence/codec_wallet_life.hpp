#pragma once

// What is changed of a wallet, and how it ends, to and from Cap'n Proto.

#include "ledger/record.hpp"
#include "persistence/codec_schema.hpp"

namespace bursar::persistence {

void write_wallet_changed(const ledger::WalletChanged& changed, wire::WalletChanged::Builder to);
ledger::WalletChanged read_wallet_changed(wire::WalletChanged::Reader from);

void write_wallet_archived(const ledger::WalletArchived& archived,
                           wire::WalletArchived::Builder to);
ledger::WalletArchived read_wallet_archived(wire::WalletArchived::Reader from);

}  // namespace bursar::persistence
