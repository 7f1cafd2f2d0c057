#pragma once

// What the configuration says of the engine itself.

#include "actors/engine.hpp"
#include "commands/data_directory.hpp"
#include "config/settings.hpp"

namespace bursar::commands {

actors::Engine::Options engine_options(const config::Settings& settings, const DataDirectory& data);

}  // namespace bursar::commands
