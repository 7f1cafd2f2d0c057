#pragma once

// What was seen, in words for whoever reads a finding.

#include "tests/simulation/movements.hpp"

#include <string>

namespace bursar::simulation {

std::string described(Wide units);
std::string described(const Flow& flow);
std::string described(const FlowThen& flow);
std::string described(const ledger::Record& record);
std::string described(const ledger::Error& error);
std::string described(const ledger::WalletState& state);
std::string described(const Movement& movement);
std::string described(const actors::WalletsQuery& query);

}  // namespace bursar::simulation
