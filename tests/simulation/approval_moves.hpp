#pragma once

// What is done about payments that wait for approval.

#include "ledger/ids.hpp"

namespace bursar::simulation {

class Simulation;

void decide_payment(Simulation& simulation);
void let_several_decide(Simulation& simulation);
void see_payment_that_waits(Simulation& simulation);
void list_payments_that_wait(Simulation& simulation);

/// One of the organisation's, in whose name something is decided; it may have been revoked.
ledger::KeyId any_key_of(Simulation& simulation, ledger::OrganizationNumber organization);

}  // namespace bursar::simulation
