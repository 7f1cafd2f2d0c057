#pragma once

// Everything that happened to an organisation, oldest first: as pages, or as a stream that goes on.

#include "net/route.hpp"
#include "net/visit.hpp"

#include <span>

namespace bursar::net {

void list_events(Visit& visit);

std::span<const Route> event_routes();

}  // namespace bursar::net
