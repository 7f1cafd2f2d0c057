#pragma once

// Session tokens of wallets: the route that makes them, and whom one speaks for.

#include "net/edge.hpp"
#include "net/exchange.hpp"
#include "net/route.hpp"

#include <span>
#include <string_view>

namespace bursar::net {

/// Notes in the exchange whom the token speaks for; or, where we made it and it speaks for nobody
/// any more, that its session has ended.
void hear_session(const Edge& edge, std::string_view token, ledger::Time now, Exchange& exchange);

std::span<const Route> wallet_session_routes();

}  // namespace bursar::net
