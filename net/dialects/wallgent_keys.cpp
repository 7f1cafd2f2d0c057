#include "net/dialects/wallgent.hpp"
#include "net/key_view.hpp"
#include "net/keys.hpp"
#include "net/spelling.hpp"

#include <array>

namespace bursar::net {

using ledger::Permission;

namespace {

constexpr std::array wallgent_keys_body_fields = {
    takes<&KeyBody::name, Kind::label>("name", Need::required, "Its name"),
    takes<&KeyBody::permissions, Kind::permissions>(
        "permissions", Need::optional, "What it may do: nothing that its maker may not"),
    takes<&KeyBody::wallet, Kind::wallet_id>("walletId", Need::optional,
                                             "The one wallet that it is bound to"),
};
constexpr Schema key_request{"WallgentKeyRequest", wallgent_keys_body_fields};

constexpr std::array id_field = {tells("id", Kind::text, "key_ and 26 characters")};
constexpr std::array secret_field = {
    tells("key", Kind::text, "The key itself, wg_test_…: shown this once")};
constexpr std::array member_fields = {
    tells("name", Kind::text, "Its name"),
    tells("environment", Kind::text, "SANDBOX or PRODUCTION"),
    tells("permissions", Kind::labels, "What it may do"),
    tells("walletId", Kind::text, "The one wallet that it is bound to", Need::optional),
    tells("organizationId", Kind::text, "Whose it is"),
    tells("status", Kind::text, "ACTIVE or REVOKED"),
    tells("lastUsedAt", Kind::time, "When it last spoke, to the minute", Need::optional),
    tells("createdAt", Kind::time, "When it was made"),
};
constexpr std::array key_fields = joined(id_field, member_fields);
constexpr std::array new_key_fields = joined(id_field, secret_field, member_fields);
constexpr Schema key_schema{"WallgentKey", key_fields};
constexpr Schema new_key_schema{"NewWallgentKey", new_key_fields};

constexpr std::array wallgent_keys_page = {limit_parameter, cursor_parameter};

constexpr std::array wallgent_keys_rows = {
    Route{.name = "wallgent_create_key",
          .verb = Verb::post,
          .path = "/wallgent/v1/keys",
          .who = who::org_or_sign_up,
          .permission = Permission::keys_write,
          .dialect = Dialect::wallgent,
          .body = &key_request,
          .reply = {201, &new_key_schema},
          .handle = handle<make_key>,
          .tag = "Wallgent",
          .summary = "Make a key, in Wallgent's spelling; without a credential, sign up"},
    Route{.name = "wallgent_list_keys",
          .verb = Verb::get,
          .path = "/wallgent/v1/keys",
          .who = who::org,
          .permission = Permission::keys_write,
          .dialect = Dialect::wallgent,
          .parameters = wallgent_keys_page,
          .reply = {200, &key_schema, true},
          .handle = handle<list_keys>,
          .tag = "Wallgent",
          .summary = "List keys, newest first, in Wallgent's spelling"},
    Route{.name = "wallgent_get_key",
          .verb = Verb::get,
          .path = "/wallgent/v1/keys/{id}",
          .who = who::org,
          .permission = Permission::keys_write,
          .id = PathId::key,
          .dialect = Dialect::wallgent,
          .reply = {200, &key_schema},
          .handle = handle<show_key>,
          .tag = "Wallgent",
          .summary = "Read what a key is, in Wallgent's spelling"},
    Route{.name = "wallgent_revoke_key",
          .verb = Verb::del,
          .path = "/wallgent/v1/keys/{id}",
          .who = who::org,
          .permission = Permission::keys_write,
          .id = PathId::key,
          .dialect = Dialect::wallgent,
          .reply = {200, &key_schema},
          .handle = handle<revoke_key>,
          .tag = "Wallgent",
          .summary = "Revoke a key, in Wallgent's spelling"},
};

}  // namespace

std::span<const Route> wallgent_key_routes() {
  return wallgent_keys_rows;
}

void write_wallgent_key(JsonWriter& json, const actors::KeyView& view, ledger::Time now) {
  const ledger::KeyMade& made = view.key.made;
  json.open_object().text("id", ledger::text("key_", made.id.bits));
  if (!view.secret.empty()) json.text("key", view.secret);
  json.text("name", made.name).text("environment", environment_text(made.environment));
  write_permissions(json, "permissions", made.permissions);
  if (made.wallet.bits.none())
    json.null("walletId");
  else
    json.text("walletId", wallet_text(made.wallet));
  json.text("organizationId", ledger::text("org_", view.organization.bits))
      .text("status", heard(view.key, now) ? "ACTIVE" : "REVOKED");
  write_time(json, "lastUsedAt", view.key.last_used);
  json.time("createdAt", view.key.created_at).close_object();
}

}  // namespace bursar::net
