#pragma once

// A record as one line of JSON in the words of the API. Everything that happened, and no secret:
// neither hashes of keys nor what the engine makes ids and hashes with. docs/operations.md
// describes the members.

#include "commands/record_names.hpp"

#include <string>

namespace bursar::commands {

/// Appends the line and its line feed. `names` has taken the record.
void write_json(std::string& out, const ledger::Record& record, const RecordNames& names);

}  // namespace bursar::commands
