#pragma once

#include "ledger/books.hpp"

#include <optional>
#include <string>

namespace bursar::ledger {

/// Something of which two ledgers do not say the same, by its name; none when there is nothing.
std::optional<std::string> difference(const Books& a, const Books& b);

}  // namespace bursar::ledger
