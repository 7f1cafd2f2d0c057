#include "net/key_view.hpp"

#include "net/dialects/wallgent.hpp"
#include "net/keys.hpp"
#include "net/spelling.hpp"
#include "net/wallet_view.hpp"

#include <array>
#include <string_view>

namespace bursar::net {

using actors::KeyView;

namespace {

constexpr std::array id_field = {tells("id", Kind::text, "key_ and 26 characters")};
constexpr std::array secret_field = {tells("key", Kind::text, "The key itself: shown this once")};
constexpr std::array member_fields = {
    tells("name", Kind::text, "Its name"),
    tells("class", Kind::text, "org, agent, session, explorer or operator"),
    tells("environment", Kind::text, "SANDBOX or PRODUCTION"),
    tells("permissions", Kind::labels, "What it may do"),
    tells("wallet_id", Kind::text, "The one wallet that it is bound to", Need::optional),
    tells("organization_id", Kind::text, "Whose it is"),
    tells("status", Kind::text, "active or revoked"),
    tells("last_used_at", Kind::time, "When it last spoke, as far as is recorded", Need::optional),
    tells("created_at", Kind::time, "When it was made"),
};
constexpr std::array grace_field = {
    tells("grace_ends_at", Kind::time, "Of a rotated key: until when it is heard", Need::optional),
};
constexpr std::array key_fields = joined(id_field, member_fields, grace_field);
constexpr std::array new_key_fields = joined(id_field, secret_field, member_fields);
constexpr std::array gave_way_fields = {
    tells("revoked_key_id", Kind::text, "The key that it stands in for"),
    tells("grace_ends_at", Kind::time, "Until when that one is heard as well; none: no more",
          Need::optional),
};
constexpr std::array rotated_key_fields = joined(new_key_fields, gave_way_fields);
constexpr std::array agents_new_key_fields = {
    tells("api_key", Kind::text, "The key itself: shown this once"),
    tells("api_key_id", Kind::text, "key_ and 26 characters"),
};
constexpr std::array agents_rotated_key_fields = joined(agents_new_key_fields, gave_way_fields);

void write_members(JsonWriter& json, const KeyView& view, ledger::Time now) {
  const ledger::KeyMade& made = view.key.made;
  json.text("id", ledger::text("key_", made.id.bits));
  if (!view.secret.empty()) json.text("key", view.secret);
  json.text("name", made.name)
      .text("class", word(made.key_class))
      .text("environment", environment_text(made.environment));
  write_permissions(json, "permissions", made.permissions);
  if (made.wallet.bits.none())
    json.null("wallet_id");
  else
    json.text("wallet_id", wallet_text(made.wallet));
  json.text("organization_id", ledger::text("org_", view.organization.bits))
      .text("status", heard(view.key, now) ? "active" : "revoked");
  write_time(json, "last_used_at", view.key.last_used);
  json.time("created_at", view.key.created_at);
}

void write_gave_way(JsonWriter& json, const actors::Rotation& rotated) {
  json.text("revoked_key_id", ledger::text("key_", rotated.rotated.bits));
  write_time(json, "grace_ends_at", rotated.grace_ends);
  json.close_object();
}

}  // namespace

const Schema key_schema{"Key", key_fields};
const Schema new_key_schema{"NewKey", new_key_fields};
const Schema rotated_key_schema{"RotatedKey", rotated_key_fields};
const Schema agents_rotated_key_schema{"AgentRotatedKey", agents_rotated_key_fields};

void write_time(JsonWriter& json, std::string_view name, ledger::Time time) {
  if (time == ledger::Time{})
    json.null(name);
  else
    json.time(name, time);
}

bool heard(const ledger::Key& key, ledger::Time now) {
  return !key.revoked && (key.ends == ledger::Time{} || now < key.ends);
}

void write_new_key(JsonWriter& json, const KeyView& view, ledger::Time now, Dialect dialect) {
  if (dialect == Dialect::wallgent) return write_wallgent_key(json, view, now);
  json.open_object();
  write_members(json, view, now);
  json.close_object();
}

void write_key(JsonWriter& json, const KeyView& view, ledger::Time now, Dialect dialect) {
  if (dialect == Dialect::wallgent) return write_wallgent_key(json, view, now);
  json.open_object();
  write_members(json, view, now);
  write_time(json, "grace_ends_at", view.key.ends);
  json.close_object();
}

void write_rotated_key(JsonWriter& json, const actors::Rotation& rotated, ledger::Time now) {
  json.open_object();
  write_members(json, rotated.made, now);
  write_gave_way(json, rotated);
}

void write_agents_rotated_key(JsonWriter& json, const actors::Rotation& rotated, Dialect dialect) {
  if (dialect == Dialect::wallgent) return write_wallgent_rotation(json, rotated);
  json.open_object()
      .text("api_key", rotated.made.secret)
      .text("api_key_id", ledger::text("key_", rotated.made.key.made.id.bits));
  write_gave_way(json, rotated);
}

}  // namespace bursar::net
