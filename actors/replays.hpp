#pragma once

// A known key's answer, given again. It waits its turn in the journal's line, so a replay is never
// told before its original is durable.

#include "actors/commands.hpp"

#include <memory>

namespace bursar::actors {

/// The receipt that `draft` will be or is.
Receipt receipt_of(const std::shared_ptr<Draft>& draft);

/// Lets the call be answered with a record that is durable, or stands in the line before it.
void replay(CallFor<Receipt>& call, std::shared_ptr<const ledger::Record> record);

}  // namespace bursar::actors
