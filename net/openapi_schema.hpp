#pragma once

// Field tables as JSON Schema, the way OpenAPI 3.1 has it.

#include "net/json_writer.hpp"
#include "net/schema.hpp"

#include <string_view>
#include <vector>

namespace bursar::net {

/// Of an idempotency key: visible ASCII.
constexpr std::string_view key_pattern = "^[!-~]+$";

/// Every table that these refer to, themselves included, once each.
void collect_schemas(const Schema& schema, std::vector<const Schema*>& into);

/// {"Name": {…}} for each, as members of the open object.
void write_schemas(JsonWriter& json, const std::vector<const Schema*>& schemas);

/// {"$ref": "#/components/schemas/Name"}
void write_reference(JsonWriter& json, const Schema& schema);

/// "enum": […] of words that are separated by '|'.
void write_words(JsonWriter& json, std::string_view words);

}  // namespace bursar::net
