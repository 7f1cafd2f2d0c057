#pragma once

// What a call on a token was answered, from the record that keeps its answer under a key.

#include "ledger/record.hpp"
#include "net/edge.hpp"
#include "net/json_writer.hpp"

namespace bursar::net {

/// Whether the record is of a token, or of what a facilitator was asked.
bool of_token(const ledger::Record& record);

/// As one value; null where the record that issued the token was archived. The key's wallet is of
/// that environment.
void write_token_answer(JsonWriter& json, const Edge& edge, const ledger::Record& record,
                        ledger::Environment environment);

}  // namespace bursar::net
