#pragma once

// An agent as the API shows it: a wallet, a key that is scoped to it and a policy. Its keys are
// shown where it is made and never again.

#include "actors/commands.hpp"
#include "net/json_writer.hpp"
#include "net/route.hpp"
#include "net/schema.hpp"
#include "net/wallet_view.hpp"

namespace bursar::net {

void write_agent(JsonWriter& json, const actors::WalletView& view, const Seen& seen);
/// As the dialect writes it.
void write_agent(JsonWriter& json, const actors::WalletView& view, const Seen& seen,
                 Dialect dialect);
void write_new_agent(JsonWriter& json, const actors::Opened& opened, const Seen& seen,
                     Dialect dialect);

extern const Schema agent_schema;
extern const Schema new_agent_schema;
extern const Schema agentpay_agent_schema;

}  // namespace bursar::net
