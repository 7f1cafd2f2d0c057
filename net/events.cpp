#include "net/events.hpp"

#include "net/event_stream.hpp"
#include "net/event_view.hpp"
#include "net/list.hpp"
#include "net/named_organization.hpp"
#include "net/wallet_scope.hpp"

#include <array>
#include <memory>
#include <string>
#include <utility>

namespace bursar::net {

using actors::EventsCall;
using ledger::EventPosition;
using ledger::Permission;

namespace {

constexpr std::size_t event_types_max = 64;
constexpr unsigned event_index_bits = 13;
static_assert(ledger::record_events_max == std::size_t{1} << event_index_bits);

/// A cursor's position; 0 is none, and no event stands there.
std::uint64_t packed_position(const EventPosition& position) {
  return position.sequence.value << event_index_bits | position.index;
}
EventPosition unpacked_position(std::uint64_t position) {
  return {{position >> event_index_bits},
          static_cast<std::uint16_t>(position & (ledger::record_events_max - 1))};
}

constexpr std::array event_page = {
    after_parameter,
    Parameter{"types",
              "Only these, separated by commas: payment.completed, or payment.* for all "
              "of a family"},
    Parameter{"wallet_id", "Only those about this wallet"},
    limit_parameter,
    cursor_parameter,
    organization_parameter,
    environment_parameter};

constexpr std::array event_rows = {
    Route{.name = "list_events",
          .verb = Verb::get,
          .path = "/v1/events",
          .who = who::agents_and_operator,
          .permission = Permission::payments_read,
          .parameters = event_page,
          .reply = {.status = 200,
                    .schema = &told_event_schema,
                    .list = true,
                    .history = true,
                    .streams = true},
          .handle = handle<list_events>,
          .tag = "Events",
          .summary = "List what happened, oldest first, or follow it as it happens"},
};

/// False: refused.
bool choose_types(Visit& visit, ledger::EventTypes& types) {
  std::string_view rest = visit.query.types;
  if (rest.empty()) return true;
  types.reset();
  for (std::size_t count = 0; !rest.empty(); ++count) {
    const auto end = std::min(rest.find(','), rest.size());
    const auto asked = ledger::event_types(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (asked.any() && count < event_types_max) {
      types |= asked;
      continue;
    }
    malformed(visit, "?types",
              count < event_types_max
                  ? "types must be types of events or of their families, such as "
                    "payment.completed or payment.*, separated by commas."
                  : "At most 64 types may be named: name families instead.");
    return false;
  }
  return true;
}

}  // namespace

void list_events(Visit& visit) {
  const auto of = wallet_scope(visit);
  if (!of) return;
  actors::EventsQuery query{.organization = of->organization,
                            .environment = of->environment,
                            .only = of->only,
                            .from = {.sequence = {visit.query.after + 1}}};
  if (!choose_types(visit, query.types)) return;
  query.types &= ledger::heard_by(visit.caller().permissions, visit.caller().wallet.has_value());
  if (asks_for_stream(visit.request)) return stream_events(visit, std::move(query));
  auto place = list_place(visit);
  if (!place) return;
  if (place->position != 0) query.from = unpacked_position(place->position);
  query.limit = visit.query.limit;
  auto call = std::make_shared<EventsCall>();
  call->command = std::move(query);
  ask(visit, &actors::Engine::events, std::move(call),
      [place = std::move(*place)](Edge& edge, Exchange& exchange, EventsCall& answered) {
        const actors::EventsPage& page = *answered.outcome;
        const EventReader reader{*exchange.principal, answered.command.organization};
        JsonWriter json = begin_list(exchange);
        for (const actors::EventRow& row : page.rows) write_event(json, edge, reader, row);
        end_list(edge, exchange, place, page.more ? packed_position(page.next) : 0,
                 page.archived ? edge.engine.archived_before() : std::nullopt);
      });
}

std::span<const Route> event_routes() {
  return event_rows;
}

}  // namespace bursar::net
