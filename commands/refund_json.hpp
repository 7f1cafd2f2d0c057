#pragma once

// The members of a refund's record, and of what seals a key.

#include "commands/record_names.hpp"
#include "net/json_writer.hpp"

namespace bursar::commands {

void write_refund(net::JsonWriter& json, const ledger::Record& record, const RecordNames& names);
void write_seal(net::JsonWriter& json, const ledger::Sealed& sealed);

}  // namespace bursar::commands
