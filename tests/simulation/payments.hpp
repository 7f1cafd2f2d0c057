#pragma once

// The moves that move money, or ask for it.

#include <string>

namespace bursar::simulation {

class Simulation;
struct Movement;

void pay_outside(Simulation& simulation);
void pay_wallet(Simulation& simulation);
void pay_batch(Simulation& simulation);
void pay_all_or_none(Simulation& simulation);
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

/// Half of it none; else one of few.
std::string any_key(Simulation& simulation);
/// One of the last that were asked, when it had a key.
const Movement* any_keyed(Simulation& simulation);

}  // namespace bursar::simulation
