#pragma once

// The page of a list of wallets that somebody is to see, whatever it is asked for: those that
// match, newest first. One that began or ceased to match since it was asked for may be there or
// not.

#include "tests/simulation/invariants.hpp"

#include <cstdint>
#include <vector>

namespace bursar::simulation {

/// Since when a list may have been made up.
struct ListAsked {
  ledger::Sequence durable = {};
  std::uint64_t moment = 0;
  std::size_t wallets = 0;  // so many there were
};

struct ShownWallets {
  std::vector<ledger::AccountNumber> rows;
  std::uint64_t next = 0;
};

bool may_be_shown(const Evidence& now, const ListAsked& since, const actors::WalletsQuery& query,
                  const ShownWallets& shown);

}  // namespace bursar::simulation
