#pragma once

// Whether this process leaves its memory behind when it crashes, keys included, and whether others
// of its user may look into it meanwhile.

namespace bursar::commands {

void forbid_core_dumps();
/// As the system has it, for whoever looks for a fault.
void allow_core_dumps();

}  // namespace bursar::commands
