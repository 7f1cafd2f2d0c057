#pragma once

// A known key's answer, given again. Both wait their turn in the journal's line, so a replay is
// never told before its original is durable.

#include "actors/commands.hpp"
#include "persistence/store.hpp"

#include <memory>

namespace bursar::actors {

/// The receipt that `draft` will be or is.
Receipt receipt_of(const std::shared_ptr<Draft>& draft);

/// Lets the call be answered with a record that stands in the line before it.
void replay(CallFor<Receipt>& call, std::shared_ptr<Draft> draft);

/// Lets the call be answered with a durable record, read by the writer's thread; with a conflict
/// should its content be another one after all.
void replay(CallFor<Receipt>& call, const persistence::JournalReader& reader,
            ledger::Sequence sequence, const ledger::Bits128& content);

}  // namespace bursar::actors
