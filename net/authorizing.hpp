#pragma once

// How a token is asked for: by a service, or by what an x402 server requires.

#include "ledger/money.hpp"
#include "net/route.hpp"
#include "net/visit.hpp"

#include <optional>
#include <span>
#include <string>

namespace bursar::net {

struct AuthorizeServiceBody {
  std::optional<ledger::WalletId> from;
  std::optional<ledger::Money> max_amount;
  std::string resource;
  std::string key;

  static const Schema schema;
};

void authorize_service(Visit& visit, AuthorizeServiceBody& body);

std::span<const Route> authorizing_routes();

}  // namespace bursar::net
