#pragma once

// The payments of a wallet or an organisation, as a page.

#include "net/route.hpp"
#include "net/visit.hpp"

#include <span>

namespace bursar::net {

void list_payments(Visit& visit);

std::span<const Route> payment_list_routes();

extern const Schema listed_payment_schema;

}  // namespace bursar::net
