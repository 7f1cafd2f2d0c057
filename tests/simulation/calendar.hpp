#pragma once

// Days and months of UTC, numbered as the ledger numbers them and counted without it: by the C
// library's calendar. Whatever resets does so at their beginnings.

#include "ledger/time.hpp"

#include <cstdint>

namespace bursar::simulation {

/// Days since 1970-01-01.
std::int64_t day_at(ledger::Time time);
/// Months since January 1970.
std::int64_t month_at(ledger::Time time);
std::int64_t month_of_day(std::int64_t day);
ledger::Time beginning_of_day(std::int64_t day);
ledger::Time beginning_of_month(std::int64_t month);

}  // namespace bursar::simulation
