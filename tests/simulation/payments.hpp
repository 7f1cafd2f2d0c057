#pragma once

// The moves that move money, or ask for it.

namespace bursar::simulation {

class Simulation;

void pay_outside(Simulation& simulation);
void pay_wallet(Simulation& simulation);
void pay_batch(Simulation& simulation);
void pay_nobody(Simulation& simulation);
void pay_the_rich(Simulation& simulation);
void fund_from_treasury(Simulation& simulation);
void fund_from_organization(Simulation& simulation);
void fund_from_a_stranger(Simulation& simulation);
void fund_from_faucet(Simulation& simulation);
void clear(Simulation& simulation);
void fetch_back(Simulation& simulation);
void fund_several(Simulation& simulation);
void ask_again(Simulation& simulation);
void ask_otherwise(Simulation& simulation);

}  // namespace bursar::simulation
