#pragma once

// An event as it is told: the same in a page, in a stream and to a webhook. What its reader may not
// see of another's wallet is left out.

#include "actors/engine.hpp"
#include "ledger/identity.hpp"
#include "net/edge.hpp"
#include "net/json_writer.hpp"
#include "net/schema.hpp"

#include <string>

namespace bursar::net {

/// To whoever the principal is, of that organisation.
struct EventReader {
  const ledger::Principal& principal;
  ledger::OrganizationNumber organization = {};
};

void write_event(JsonWriter& json, const Edge& edge, const EventReader& reader,
                 const actors::EventRow& row);
/// "evt_" and 26 characters, of which none shows how many others there are.
std::string event_id_text(const Edge& edge, ledger::OrganizationNumber organization,
                          const actors::EventRow& row);

extern const Schema told_event_schema;

}  // namespace bursar::net
