#pragma once

// The moves that give back what was paid.

namespace bursar::simulation {

class Simulation;

void refund(Simulation& simulation);
void let_several_refund(Simulation& simulation);

}  // namespace bursar::simulation
