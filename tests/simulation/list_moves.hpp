#pragma once

// What is asked for in lists and sums.

#include <string>
#include <vector>

namespace bursar::simulation {

class Simulation;

void read_lists(Simulation& simulation);
/// Wallets by any filter.
void find_wallets(Simulation& simulation);
void sum_up(Simulation& simulation);

/// Some of few, so that they are met again.
std::vector<std::string> any_tags(Simulation& simulation);

}  // namespace bursar::simulation
