#pragma once

// What an organisation or the operator moves by hand, to and from Cap'n Proto.

#include "ledger/funding_facts.hpp"
#include "persistence/codec_schema.hpp"

namespace bursar::persistence {

void write(const ledger::Funded& funded, wire::Funded::Builder to);
ledger::Funded read(wire::Funded::Reader from);

void write(const ledger::Cleared& cleared, wire::Cleared::Builder to);
ledger::Cleared read(wire::Cleared::Reader from);

void write(const ledger::BatchFunded& funded, wire::BatchFunded::Builder to);
ledger::BatchFunded read(wire::BatchFunded::Reader from);

void write(const ledger::TopupTerms& terms, wire::TopupTerms::Builder to);
ledger::TopupTerms read(wire::TopupTerms::Reader from);

void write(const ledger::TopupSet& set, wire::TopupSet::Builder to);
ledger::TopupSet read(wire::TopupSet::Reader from);

void write(const ledger::Withdrawn& withdrawn, wire::Withdrawn::Builder to);
ledger::Withdrawn read(wire::Withdrawn::Reader from);

}  // namespace bursar::persistence
