#pragma once

// A service as the API shows it.

#include "actors/engine.hpp"
#include "net/json_writer.hpp"
#include "net/route.hpp"
#include "net/schema.hpp"

namespace bursar::net {

void write_service(JsonWriter& json, const actors::ServiceRow& row,
                   Dialect dialect = Dialect::canonical);

extern const Schema service_schema;
extern const Schema services_schema;  // a page of them
extern const Schema agentpay_service_schema;
extern const Schema agentpay_services_schema;

}  // namespace bursar::net
