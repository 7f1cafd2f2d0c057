#pragma once

#include "ledger/books.hpp"
#include "persistence/store.hpp"

#include <vector>

namespace bursar::persistence {

/// The idempotency keys of the records up to `last` that are not older than `since`, in the order
/// of the journal. Finds the first of them without reading the others. Throws Corrupt.
std::vector<ledger::RecordedKey> keys_since(const JournalReader& journal, ledger::Sequence last,
                                            ledger::Time since);

}  // namespace bursar::persistence
