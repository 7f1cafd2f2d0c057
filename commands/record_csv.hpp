#pragma once

// A record's postings as rows of comma-separated values (RFC 4180), one for each, for spreadsheets
// and databases. docs/operations.md describes the columns.

#include "commands/record_names.hpp"

#include <string>
#include <string_view>

namespace bursar::commands {

extern const std::string_view csv_header;

/// Appends the rows; none for a record that moves no money. `names` has taken the record.
void write_csv(std::string& out, const ledger::Record& record, const RecordNames& names);

}  // namespace bursar::commands
