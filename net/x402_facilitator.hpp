#pragma once

// Bursar as an x402 v2 facilitator for its own ledger: it says yes or no with 200, and why not in
// the words of that specification. Its verify looks and may look again; its settle happens once.

#include "ledger/record.hpp"
#include "net/edge.hpp"
#include "net/json_writer.hpp"
#include "net/route.hpp"

#include <span>

namespace bursar::net {

/// What a settlement is answered with, from its record alone.
void write_settled(JsonWriter& json, const Edge& edge, const ledger::Record& paid);
/// And one that was refused under a key.
void write_unsettled(JsonWriter& json, ledger::Errc why, ledger::Environment environment);

std::span<const Route> facilitator_routes();

}  // namespace bursar::net
