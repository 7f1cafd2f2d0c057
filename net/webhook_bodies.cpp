#include "ledger/webhook_events.hpp"
#include "net/webhooks.hpp"

#include <array>
#include <cstddef>

namespace bursar::net {

namespace {

constexpr std::size_t url_length_max = 2'048;
constexpr std::size_t rotation_seconds_max = 604'800;

constexpr std::array body_fields = {
    takes<&WebhookBody::url, Kind::label>("url", Need::required,
                                          "Where events are sent: https, of the public network",
                                          url_length_max),
    takes<&WebhookBody::events, Kind::names>(
        "events", Need::required,
        "Types (payment.completed), families (payment.*) or * for all, up to 64",
        ledger::webhook_events_max),
};
constexpr std::array change_only_fields = {
    takes<&WebhookChangeBody::enabled, Kind::flag>(
        "enabled", Need::optional, "Whether it is told; enabled again, it goes on where it stood"),
};

template <std::size_t N>
constexpr std::array<Field, N> optional(std::array<Field, N> fields) {
  for (Field& field : fields) field.need = Need::optional;
  return fields;
}
constexpr std::array change_fields = joined(optional(body_fields), change_only_fields);

constexpr std::array rotation_fields = {
    takes<&WebhookRotationBody::grace_seconds, Kind::count>(
        "grace_seconds", Need::optional, "So long both secrets sign; 86400 unless told",
        rotation_seconds_max),
};

}  // namespace

const Schema WebhookBody::schema{"WebhookRequest", body_fields};
const Schema WebhookChangeBody::schema{"WebhookChangeRequest", change_fields};
const Schema WebhookRotationBody::schema{
    .name = "WebhookRotationRequest", .fields = rotation_fields, .may_be_missing = true};

}  // namespace bursar::net
