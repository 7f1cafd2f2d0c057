#pragma once

// Wallgent's spelling: camelCase, agents whose id is their wallet's, money of agents with eight
// decimals. A dialect translates; it holds no state and no rule.

#include "actors/commands.hpp"
#include "ledger/record.hpp"
#include "net/json_writer.hpp"
#include "net/route.hpp"
#include "net/wallet_view.hpp"

#include <span>

namespace bursar::net {

struct AgentTemplate;

std::span<const Route> wallgent_routes();
std::span<const Route> wallgent_key_routes();

void write_wallgent_wallet(JsonWriter& json, const actors::WalletView& view, const Seen& seen);
void write_wallgent_balance(JsonWriter& json, const ledger::WalletState& state);
void write_wallgent_agent(JsonWriter& json, const actors::WalletView& view, const Seen& seen);
void write_new_wallgent_agent(JsonWriter& json, const actors::Opened& opened, const Seen& seen);
void write_wallgent_rotation(JsonWriter& json, const actors::Rotation& rotated);
/// With the key itself where it has just been made.
void write_wallgent_key(JsonWriter& json, const actors::KeyView& view, ledger::Time now);
/// What pausing and resuming answer.
void write_wallgent_status(JsonWriter& json, const actors::WalletView& view);
void write_wallgent_deletion(JsonWriter& json, ledger::Money swept);
void write_wallgent_adjustment(JsonWriter& json, ledger::WalletId agent, ledger::Money adjustment,
                               ledger::Money balance);
void write_wallgent_template(JsonWriter& json, const AgentTemplate& one);
/// Of a funding's record alone, so that a replay is the same.
void write_wallgent_funding(JsonWriter& json, const ledger::Record& record,
                            const ledger::Bits128& id);

extern const Schema wallgent_wallet_schema;
extern const Schema wallgent_balance_schema;
extern const Schema wallgent_funding_schema;
extern const Schema wallgent_agent_schema;
extern const Schema new_wallgent_agent_schema;
extern const Schema wallgent_rotation_schema;
extern const Schema wallgent_status_schema;
extern const Schema wallgent_deletion_schema;
extern const Schema wallgent_adjustment_schema;
extern const Schema wallgent_template_schema;

}  // namespace bursar::net
