#pragma once

// The time zones of the machine's database (tzdata), as values.

#include "ledger/zone.hpp"

#include <memory>
#include <string_view>

namespace bursar::actors {

/// From 1970 to 2100; beyond the last change that the database tells, its clocks stay as they are.
/// None: it has no zone of that name. Each is read once. From any thread.
std::shared_ptr<const ledger::Zone> machine_zone(std::string_view name);

}  // namespace bursar::actors
