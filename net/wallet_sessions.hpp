#pragma once

// Session tokens of wallets: the route that makes them, and whom one speaks for.

#include "net/edge.hpp"
#include "net/exchange.hpp"
#include "net/route.hpp"
#include "net/schema.hpp"
#include "net/visit.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace bursar::net {

struct SessionClaim {
  ledger::WalletId wallet = {};
  ledger::WalletSession session = {};
};
/// What a token says that we made; none: it is no such.
std::optional<SessionClaim> session_claim(const Edge& edge, std::string_view token);
/// Notes in the exchange whom the token speaks for; or, where we made it and it speaks for nobody
/// any more, that its session has ended.
void hear_session(const Edge& edge, std::string_view token, ledger::Time now, Exchange& exchange);

// The handlers serve the dialects' rows too, whose tables fill the same body.

constexpr std::size_t session_seconds_max = std::size_t{30} * 24 * 60 * 60;

struct SessionBody {
  std::int64_t ttl_seconds = 0;

  static const Schema schema;
};

/// A key grants only what it has, and ends no session that may do more than itself.
bool may_grant(Visit& visit, SessionBody& body);
void rotate_token(Visit& visit, SessionBody& body);

std::span<const Route> wallet_session_routes();

extern const Schema session_schema;

}  // namespace bursar::net
