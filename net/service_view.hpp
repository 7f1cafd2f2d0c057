#pragma once

// A service as the API shows it.

#include "actors/engine.hpp"
#include "net/json_writer.hpp"
#include "net/schema.hpp"

namespace bursar::net {

void write_service(JsonWriter& json, const actors::ServiceRow& row);

extern const Schema service_schema;
extern const Schema services_schema;  // a page of them

}  // namespace bursar::net
