#pragma once

// Services, to and from Cap'n Proto.

#include "ledger/service_facts.hpp"
#include "persistence/codec_schema.hpp"

namespace bursar::persistence {

void write(const ledger::ServiceMade& made, wire::ServiceMade::Builder to);
ledger::ServiceMade read(wire::ServiceMade::Reader from);

void write(const ledger::ServiceChanged& changed, wire::ServiceChanged::Builder to);
ledger::ServiceChanged read(wire::ServiceChanged::Reader from);

void write(const ledger::ServiceMarked& marked, wire::ServiceMarked::Builder to);
ledger::ServiceMarked read(wire::ServiceMarked::Reader from);

}  // namespace bursar::persistence
