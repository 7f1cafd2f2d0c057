#pragma once

// Whose rows a list shows that one wallet's can be asked of.

#include "ledger/identity.hpp"
#include "net/visit.hpp"

#include <optional>

namespace bursar::net {

struct WalletScope {
  ledger::OrganizationNumber organization = {};
  ledger::Environment environment = ledger::Environment::sandbox;
  ledger::AccountNumber only = {};  // none: all of the organisation's there
};

/// The wallet that ?wallet_id names or, where there is none, that the key is bound to; else the
/// caller's organisation or, for the operator, the one that is named. None: that was refused.
std::optional<WalletScope> wallet_scope(Visit& visit);

}  // namespace bursar::net
