#pragma once

// Policies and what happens to them, to and from Cap'n Proto.

#include "ledger/record.hpp"
#include "persistence/codec_schema.hpp"

namespace bursar::persistence {

void write_terms(const ledger::PolicyTerms& terms, wire::PolicyTerms::Builder to);
ledger::PolicyTerms read_terms(wire::PolicyTerms::Reader from);
ledger::PolicyId read_terms_id(wire::PolicyTerms::Reader from);

void write_policy(const ledger::PolicyMade& made, wire::PolicyMade::Builder to);
ledger::PolicyMade read_policy(wire::PolicyMade::Reader from);

void write(const ledger::PolicyAttached& attached, wire::PolicyAttached::Builder to);
ledger::PolicyAttached read(wire::PolicyAttached::Reader from);

void write(const ledger::PolicyChanged& changed, wire::PolicyChanged::Builder to);
ledger::PolicyChanged read(wire::PolicyChanged::Reader from);

void write(const ledger::PolicyDeleted& deleted, wire::PolicyDeleted::Builder to);
ledger::PolicyDeleted read(wire::PolicyDeleted::Reader from);

}  // namespace bursar::persistence
