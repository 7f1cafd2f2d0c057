#pragma once

// What an event's type is about, read off its record: of a payment what a payment shows, and so on.

#include "actors/engine.hpp"
#include "ledger/identity.hpp"
#include "net/edge.hpp"
#include "net/json_writer.hpp"

namespace bursar::net {

void write_event_data(JsonWriter& json, const Edge& edge, const ledger::Principal& reader,
                      const actors::EventRow& row);

}  // namespace bursar::net
