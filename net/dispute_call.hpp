#pragma once

// A deed on a dispute on its way to the engine, and what is told where it is refused.

#include "actors/engine.hpp"
#include "net/visit.hpp"

namespace bursar::net {

/// Answers with what was done.
void hand_over(Visit& visit, actors::DisputeCommand command);

/// It is not the turn of that: with the state of the payment or of its dispute.
void put_wrong_turn(Edge& edge, Exchange& exchange, const actors::DisputeCommand& command);

}  // namespace bursar::net
