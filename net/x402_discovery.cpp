#include "net/x402_discovery.hpp"

#include "net/json_text.hpp"
#include "net/json_values.hpp"
#include "net/payment_token.hpp"
#include "net/problem.hpp"
#include "net/spelling.hpp"
#include "net/token_view.hpp"
#include "net/visit.hpp"
#include "net/x402_body.hpp"

#include <array>
#include <string>
#include <utility>

namespace bursar::net {

using actors::ServiceRow;
using ledger::Errc;
using ledger::Permission;

namespace {

constexpr std::size_t service_name_max = 32;
constexpr std::uint64_t timeout_seconds = 300;

constexpr std::array required_fields = {
    tells("x402Version", Kind::count, "2"),
    tells("resource", Kind::object, "What is bought: url, description, serviceName"),
    tells("accepts", Kind::object, "The ways to pay it, as an array"),
};

constexpr std::array supported_fields = {
    tells("kinds", Kind::object, "x402Version, scheme and network of each kind, as an array"),
    tells("extensions", Kind::labels, "None"),
    tells("signers", Kind::object, "None"),
};
constexpr Schema supported_schema{"X402Supported", supported_fields};

constexpr std::array discovered_fields = {
    tells("x402Version", Kind::count, "2"),
    tells("items", Kind::object, "Services with an endpoint, as an array"),
    tells("pagination", Kind::object, "limit, offset and total"),
};
constexpr Schema discovered_schema{"X402Discovered", discovered_fields};

JsonWriter& write_extra(JsonWriter& json) {
  return json.key("extra")
      .open_object()
      .text("name", x402_asset)
      .number("decimals", asset_decimals);
}

void write_accepts(JsonWriter& json, const ledger::ServiceMade& made) {
  json.key("accepts").open_array().open_object();
  json.text("scheme", x402_scheme)
      .text("network", network_of(made.environment))
      .text("amount", atomic_text(made.terms.price.money()))
      .text("asset", x402_asset)
      .text("payTo", wallet_text(made.provider_id))
      .number("maxTimeoutSeconds", timeout_seconds);
  write_extra(json).text("serviceId", service_text(made.id)).close_object();
  json.close_object().close_array();
}

void write_about(JsonWriter& json, const ledger::ServiceTerms& terms) {
  if (!terms.description.empty()) json.text("description", terms.description);
  // No other name has a place in a ResourceInfo.
  if (terms.name.size() <= service_name_max && visible_ascii(terms.name))
    json.text("serviceName", terms.name);
}

void write_kind(JsonWriter& json, ledger::Environment environment) {
  json.open_object()
      .number("x402Version", x402_version)
      .text("scheme", x402_scheme)
      .text("network", network_of(environment));
  write_extra(json).close_object();
  json.close_object();
}

void show_supported(Visit& visit) {
  JsonWriter json{visit.exchange.response.body};
  json.open_object().key("kinds").open_array();
  write_kind(json, ledger::Environment::sandbox);
  if (visit.edge.options.production) write_kind(json, ledger::Environment::production);
  json.close_array().key("extensions").open_array().close_array();
  json.key("signers").open_object().close_object().close_object();
  answer(visit);
}

void write_item(JsonWriter& json, const ServiceRow& row) {
  const ledger::ServiceTerms& terms = row.service.made.terms;
  json.open_object()
      .text("resource", terms.endpoint_url)
      .text("type", "http")
      .number("x402Version", x402_version);
  write_accepts(json, row.service.made);
  json.time("lastUpdated", row.service.updated_at);
  write_about(json, terms);
  json.close_object();
}

/// Whether anything here could be what is asked for.
bool may_match(const Query& query, std::string_view network) {
  return (query.resource_type.empty() || query.resource_type == "http") &&
         (query.scheme.empty() || query.scheme == x402_scheme) &&
         (query.network.empty() || query.network == network) && query.extensions.empty();
}

void discover(Visit& visit) {
  const Query& query = visit.query;
  const auto environment = visit.caller().environment;
  actors::ServicesQuery asked{.environment = environment,
                              .with_endpoint = true,
                              .offset = query.offset,
                              .limit = query.limit};
  if (!query.pay_to.empty())
    asked.provider =
        ledger::WalletId{ledger::parse_id(query.pay_to, wallet_prefixes).value_or(names_nothing)};
  const actors::ServicesPage page = may_match(query, network_of(environment))
                                        ? visit.edge.engine.services().list(asked)
                                        : actors::ServicesPage{};
  JsonWriter json{visit.exchange.response.body};
  json.open_object().number("x402Version", x402_version).key("items").open_array();
  for (const auto& row : page.rows) write_item(json, *row);
  json.close_array();
  json.key("pagination")
      .open_object()
      .number("limit", std::uint64_t{query.limit})
      .number("offset", query.offset)
      .number("total", page.total)
      .close_object()
      .close_object();
  answer(visit);
}

constexpr std::array which = {resource_parameter};
constexpr std::array filters = {
    Parameter{"type", "http, or mcp, of which there are none", "http|mcp"},
    Parameter{"payTo", "Only those that this wallet is paid by"},
    Parameter{"scheme", "exact"},
    Parameter{"network", "bursar:sandbox or bursar:production"},
    Parameter{"extensions", "None has any"},
    limit_parameter,
    offset_parameter};

constexpr std::array x402_discovery_rows = {
    Route{.name = "get_x402_requirements",
          .verb = Verb::get,
          .path = "/v1/x402/requirements",
          .who = who::agents_too,
          .permission = Permission::payments_write,
          .parameters = which,
          .reply = {200, &payment_required_schema},
          .handle = handle<show_requirements>,
          .tag = "x402",
          .summary = "Read what the service behind a URL requires, as x402 v2 writes it"},
    Route{.name = "x402_supported",
          .verb = Verb::get,
          .path = "/x402/supported",
          .who = who::anyone,
          .dialect = Dialect::x402,
          .reply = {200, &supported_schema},
          .handle = handle<show_supported>,
          .tag = "x402",
          .summary = "Read which payments this facilitator settles"},
    Route{.name = "x402_discover",
          .verb = Verb::get,
          .path = "/x402/discovery/resources",
          .who = who::agents_too,
          .permission = Permission::payments_write,
          .dialect = Dialect::x402,
          .parameters = filters,
          .reply = {200, &discovered_schema},
          .handle = handle<discover>,
          .tag = "x402",
          .summary = "List services with an endpoint, as x402 v2 writes them"},
};

}  // namespace

const Schema payment_required_schema{"X402PaymentRequired", required_fields};

void show_requirements(Visit& visit) {
  if (visit.query.resource.empty())
    return malformed(visit, "?resource", "is required: the URL that would be called");
  const auto row =
      visit.edge.engine.services().at_url(visit.caller().environment, visit.query.resource);
  if (!row) return refuse(visit, Errc::not_found);
  const ledger::ServiceMade& made = row->service.made;
  JsonWriter json{visit.exchange.response.body};
  json.open_object().number("x402Version", x402_version);
  json.key("resource").open_object().text("url", made.terms.endpoint_url);
  write_about(json, made.terms);
  json.close_object();
  write_accepts(json, made);
  json.close_object();
  answer(visit);
}

std::span<const Route> discovery_routes() {
  return x402_discovery_rows;
}

}  // namespace bursar::net
