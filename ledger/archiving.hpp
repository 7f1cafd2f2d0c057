#pragma once

// How a wallet ends: what is posted then, and what a record that says so must hold.

#include "ledger/books.hpp"

#include <optional>
#include <string>

namespace bursar::ledger {

/// With all that the wallet holds going to the org wallet. Which keys end with it is for whoever
/// knows them to add.
Decided archived(const ArchiveWallet& archive, Money posted);

/// What is wrong with a record that changes or archives a wallet, seen against the books before it.
/// It keeps every promise already.
std::optional<std::string> wrong_change(const Books& books, const Record& record);
std::optional<std::string> wrong_end(const Books& books, const Record& record);

/// Whether it moves money of a wallet that was archived before.
bool moves_what_ended(const Books& books, const Record& record);

}  // namespace bursar::ledger
