#pragma once

// What x402 clients are told of services before they pay: what a URL requires, and which there are.

#include "net/query.hpp"
#include "net/route.hpp"
#include "net/visit.hpp"

#include <span>

namespace bursar::net {

void show_requirements(Visit& visit);

constexpr Parameter resource_parameter{
    .name = "resource", .doc = "The URL that would be called", .required = true};
extern const Schema payment_required_schema;

std::span<const Route> discovery_routes();

}  // namespace bursar::net
