#pragma once

// What the journal's writer promises of every record: its place and time, entries that sum to zero
// and agree with the running balances, links without gaps, wallets that never go below zero. Books
// stop at a broken promise; whoever examines a journal names it.

#include "ledger/record.hpp"

#include <optional>
#include <string>

namespace bursar::ledger {

class Books;

/// What is wrong with a record, as the rest of a sentence about it: "does not sum to zero".
using Fault = std::string;

/// The first promise that `record`, as the next one of `books`, breaks; none when it keeps them
/// all, and then applying it stops at nothing.
std::optional<Fault> broken_promise(const Books& books, const Record& record);

}  // namespace bursar::ledger
