#pragma once

// Theros's spelling: camelCase is read and snake_case written, money is USDC, wallets are vaults
// with a Solana address. A dialect translates; it holds no state and no rule.

#include "actors/commands.hpp"
#include "ledger/record.hpp"
#include "net/json_writer.hpp"
#include "net/route.hpp"
#include "net/wallet_view.hpp"

#include <span>

namespace bursar::net {

std::span<const Route> theros_routes();

void write_theros_wallet(JsonWriter& json, const actors::WalletView& view, const Seen& seen);
/// Of their records alone, so that a replay is the same.
void write_theros_funding(JsonWriter& json, const ledger::Record& record);
void write_theros_batch(JsonWriter& json, const ledger::Record& record);
void write_theros_withdrawal(JsonWriter& json, const ledger::Record& record);

extern const Schema theros_wallet_schema;
extern const Schema theros_funding_schema;
extern const Schema theros_batch_schema;
extern const Schema theros_withdrawal_schema;

}  // namespace bursar::net
