#pragma once

#include "ledger/ids.hpp"

namespace bursar::simulation {

class Simulation;

void make_policy(Simulation& simulation);
void attach_policy(Simulation& simulation);
void change_policy(Simulation& simulation);
void delete_policy(Simulation& simulation);

/// One of the organisation's, it may be one that was deleted; null: none was found.
const ledger::PolicyId* any_policy(Simulation& simulation, ledger::OrganizationNumber of);

}  // namespace bursar::simulation
