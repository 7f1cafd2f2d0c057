#pragma once

// Everything of one installation that can be right or wrong by itself: its journal, the views of it
// and the evidence that it names.

#include "commands/data_directory.hpp"
#include "commands/verdict_text.hpp"

namespace bursar::commands {

/// Nobody else may have it open. Throws persistence::Unusable.
Verified examine(const DataDirectory& data);

}  // namespace bursar::commands
