#pragma once

// Idempotency keys that are never used any more.

#include "ledger/books.hpp"

#include <optional>
#include <string>

namespace bursar::ledger {

/// What is wrong with a record that seals a key, or with one that goes by a sealed one.
std::optional<std::string> wrong_key(const Books& books, const Record& record);

}  // namespace bursar::ledger
