#pragma once

#include "ledger/policy.hpp"
#include "ledger/result.hpp"
#include "net/visit.hpp"

#include <memory>

namespace bursar::net {

/// The policy that the path names, as it is now: of the caller's organisation and environment, else
/// not_found or environment_mismatch.
ledger::Result<std::shared_ptr<const ledger::PolicyInForce>> path_policy(const Visit& visit);

}  // namespace bursar::net
