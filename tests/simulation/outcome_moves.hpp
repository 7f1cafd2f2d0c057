#pragma once

// What is asked about idempotency keys.

namespace bursar::simulation {

class Simulation;

void seal_a_key(Simulation& simulation);
void ask_for_an_outcome(Simulation& simulation);

}  // namespace bursar::simulation
