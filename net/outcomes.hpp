#pragma once

// What has come of an idempotency key, and that nothing ever will.

#include "net/route.hpp"
#include "net/visit.hpp"

#include <span>

namespace bursar::net {

void show_outcome(Visit& visit);
void seal_key(Visit& visit);

std::span<const Route> outcome_routes();

extern const Schema outcome_schema;

}  // namespace bursar::net
