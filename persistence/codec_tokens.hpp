#pragma once

// Payment tokens, to and from Cap'n Proto.

#include "ledger/record.hpp"
#include "persistence/codec_schema.hpp"

namespace bursar::persistence {

void write(const ledger::Settled& settled, wire::Settled::Builder to);
ledger::Settled read(wire::Settled::Reader from);

void write(const ledger::TokenIssued& issued, wire::TokenIssued::Builder to);
ledger::TokenIssued read(wire::TokenIssued::Reader from);

void write(const ledger::TokenAdvanced& advanced, wire::TokenAdvanced::Builder to);
ledger::TokenAdvanced read(wire::TokenAdvanced::Reader from);

void write(const ledger::TokenEnded& ended, wire::TokenEnded::Builder to);
ledger::TokenEnded read(wire::TokenEnded::Reader from);

}  // namespace bursar::persistence
