#pragma once

// What the registry does about the replay of a policy.

#include "actors/registry_state.hpp"

#include <memory>

namespace bursar::actors {

void on_replay_policy(RegistryState& state, const std::shared_ptr<ReplayPolicyCall>& call);

}  // namespace bursar::actors
