#include "net/policy_body.hpp"

#include "ledger/ids.hpp"
#include "net/json_values.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace bursar::net {

namespace {

constexpr std::array<std::string_view, 1> service_prefixes = {"svc_"};

constexpr std::array velocity_fields = {
    takes<&VelocityBody::count, Kind::count>(
        "count", Need::required, "At most so many payments, from 1", ledger::velocity_count_max),
    takes<&VelocityBody::window_seconds, Kind::count>("window_seconds", Need::required,
                                                      "In any so many seconds, from 1",
                                                      ledger::velocity_window_seconds_max),
};
constexpr Schema velocity_schema{"VelocityRequest", velocity_fields};

constexpr std::array hours_fields = {
    takes<&ActiveHoursBody::from, Kind::label>(
        "from", Need::required, "HH:MM, the first minute that is in; past `to`: over midnight", 5),
    takes<&ActiveHoursBody::to, Kind::label>("to", Need::required,
                                             "HH:MM, the first minute that is out", 5),
    takes<&ActiveHoursBody::timezone, Kind::label>("timezone", Need::required,
                                                   "By whose clocks, as Europe/Berlin", 64),
};
constexpr Schema hours_schema{"ActiveHoursRequest", hours_fields};

constexpr std::array policy_body_fields = {
    takes<&PolicyBody::name, Kind::label>("name", Need::optional, "Its name"),
    takes<&PolicyBody::max_per_tx, Kind::limit>("max_per_tx", Need::optional,
                                                "At most so much at once; 0 means read-only"),
    takes<&PolicyBody::max_per_day, Kind::limit>("max_per_day", Need::optional,
                                                 "At most so much in a UTC day"),
    takes<&PolicyBody::max_per_month, Kind::limit>("max_per_month", Need::optional,
                                                   "At most so much in a UTC month"),
    takes<&PolicyBody::max_total, Kind::limit>("max_total", Need::optional,
                                               "At most so much in all"),
    takes_one<&PolicyBody::velocity>("velocity", velocity_schema, "At most so often"),
    takes<&PolicyBody::allowed_recipients, Kind::names>(
        "allowed_recipients", Need::optional,
        "These alone may be paid: wallet ids, service ids, or labels of somebody outside"),
    takes<&PolicyBody::blocked_recipients, Kind::names>("blocked_recipients", Need::optional,
                                                        "These may not be paid"),
    takes<&PolicyBody::allowed_categories, Kind::names>(
        "allowed_categories", Need::optional,
        "For these alone, as registered services have them: what a payer says does not count"),
    takes<&PolicyBody::blocked_categories, Kind::names>("blocked_categories", Need::optional,
                                                        "Not for these, whoever says it"),
    takes_one<&PolicyBody::active_hours>("active_hours", hours_schema, "At these hours alone"),
    takes<&PolicyBody::expires_at, Kind::time>("expires_at", Need::optional,
                                               "From then on nothing"),
    takes<&PolicyBody::approval_above, Kind::limit>("approval_above", Need::optional,
                                                    "Above so much a payment waits for approval"),
    takes<&PolicyBody::require_approval, Kind::flag>("require_approval", Need::optional,
                                                     "Whether every payment waits for approval"),
};

template <class T>
using Read = std::expected<T, Fault>;

std::unexpected<Fault> wrong(std::string pointer, std::string detail) {
  return std::unexpected{Fault{.pointer = std::move(pointer), .detail = std::move(detail)}};
}

void sort_out(auto& list) {
  std::ranges::sort(list);
  const auto [first, last] = std::ranges::unique(list);
  list.erase(first, last);
}

bool begins_like(std::string_view text, const auto& prefixes) {
  return std::ranges::any_of(prefixes, [&](std::string_view one) { return text.starts_with(one); });
}

Read<ledger::Recipients> recipients_of(const std::vector<std::string>& written,
                                       const std::string& pointer) {
  ledger::Recipients all;
  for (const std::string& one : written) {
    const auto recipient = recipient_of(one);
    if (!recipient)
      return wrong(pointer, "holds '" + one + "', which begins like an id and is none");
    if (!recipient->wallet.bits.none())
      all.wallets.push_back(recipient->wallet);
    else if (!recipient->service.bits.none())
      all.services.push_back(recipient->service);
    else
      all.labels.push_back(one);
  }
  sort_out(all.wallets);
  sort_out(all.services);
  sort_out(all.labels);
  return all;
}

Read<ledger::Velocity> velocity_of(const VelocityBody& written) {
  if (written.count < 1) return wrong("#/velocity/count", "must be from 1 to 1000");
  if (written.window_seconds < 1)
    return wrong("#/velocity/window_seconds", "must be from 1 to 2678400");
  return ledger::Velocity{.count = static_cast<std::uint16_t>(written.count),
                          .window_seconds = static_cast<std::uint32_t>(written.window_seconds)};
}

Read<ledger::ActiveHours> hours_of(const ActiveHoursBody& written,
                                   const std::function<bool(std::string_view)>& zone_known) {
  const auto from = ledger::parse_minute(written.from);
  if (!from) return wrong("#/active_hours/from", "must be HH:MM, from 00:00 to 23:59");
  const auto to = ledger::parse_minute(written.to);
  if (!to) return wrong("#/active_hours/to", "must be HH:MM, from 00:00 to 23:59");
  if (from == to)
    return wrong("#/active_hours/to",
                 "must not be the same as from; leave out active_hours where "
                 "every hour is one");
  if (!zone_known(written.timezone))
    return wrong("#/active_hours/timezone", "must be a time zone's IANA name, as Europe/Berlin");
  return ledger::ActiveHours{.from = *from, .to = *to, .timezone = written.timezone};
}

/// What is written is read where there is something; the first fault is kept.
template <class Written, class T, class ReadIt>
void take(const ledger::Patch<Written>& written, ledger::Patch<T>& patch,
          std::optional<Fault>& found, ReadIt read) {
  patch.given = written.given;
  if (!written.value || found) return;
  Read<T> value = read(*written.value);
  if (value)
    patch.value = *std::move(value);
  else
    found = std::move(value.error());
}

Read<ledger::Categories> categories_of(std::vector<std::string> written) {
  sort_out(written);
  return written;
}

}  // namespace

// What begins like an id and is none would be a label that nobody ever has: a slip of the pen.
std::optional<WrittenRecipient> recipient_of(std::string_view written) {
  if (begins_like(written, wallet_prefixes)) {
    const auto id = ledger::parse_id(written, wallet_prefixes);
    return id ? std::optional{WrittenRecipient{.wallet = {*id}}} : std::nullopt;
  }
  if (begins_like(written, service_prefixes)) {
    const auto id = ledger::parse_id(written, service_prefixes);
    return id ? std::optional{WrittenRecipient{.service = {*id}}} : std::nullopt;
  }
  return WrittenRecipient{.label = written};
}

const Schema PolicyBody::schema{"PolicyRequest", policy_body_fields};

std::expected<ledger::PolicyPatch, Fault> policy_patch(
    const PolicyBody& body, const std::function<bool(std::string_view)>& zone_known) {
  ledger::PolicyPatch patch{.name = body.name,
                            .max_per_tx = body.max_per_tx,
                            .max_per_day = body.max_per_day,
                            .max_per_month = body.max_per_month,
                            .max_total = body.max_total,
                            .expires_at = body.expires_at,
                            .approval_above = body.approval_above,
                            .require_approval = body.require_approval};
  std::optional<Fault> found;
  take(body.velocity, patch.velocity, found, velocity_of);
  take(body.allowed_recipients, patch.allowed_recipients, found,
       [](const auto& list) { return recipients_of(list, "#/allowed_recipients"); });
  take(body.blocked_recipients, patch.blocked_recipients, found,
       [](const auto& list) { return recipients_of(list, "#/blocked_recipients"); });
  take(body.allowed_categories, patch.allowed_categories, found, categories_of);
  take(body.blocked_categories, patch.blocked_categories, found, categories_of);
  take(body.active_hours, patch.active_hours, found,
       [&](const auto& hours) { return hours_of(hours, zone_known); });
  if (found) return std::unexpected{*std::move(found)};
  return patch;
}

}  // namespace bursar::net
