#pragma once

// Events as they happen, as server-sent events: https://html.spec.whatwg.org/multipage/
// server-sent-events.html. Each is told once its record is durable and its reader was found to be
// let in still; a client that comes again with the id that it heard last goes on behind it.

#include "actors/engine.hpp"
#include "net/request.hpp"
#include "net/visit.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace bursar::net {

/// Whether it accepts an event stream.
bool asks_for_stream(const Request& request);

/// The answer, which goes on until its reader leaves, is let in no more, or is too slow.
void stream_events(Visit& visit, actors::EventsQuery query);

/// The id of an event in a stream: its org_seq and, where others of its record follow, its place
/// among them ("12.3").
std::string stream_id(const actors::EventRow& row);
/// Where whoever was told of it goes on.
ledger::EventPosition behind(const actors::EventRow& row);
/// Where a client goes on that heard that id last; none: it is no such id.
std::optional<ledger::EventPosition> behind(std::string_view last_id);

}  // namespace bursar::net
