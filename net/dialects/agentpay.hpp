#pragma once

// AgentPay's spelling: snake_case, money as JSON numbers, wallet_ and agent_ before ids, lists by
// limit and offset with a total. A dialect translates; it holds no state and no rule.
//
// Most answers are our own with its money and its ids, as their views write them for this dialect.
// What is of another shape is here.

#include "ledger/record.hpp"
#include "net/edge.hpp"
#include "net/json_writer.hpp"
#include "net/route.hpp"
#include "net/schema.hpp"
#include "net/token_view.hpp"

#include <span>

namespace bursar::net {

/// All of them; of which some stand beside what they are about.
std::span<const Route> agentpay_routes();
std::span<const Route> agentpay_token_routes();
std::span<const Route> agentpay_dispute_routes();
std::span<const Route> agentpay_payout_routes();
std::span<const Route> agentpay_webhook_routes();

/// To whoever hands it over. Of the record that issued it alone, so that a replay is the same.
void write_agentpay_authorized(JsonWriter& json, const Edge& edge, const ledger::Record& issued);
/// To its provider: that it was good, and what of its service it has been issued with.
void write_agentpay_redeemed(JsonWriter& json, const Edge& edge, const TokenStory& story);
void write_agentpay_token(JsonWriter& json, const Edge& edge, const TokenStory& story);

extern const Schema agentpay_authorized_schema;
extern const Schema agentpay_redeemed_schema;
extern const Schema agentpay_token_schema;

}  // namespace bursar::net
