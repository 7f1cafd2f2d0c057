#include "net/list.hpp"

#include "net/spelling.hpp"

namespace bursar::net {

std::optional<ListPlace> list_place(Visit& visit) {
  const ledger::Principal& caller = visit.caller();
  ListPlace place;
  place.path = visit.request.path;
  place.query = visit.query;
  place.filters = place.path + "?" + visit.query.filters() +
                  "&organization=" + std::to_string(caller.organization.value) +
                  "&environment=" + std::to_string(static_cast<int>(caller.environment));
  if (caller.wallet) place.filters.append("&wallet=").append(ledger::text(caller.wallet->id.bits));
  if (visit.query.cursor.empty()) return place;
  const auto position = visit.edge.cursors.read(visit.query.cursor, place.filters);
  if (!position) {
    malformed(visit, "?cursor", "The cursor is not one of this list with these filters.");
    return std::nullopt;
  }
  place.position = *position;
  return place;
}

JsonWriter begin_list(Exchange& exchange) {
  exchange.response.status = 200;
  JsonWriter json{exchange.response.body};
  json.open_object().key("data").open_array();
  return json;
}

void end_list(Edge& edge, Exchange& exchange, const ListPlace& place, std::uint64_t next,
              std::optional<ledger::Time> archived_before) {
  JsonWriter json{exchange.response.body};
  const PageNames names = page_names(exchange.route->dialect);
  json.close_array().flag(names.has_more, next != 0);
  if (next == 0) {
    if (names.null_at_the_end) json.null(names.next_cursor);
    if (archived_before) json.time("archived_before", *archived_before);
    json.close_object();
    return;
  }
  const std::string cursor = edge.cursors.write(next, place.filters);
  json.text(names.next_cursor, cursor);
  if (archived_before) json.time("archived_before", *archived_before);
  json.close_object();
  exchange.response.field(
      "Link", "<" + place.path + "?" + place.query.next_page(cursor) + ">; rel=\"next\"");
}

}  // namespace bursar::net
