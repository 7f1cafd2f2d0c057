#pragma once

// What is done to wallets: opened, changed, topped up, ended.

#include <cstddef>

namespace bursar::simulation {

class Simulation;

constexpr std::size_t wallets_max = 24;

void open_wallet(Simulation& simulation);
void issue_session(Simulation& simulation);
void change_wallet(Simulation& simulation);
void set_topup(Simulation& simulation);
void end_wallet(Simulation& simulation);

}  // namespace bursar::simulation
