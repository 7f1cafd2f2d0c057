#include "net/event_view.hpp"

#include "ledger/payment_states.hpp"
#include "net/event_data.hpp"
#include "net/webhook_view.hpp"

#include <array>

namespace bursar::net {

namespace {

constexpr std::array told_event_fields = {
    tells("id", Kind::text, "evt_ and 26 characters; the same whenever it is told"),
    tells("type", Kind::text, "What happened, as payment.completed"),
    tells("org_seq", Kind::count,
          "The place of what happened among all that happened to the organisation"),
    tells("created_at", Kind::time, "When it happened"),
    tells("data", Kind::object, "What the type is about"),
};

}  // namespace

const Schema told_event_schema{"Event", told_event_fields, "Something that happened."};

std::string event_id_text(const Edge& edge, ledger::OrganizationNumber organization,
                          const actors::EventRow& row) {
  return event_id_text(edge, *row.record, organization, row.at.index);
}

void write_event(JsonWriter& json, const Edge& edge, const EventReader& reader,
                 const actors::EventRow& row) {
  json.open_object()
      .text("id", event_id_text(edge, reader.organization, row))
      .text("type", word(row.event.type))
      .number("org_seq", row.at.sequence.value)
      .time("created_at", row.record->time)
      .key("data");
  write_event_data(json, edge, reader.principal, row);
  json.close_object();
}

}  // namespace bursar::net
