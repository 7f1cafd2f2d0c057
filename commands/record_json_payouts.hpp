#pragma once

// Payouts as the export writes them: the members of a record's fact. Of a destination that is what
// everybody may read.

#include "commands/record_names.hpp"
#include "ledger/record.hpp"
#include "net/json_writer.hpp"

namespace bursar::commands {

/// That one was asked for, or completed.
void write_payout(net::JsonWriter& json, const ledger::Record& record, const RecordNames& names);
inline void write_fact(net::JsonWriter& json, const ledger::Record& record,
                       const RecordNames& names, const ledger::PayoutAsked& /*asked*/) {
  write_payout(json, record, names);
}
inline void write_fact(net::JsonWriter& json, const ledger::Record& record,
                       const RecordNames& names, const ledger::PayoutCompleted& /*completed*/) {
  write_payout(json, record, names);
}
void write_fact(net::JsonWriter& json, const ledger::PayoutAdvanced& advanced);
void write_fact(net::JsonWriter& json, const ledger::PayoutEnded& ended);

}  // namespace bursar::commands
