#pragma once

// Facts to and from their part of a Cap'n Proto record. Reading throws Corrupt for what no writer
// of this format wrote.

#include "ledger/record.hpp"
#include "persistence/codec_schema.hpp"

namespace bursar::persistence {

void write_genesis(const ledger::Genesis& genesis, wire::Genesis::Builder to);
ledger::Genesis read_genesis(wire::Genesis::Reader from);

void write_fact(const ledger::Fact& fact, wire::Record::Fact::Builder to);
ledger::Fact read_fact(wire::Record::Fact::Reader from);

}  // namespace bursar::persistence
