#pragma once

// What becomes of a policy that is asked to be otherwise, or to go; and policies in views. No CAF.

#include "actors/commands.hpp"
#include "actors/policies_in_force.hpp"
#include "actors/registry_books.hpp"

#include <memory>
#include <vector>

namespace bursar::actors {

/// Answers the call, with a record on its way where there is something to change: once that is
/// durable, it holds for every wallet. A deletion is refused with policy_in_use where the policy
/// binds a wallet, or did until a record that is not durable.
void change(const RegistryBooks& books, PoliciesInForce& policies, ChangePolicyCall& call);
void change(const RegistryBooks& books, PoliciesInForce& policies, DeletePolicyCall& call);

/// Adds to each view the policy that binds its wallet. On the writer's thread, when all that the
/// views show is durable.
void show_policies(const std::vector<WalletView*>& views, const PoliciesInForce& policies);
/// The same, when it has come to that.
void show_policies_later(Call& call, std::vector<WalletView*> views,
                         const PoliciesInForce& policies);

}  // namespace bursar::actors
