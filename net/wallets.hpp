#pragma once

// Wallets: opening, listing, reading, and attaching a policy.

#include "net/visit.hpp"

#include <span>

namespace bursar::net {

std::span<const Route> wallet_routes();

/// Pages of wallets, or of agents alone.
void list_wallets(Visit& visit);
void list_agents(Visit& visit);

}  // namespace bursar::net
