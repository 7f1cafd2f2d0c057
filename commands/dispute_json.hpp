#pragma once

// Disputes as the export writes them: the members of a record's fact.

#include "commands/record_names.hpp"
#include "ledger/record.hpp"
#include "net/json_writer.hpp"

namespace bursar::commands {

void write_fact(net::JsonWriter& json, const ledger::Record& record, const RecordNames& names,
                const ledger::DisputeOpened& opened);
void write_fact(net::JsonWriter& json, const ledger::Record& record, const RecordNames& names,
                const ledger::EvidenceAdded& added);
void write_fact(net::JsonWriter& json, const ledger::DisputeMoved& moved);
void write_fact(net::JsonWriter& json, const ledger::Record& record, const RecordNames& names,
                const ledger::DisputeRefunded& resolved);
void write_fact(net::JsonWriter& json, const ledger::ReceivableRepaid& repaid);

}  // namespace bursar::commands
