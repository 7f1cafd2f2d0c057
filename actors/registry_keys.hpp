#pragma once

// What the registry does about keys and session tokens.

#include "actors/registry_state.hpp"

#include <memory>

namespace bursar::actors {

void on_make_key(RegistryState& state, const std::shared_ptr<MakeKeyCall>& call);
void on_rotate_key(RegistryState& state, const std::shared_ptr<RotateKeyCall>& call);
void on_revoke_key(RegistryState& state, const std::shared_ptr<RevokeKeyCall>& call);
void on_issue_session(RegistryState& state, const std::shared_ptr<IssueSessionCall>& call);

}  // namespace bursar::actors
