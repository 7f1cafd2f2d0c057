#pragma once

// What the configuration says of the engine itself.

#include "actors/engine.hpp"
#include "config/settings.hpp"

namespace bursar::commands {

actors::Engine::Options engine_options(const config::Settings& settings);

}  // namespace bursar::commands
