#pragma once

// What an Opened record brings into being, and the terms of policies, to and from Cap'n Proto.

#include "ledger/record.hpp"
#include "persistence/codec_schema.hpp"

namespace bursar::persistence {

void write_terms(const ledger::PolicyTerms& terms, wire::PolicyTerms::Builder to);
ledger::PolicyTerms read_terms(wire::PolicyTerms::Reader from);

void write_opened(const ledger::Opened& opened, wire::Opened::Builder to);
ledger::Opened read_opened(wire::Opened::Reader from);

}  // namespace bursar::persistence
