#pragma once

// A key as the API shows it: what it is and may do, and never itself but where it is made.

#include "actors/commands.hpp"
#include "ledger/time.hpp"
#include "net/json_writer.hpp"
#include "net/route.hpp"
#include "net/schema.hpp"

#include <string_view>

namespace bursar::net {

/// Neither revoked nor at the end of its grace.
bool heard(const ledger::Key& key, ledger::Time now);
/// Null where it is zero: never.
void write_time(JsonWriter& json, std::string_view name, ledger::Time time);
void write_key(JsonWriter& json, const actors::KeyView& view, ledger::Time now, Dialect dialect);
void write_new_key(JsonWriter& json, const actors::KeyView& view, ledger::Time now,
                   Dialect dialect);
void write_rotated_key(JsonWriter& json, const actors::Rotation& rotated, ledger::Time now);
void write_agents_rotated_key(JsonWriter& json, const actors::Rotation& rotated, Dialect dialect);

extern const Schema key_schema;
extern const Schema new_key_schema;
extern const Schema rotated_key_schema;
extern const Schema agents_rotated_key_schema;

}  // namespace bursar::net
