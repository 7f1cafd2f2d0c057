#include "net/keys.hpp"

#include "net/authority.hpp"
#include "net/key_view.hpp"
#include "net/list.hpp"
#include "net/named_organization.hpp"
#include "net/problem.hpp"
#include "net/spelling.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace bursar::net {

using actors::KeysCall;
using actors::KeyView;
using actors::MakeKeyCall;
using actors::RevokeKeyCall;
using actors::RotateKeyCall;
using ledger::Errc;
using ledger::Permission;

namespace {

constexpr std::array<std::string_view, 1> key_prefixes = {"key_"};
constexpr std::size_t grace_seconds_max = std::size_t{30} * 24 * 60 * 60;

constexpr std::array key_body_fields = {
    takes<&KeyBody::name, Kind::label>("name", Need::required, "Its name"),
    takes<&KeyBody::permissions, Kind::permissions>(
        "permissions", Need::optional, "What it may do: nothing that its maker may not"),
    takes<&KeyBody::wallet, Kind::wallet_id>("wallet_id", Need::optional,
                                             "The one wallet that it is bound to"),
    takes<&KeyBody::organization, Kind::label>("organization_id", Need::optional,
                                               "Of the operator: for whom it is"),
    one_of(
        takes<&KeyBody::environment, Kind::label>(
            "environment", Need::optional, "Of the operator: where; SANDBOX unless told otherwise"),
        environment_words),
};

constexpr std::array rotation_fields = {
    takes<&RotationBody::grace_seconds, Kind::count>(
        "grace_seconds", Need::optional, "For so long the old key is heard as well; 0 by default",
        grace_seconds_max),
};

void hand_over(Visit& visit, std::shared_ptr<MakeKeyCall> call) {
  ask(visit, &actors::Engine::make_key, std::move(call),
      [now = visit.now()](Edge&, Exchange& exchange, MakeKeyCall& made) {
        exchange.response.status = 201;
        JsonWriter json{exchange.response.body};
        write_new_key(json, *made.outcome, now, exchange.route->dialect);
      });
}

void open_organization(Visit& visit, KeyBody& body) {
  if (body.wallet) return malformed(visit, "#/wallet_id", "names nothing in a new organisation");
  const auto permissions = grant(ledger::org_default, body.permissions, ledger::org_default, false);
  if (!permissions) return refuse(visit, permissions.error());
  auto call = std::make_shared<MakeKeyCall>();
  call->command = {
      .owner = {.organization = std::nullopt,
                .new_organization_name = body.name,
                .new_organization_balance = visit.edge.options.org_initial_balance},
      .name = body.name,
      .permissions = *permissions,
      .wallet = std::nullopt,
      .key_prefix = std::string{key_prefix(visit.route.dialect, ledger::Environment::sandbox)},
      .now = visit.now()};
  hand_over(visit, std::move(call));
}

// An organisation's first key in PRODUCTION, one with treasury:write, or one instead of all that
// were lost.
void make_key_as_operator(Visit& visit, KeyBody& body) {
  if (body.wallet) return refuse(visit, Errc::forbidden);
  if (body.organization.empty()) return malformed(visit, "#/organization_id", "is required");
  const ledger::Environment environment =
      environment_of(body.environment).value_or(ledger::Environment::sandbox);
  if (!serves(visit, environment)) return;
  const auto permissions =
      grant(grantable(visit.caller()), body.permissions, ledger::org_default, false);
  if (!permissions) return refuse(visit, permissions.error());
  const auto number = named_organization(visit, body.organization);
  if (!number) return refuse(visit, number.error());
  auto call = std::make_shared<MakeKeyCall>();
  call->command = {.owner = {.organization = *number,
                             .environment = environment,
                             .new_organization_name = {},
                             .new_organization_balance = {}},
                   .name = std::move(body.name),
                   .permissions = *permissions,
                   .wallet = std::nullopt,
                   .opens_environment = true,
                   .key_prefix = std::string{key_prefix(visit.route.dialect, environment)},
                   .now = visit.now()};
  hand_over(visit, std::move(call));
}

bool by_operator(const Visit& visit) {
  return visit.signed_in() && visit.caller().key_class == ledger::KeyClass::operator_;
}

// Everybody else's keys are made where their maker is.
bool names_no_place(Visit& visit, KeyBody& body) {
  if (by_operator(visit) || (body.organization.empty() && body.environment.empty())) return true;
  malformed(visit, body.organization.empty() ? "#/environment" : "#/organization_id",
            "is for the operator to name: a key is made where its maker is");
  return false;
}

std::shared_ptr<KeysCall> keys_call(const Scope& of) {
  auto call = std::make_shared<KeysCall>();
  call->command.organization = of.organization;
  call->command.environment = of.environment;
  return call;
}

std::shared_ptr<RotateKeyCall> rotation(const Visit& visit, const RotationBody& body) {
  auto call = std::make_shared<RotateKeyCall>();
  const ledger::Principal& caller = visit.caller();
  call->command = {.organization = caller.organization,
                   .environment = caller.environment,
                   .by = caller.permissions,
                   .grace_ms = body.grace_seconds * 1'000,
                   .key_prefix = std::string{key_prefix(visit.route.dialect, caller.environment)},
                   .now = visit.now()};
  return call;
}

void rotate_key(Visit& visit, RotationBody& body) {
  const auto id = ledger::parse_id(visit.id, key_prefixes);
  if (!id) return refuse(visit, Errc::not_found);
  auto call = rotation(visit, body);
  call->command.key = {*id};
  ask(visit, &actors::Engine::rotate_key, std::move(call),
      [now = visit.now()](Edge&, Exchange& exchange, RotateKeyCall& rotated) {
        exchange.response.status = 200;
        JsonWriter json{exchange.response.body};
        write_rotated_key(json, *rotated.outcome, now);
      });
}

constexpr std::array keys_page = {limit_parameter, cursor_parameter, organization_parameter,
                                  environment_parameter};
constexpr std::array place = {organization_parameter, environment_parameter};

constexpr std::array keys_rows = {
    Route{.name = "create_key",
          .verb = Verb::post,
          .path = "/v1/keys",
          .who = who::org_operator_or_sign_up,
          .permission = Permission::keys_write,
          .body = body_of<make_key>,
          .reply = {201, &new_key_schema},
          .handle = handle<make_key, names_no_place>,
          .tag = "Keys",
          .summary = "Make a key; without a credential, sign up"},
    Route{.name = "list_keys",
          .verb = Verb::get,
          .path = "/v1/keys",
          .who = who::org_and_operator,
          .permission = Permission::keys_write,
          .parameters = keys_page,
          .reply = {200, &key_schema, true},
          .handle = handle<list_keys>,
          .tag = "Keys",
          .summary = "List keys, newest first"},
    Route{.name = "get_key",
          .verb = Verb::get,
          .path = "/v1/keys/{id}",
          .who = who::org_and_operator,
          .permission = Permission::keys_write,
          .id = PathId::key,
          .parameters = place,
          .reply = {200, &key_schema},
          .handle = handle<show_key>,
          .tag = "Keys",
          .summary = "Read what a key is; never the key itself"},
    Route{.name = "revoke_key",
          .verb = Verb::del,
          .path = "/v1/keys/{id}",
          .who = who::org,
          .permission = Permission::keys_write,
          .id = PathId::key,
          .reply = {200, &key_schema},
          .handle = handle<revoke_key>,
          .tag = "Keys",
          .summary = "Revoke a key; it holds for the next request"},
    Route{.name = "rotate_key",
          .verb = Verb::post,
          .path = "/v1/keys/{id}/rotate",
          .who = who::org,
          .permission = Permission::keys_write,
          .id = PathId::key,
          .body = body_of<rotate_key>,
          .reply = {200, &rotated_key_schema},
          .handle = handle<rotate_key>,
          .tag = "Keys",
          .summary = "Put a new key in the place of a key, in one step"},
    Route{.name = "rotate_agents_key",
          .verb = Verb::post,
          .path = "/v1/agents/{id}/rotate-key",
          .who = who::org,
          .permission = Permission::keys_write,
          .id = PathId::wallet,
          .body = body_of<rotate_agents_key>,
          .reply = {200, &agents_rotated_key_schema},
          .handle = handle<rotate_agents_key>,
          .tag = "Agents",
          .summary = "Put a new key in the place of an agent's newest, in one step"},
};

}  // namespace

std::string_view word(ledger::KeyClass key_class) {
  switch (key_class) {
    case ledger::KeyClass::org:
      return "org";
    case ledger::KeyClass::agent:
      return "agent";
    case ledger::KeyClass::session:
      return "session";
    case ledger::KeyClass::explorer:
      return "explorer";
    case ledger::KeyClass::operator_:
      return "operator";
  }
  return "";
}

const Schema KeyBody::schema{"KeyRequest", key_body_fields};
const Schema RotationBody::schema{
    .name = "RotationRequest", .fields = rotation_fields, .may_be_missing = true};

void make_key(Visit& visit, KeyBody& body) {
  if (by_operator(visit)) return make_key_as_operator(visit, body);
  if (!visit.signed_in()) return open_organization(visit, body);
  const ledger::Principal& caller = visit.caller();
  const bool bound = body.wallet.has_value();
  const auto permissions = grant(grantable(caller), body.permissions,
                                 bound ? ledger::agent_default : ledger::org_default, bound);
  if (!permissions) return refuse(visit, permissions.error());
  std::optional<ledger::WalletAddress> wallet;
  if (bound) {
    wallet = visit.edge.engine.find_wallet(*body.wallet);
    if (const auto reached = reach(caller, *body.wallet, wallet); !reached)
      return refuse(visit, reached.error());
  }
  auto call = std::make_shared<MakeKeyCall>();
  call->command = {.owner = {.organization = caller.organization,
                             .environment = caller.environment,
                             .new_organization_name = {},
                             .new_organization_balance = {}},
                   .name = std::move(body.name),
                   .permissions = *permissions,
                   .wallet = wallet,
                   .key_prefix = std::string{key_prefix(visit.route.dialect, caller.environment)},
                   .now = visit.now()};
  hand_over(visit, std::move(call));
}

void list_keys(Visit& visit) {
  if (const auto of = scope(visit))
    ask_for_page(
        visit, &actors::Engine::keys, keys_call(*of),
        [now = visit.now(), dialect = visit.route.dialect](JsonWriter& json, const KeyView& view) {
          write_key(json, view, now, dialect);
        });
}

void show_key(Visit& visit) {
  const auto id = ledger::parse_id(visit.id, key_prefixes);
  if (!id) return refuse(visit, Errc::not_found);
  const auto of = scope(visit);
  if (!of) return;
  auto call = keys_call(*of);
  call->command.only = {*id};
  ask(visit, &actors::Engine::keys, std::move(call),
      [now = visit.now()](Edge&, Exchange& exchange, KeysCall& answered) {
        const auto& found = answered.outcome->rows;
        if (found.empty()) return put_refusal(exchange, {.code = Errc::not_found});
        exchange.response.status = 200;
        JsonWriter json{exchange.response.body};
        write_key(json, found.front(), now, exchange.route->dialect);
      });
}

void revoke_key(Visit& visit) {
  const auto id = ledger::parse_id(visit.id, key_prefixes);
  if (!id) return refuse(visit, Errc::not_found);
  auto call = std::make_shared<RevokeKeyCall>();
  call->command = {.organization = visit.caller().organization,
                   .environment = visit.caller().environment,
                   .key = {*id},
                   .by = visit.caller().permissions,
                   .now = visit.now()};
  ask(visit, &actors::Engine::revoke_key, std::move(call),
      [now = visit.now()](Edge&, Exchange& exchange, RevokeKeyCall& revoked) {
        exchange.response.status = 200;
        JsonWriter json{exchange.response.body};
        write_key(json, *revoked.outcome, now, exchange.route->dialect);
      });
}

void rotate_agents_key(Visit& visit, RotationBody& body) {
  auto call = rotation(visit, body);
  call->command.agent = visit.path_wallet().account;
  ask(visit, &actors::Engine::rotate_key, std::move(call),
      [](Edge&, Exchange& exchange, RotateKeyCall& rotated) {
        exchange.response.status = 200;
        JsonWriter json{exchange.response.body};
        write_agents_rotated_key(json, *rotated.outcome, exchange.route->dialect);
      });
}

std::span<const Route> key_routes() {
  return keys_rows;
}

}  // namespace bursar::net
