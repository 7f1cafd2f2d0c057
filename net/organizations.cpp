#include "net/organizations.hpp"

#include "net/list.hpp"
#include "net/named_organization.hpp"
#include "net/spelling.hpp"
#include "net/wallet_view.hpp"

#include <array>
#include <string>
#include <utility>

namespace bursar::net {

using actors::OpenedOrganization;
using actors::OpenOrganizationCall;
using actors::OrganizationCall;
using actors::OrganizationsCall;
using actors::OrganizationSummary;
using ledger::Environment;
using ledger::Permission;

namespace {

struct OrganizationBody {
  std::string name;

  static const Schema schema;
};

constexpr std::array organization_body_fields = {
    takes<&OrganizationBody::name, Kind::label>("name", Need::required, "Its name"),
};

constexpr std::array totals_fields = {
    tells("wallets", Kind::count, "Wallets"),
    tells("agents", Kind::count, "Agents"),
    tells("keys", Kind::count, "Keys"),
    tells("policies", Kind::count, "Policies"),
};
constexpr Schema totals_schema{"Totals", totals_fields, "Of all its environments."};

constexpr std::array named_fields = {
    tells("id", Kind::text, "org_ and 26 characters"),
    tells("name", Kind::text, "Its name"),
    tells("environments", Kind::labels, "SANDBOX and, where it is enabled, PRODUCTION"),
};
constexpr std::array own_wallet_fields = {
    tells("org_wallet", Kind::one, wallet_schema, "The organisation's own wallet"),
};
constexpr std::array counted_fields = {
    tells("totals", Kind::one, totals_schema, "How many it has"),
    tells("created_at", Kind::time, "When it was made"),
};
constexpr std::array organization_fields = joined(named_fields, own_wallet_fields, counted_fields);
constexpr std::array summary_fields = joined(named_fields, counted_fields);
constexpr Schema organization_schema{"Organization", organization_fields};
constexpr Schema summary_schema{"OrganizationSummary", summary_fields};

constexpr std::array new_wallet_fields = {
    tells("SANDBOX", Kind::text, "wal_ and 26 characters"),
    tells("PRODUCTION", Kind::text, "The same, where it is enabled", Need::optional),
};
constexpr Schema new_wallets_schema{"NewOrgWallets", new_wallet_fields};

constexpr std::array first_key_fields = {
    tells("id", Kind::text, "key_ and 26 characters"),
    tells("key", Kind::text, "The key itself: shown this once"),
};
constexpr Schema first_key_schema{"FirstKey", first_key_fields};

constexpr std::array first_keys_fields = {
    tells("SANDBOX", Kind::one, first_key_schema, "Its first org key there"),
    tells("PRODUCTION", Kind::one, first_key_schema, "The same, where it is enabled",
          Need::optional),
};
constexpr Schema first_keys_schema{"FirstKeys", first_keys_fields};

constexpr std::array new_organization_fields = {
    tells("id", Kind::text, "org_ and 26 characters"),
    tells("name", Kind::text, "Its name"),
    tells("wallets", Kind::one, new_wallets_schema, "Its own wallet by environment"),
    tells("keys", Kind::one, first_keys_schema, "Its first key by environment"),
    tells("created_at", Kind::time, "When it was made"),
};
constexpr Schema new_organization_schema{"NewOrganization", new_organization_fields};

void write_names(JsonWriter& json, const OrganizationSummary& summary, bool production) {
  json.text("id", ledger::text("org_", summary.opened.id.bits))
      .text("name", summary.opened.name)
      .key("environments")
      .open_array()
      .text("SANDBOX");
  if (production && summary.production) json.text("PRODUCTION");
  json.close_array();
}

void write_counts(JsonWriter& json, const OrganizationSummary& summary) {
  json.key("totals")
      .open_object()
      .number("wallets", summary.wallets)
      .number("agents", summary.agents)
      .number("keys", summary.keys)
      .number("policies", summary.policies)
      .close_object()
      .time("created_at", summary.created_at);
}

void put_organization(Edge& edge, Exchange& exchange, const OrganizationCall& answered,
                      ledger::Time now) {
  const actors::OrganizationView& view = *answered.outcome;
  exchange.response.status = 200;
  JsonWriter json{exchange.response.body};
  json.open_object();
  write_names(json, view, edge.options.production);
  json.key("org_wallet");
  write_wallet(json, view.org_wallet, {.organization = view.opened.id, .now = now});
  write_counts(json, view);
  json.close_object();
}

void ask_for_organization(Visit& visit, ledger::OrganizationNumber number,
                          Environment environment) {
  auto call = std::make_shared<OrganizationCall>();
  call->command = {.organization = number, .environment = environment};
  ask(visit, &actors::Engine::organization, std::move(call),
      [now = visit.now()](Edge& edge, Exchange& exchange, OrganizationCall& answered) {
        put_organization(edge, exchange, answered, now);
      });
}

void show_own(Visit& visit) {
  ask_for_organization(visit, visit.caller().organization, visit.caller().environment);
}

void show(Visit& visit) {
  const auto number = named_organization(visit, visit.id);
  if (!number) return refuse(visit, number.error());
  ask_for_organization(visit, *number, visit.query.environment.value_or(Environment::sandbox));
}

void list(Visit& visit) {
  ask_for_page(visit, &actors::Engine::organizations, std::make_shared<OrganizationsCall>(),
               [production = visit.edge.options.production](JsonWriter& json,
                                                            const OrganizationSummary& summary) {
                 json.open_object();
                 write_names(json, summary, production);
                 write_counts(json, summary);
                 json.close_object();
               });
}

void write_first_key(JsonWriter& json, std::string_view environment,
                     const OpenedOrganization::Side& side) {
  json.key(environment)
      .open_object()
      .text("id", ledger::text("key_", side.key.bits))
      .text("key", side.secret)
      .close_object();
}

void put_opened(Edge&, Exchange& exchange, OpenOrganizationCall& answered) {
  const OpenedOrganization& opened = *answered.outcome;
  exchange.response.status = 201;
  JsonWriter json{exchange.response.body};
  json.open_object()
      .text("id", ledger::text("org_", opened.organization.id.bits))
      .text("name", opened.organization.name)
      .key("wallets")
      .open_object()
      .text("SANDBOX", wallet_text(opened.sandbox.wallet));
  if (opened.production) json.text("PRODUCTION", wallet_text(opened.production->wallet));
  json.close_object().key("keys").open_object();
  write_first_key(json, "SANDBOX", opened.sandbox);
  if (opened.production) write_first_key(json, "PRODUCTION", *opened.production);
  json.close_object().time("created_at", opened.created_at).close_object();
}

void open(Visit& visit, OrganizationBody& body) {
  auto call = std::make_shared<OpenOrganizationCall>();
  call->command = {
      .name = std::move(body.name),
      .production = visit.edge.options.production,
      .key_prefixes = {std::string{key_prefix(visit.route.dialect, Environment::sandbox)},
                       std::string{key_prefix(visit.route.dialect, Environment::production)}},
      .now = visit.now()};
  ask(visit, &actors::Engine::open_organization, std::move(call), put_opened);
}

constexpr std::array organizations_page = {limit_parameter, cursor_parameter};
constexpr std::array side = {environment_parameter};

constexpr std::array organizations_rows = {
    Route{.name = "get_organization",
          .verb = Verb::get,
          .path = "/v1/organization",
          .who = who::org,
          .permission = Permission::wallets_read,
          .reply = {200, &organization_schema},
          .handle = handle<show_own>,
          .tag = "Organization",
          .summary = "Read the caller's organisation"},
    Route{.name = "create_organization",
          .verb = Verb::post,
          .path = "/v1/organizations",
          .who = who::operator_only,
          .body = body_of<open>,
          .reply = {201, &new_organization_schema},
          .handle = handle<open>,
          .tag = "Organization",
          .summary = "Make an organisation with a wallet and a first key in each environment, as "
                     "the operator"},
    Route{.name = "list_organizations",
          .verb = Verb::get,
          .path = "/v1/organizations",
          .who = who::operator_only,
          .parameters = organizations_page,
          .reply = {200, &summary_schema, true},
          .handle = handle<list>,
          .tag = "Organization",
          .summary = "List organisations, newest first, as the operator"},
    Route{.name = "get_any_organization",
          .verb = Verb::get,
          .path = "/v1/organizations/{id}",
          .who = who::operator_only,
          .id = PathId::organization,
          .parameters = side,
          .reply = {200, &organization_schema},
          .handle = handle<show>,
          .tag = "Organization",
          .summary = "Read an organisation, as the operator"},
};

}  // namespace

const Schema OrganizationBody::schema{"OrganizationRequest", organization_body_fields};

std::span<const Route> organization_routes() {
  return organizations_rows;
}

}  // namespace bursar::net
