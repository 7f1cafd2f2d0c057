#pragma once

// Fundings. The handlers serve the dialects' rows too, whose tables fill the same body.

#include "net/visit.hpp"

#include <span>
#include <string>

namespace bursar::net {

struct FundBody {
  ledger::Money amount = {};
  bool as_usdc = false;
  std::string source;
  std::string key;
  bool limited = false;  // no field of the request: what may_fund() found

  static const Schema schema;
};

/// Asked before the wallet's id is looked at: which class may fund at all comes first, then what is
/// malformed.
bool may_fund(Visit& visit, FundBody& body);
void fund(Visit& visit, FundBody& body);

std::span<const Route> funding_routes();

}  // namespace bursar::net
