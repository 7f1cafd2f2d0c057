#include "net/services.hpp"

#include "net/authority.hpp"
#include "net/funding.hpp"
#include "net/json_values.hpp"
#include "net/problem.hpp"
#include "net/service_view.hpp"
#include "net/x402_body.hpp"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace bursar::net {

using actors::ChangeServiceCall;
using actors::MakeServiceCall;
using actors::MarkServiceCall;
using ledger::Errc;
using ledger::Permission;

namespace {

constexpr std::size_t url_length_max = 2'048;
constexpr std::size_t promise_seconds_max = 604'800;  // a week

struct ServiceChangeBody : ServiceBody {
  static const Schema schema;
};

constexpr std::array sla_fields = {
    takes<&SlaBody::accept_seconds, Kind::count>("accept_seconds", Need::optional,
                                                 "From when the call has started; 0: no promise",
                                                 promise_seconds_max),
    takes<&SlaBody::complete_seconds, Kind::count>("complete_seconds", Need::optional, "Likewise",
                                                   promise_seconds_max),
};

constexpr std::array name_field = {
    takes<&ServiceBody::name, Kind::label>("name", Need::required, "A name")};
constexpr std::array price_field = {takes<&ServiceBody::price, Kind::amount>(
    "price_per_call", Need::required, "What a call costs its caller; the fee comes off it")};
constexpr std::array new_fields = {
    takes<&ServiceBody::as_usdc, Kind::currency>("currency", Need::optional, "USD or USDC"),
    takes<&ServiceBody::wallet, Kind::wallet_id>(
        "wallet_id", Need::optional,
        "Which wallet is paid; the organisation's own, or the key's, unless told otherwise"),
};
constexpr std::array more_fields = {
    takes<&ServiceBody::description, Kind::text>("description", Need::optional, "What it does"),
    takes<&ServiceBody::category, Kind::label>("category", Need::optional,
                                               "What policies may name it by"),
    takes<&ServiceBody::endpoint_url, Kind::label>(
        "endpoint_url", Need::optional, "Where it is called; never by the engine", url_length_max),
    takes<&ServiceBody::metered, Kind::flag>("metered", Need::optional,
                                             "Whether you say what a call came to"),
    takes_one<&ServiceBody::sla>("sla", SlaBody::schema, "What you promise of a call"),
};

template <std::size_t N>
constexpr std::array<Field, N> optional(std::array<Field, N> fields) {
  for (Field& field : fields) field.need = Need::optional;
  return fields;
}

constexpr std::array service_fields = joined(name_field, price_field, new_fields, more_fields);
constexpr std::array change_fields =
    joined(optional(name_field), optional(price_field), more_fields);

constexpr std::array deleted_fields = {
    tells("id", Kind::text, "svc_ and 26 characters"),
    tells("deleted", Kind::flag, "true"),
};
constexpr Schema deleted_schema{"DeletedService", deleted_fields};

std::optional<std::uint32_t> seconds(const std::optional<std::int64_t>& given) {
  if (!given) return std::nullopt;
  return static_cast<std::uint32_t>(*given);
}

actors::ServicePatch patch_of(ServiceBody& body) {
  actors::ServicePatch patch{.name = std::move(body.name),
                             .description = std::move(body.description),
                             .category = std::move(body.category),
                             .endpoint_url = std::move(body.endpoint_url),
                             .metered = body.metered};
  if (body.price) patch.price = amount_of(*body.price);
  if (body.sla) {
    patch.accept_seconds = seconds(body.sla->accept_seconds);
    patch.complete_seconds = seconds(body.sla->complete_seconds);
  }
  return patch;
}

void put_service(Exchange& exchange, const actors::ServiceRow& row, int status) {
  exchange.response.status = status;
  JsonWriter json{exchange.response.body};
  write_service(json, row, exchange.dialect);
}

/// The one refusal that has a place in the body.
bool put_too_cheap(Exchange& exchange, const ledger::Error& error) {
  if (error.code != Errc::invalid_amount) return false;
  put_fault(exchange, "#/price_per_call", "must be more than the fee that comes off it");
  return true;
}

template <class Call>
void await_service(Edge& edge, Exchange& exchange, Call& call, int status) {
  exchange.await(call, [&edge, &exchange, status](actors::Call* answered) {
    auto* const told = static_cast<Call*>(answered);
    const bool refused = told != nullptr && !told->outcome;
    if (refused && put_too_cheap(exchange, told->outcome.error()))
      rests_on(exchange, told->rests_on);
    else if (settled_as<Call>(edge, exchange, answered) != nullptr)
      put_service(exchange, *told->outcome, status);
    exchange.done();
  });
}

void make_for(Edge& edge, Exchange& exchange, const ledger::WalletAddress& provider,
              std::shared_ptr<MakeServiceCall> call) {
  call->command.provider = provider;
  call->command.organization = provider.organization;
  call->organization = provider.organization;
  await_service(edge, exchange, *call, 201);
  edge.engine.make_service(std::move(call));
}

/// Of the caller's part of a change.
template <class Call>
std::shared_ptr<Call> call_about(const Visit& visit, ledger::ServiceId id) {
  const ledger::Principal& caller = visit.caller();
  auto call = std::make_shared<Call>();
  call->command.organization = caller.organization;
  call->command.environment = caller.environment;
  call->command.service = id;
  if (caller.wallet) call->command.only = caller.wallet->account;
  call->command.now = visit.now();
  call->organization = caller.organization;
  return call;
}

void change_service(Visit& visit, ServiceChangeBody& body) {
  const auto id = service_id(visit.id);
  if (!id) return refuse(visit, Errc::not_found);
  auto call = call_about<ChangeServiceCall>(visit, *id);
  call->command.patch = patch_of(body);
  await_service(visit.edge, visit.exchange, *call, 200);
  visit.edge.engine.change_service(std::move(call));
}

void delete_service(Visit& visit) {
  const auto id = service_id(visit.id);
  if (!id) return refuse(visit, Errc::not_found);
  auto call = call_about<MarkServiceCall>(visit, *id);
  call->command.mark = ledger::ServiceMark::removed;
  ask(visit, &actors::Engine::mark_service, std::move(call),
      [](Edge&, Exchange& exchange, MarkServiceCall& removed) {
        exchange.response.status = 200;
        JsonWriter json{exchange.response.body};
        json.open_object()
            .id("id", "svc_", removed.outcome->service.made.id.bits)
            .flag("deleted", true)
            .close_object();
      });
}

void verify_service(Visit& visit) {
  const auto id = service_id(visit.id);
  if (!id) return refuse(visit, Errc::not_found);
  auto call = call_about<MarkServiceCall>(visit, *id);
  await_service(visit.edge, visit.exchange, *call, 200);
  visit.edge.engine.mark_service(std::move(call));
}

bool of_operator(const Visit& visit) {
  return visit.caller().key_class == ledger::KeyClass::operator_;
}

void show_service(Visit& visit) {
  const auto id = service_id(visit.id);
  const auto row = id ? visit.edge.engine.services().find(*id) : nullptr;
  if (!row) return refuse(visit, Errc::not_found);
  const ledger::Service& service = row->service;
  const ledger::Principal& caller = visit.caller();
  if (!of_operator(visit) && service.made.environment != caller.environment)
    return refuse(visit, service.organization == caller.organization ? Errc::environment_mismatch
                                                                     : Errc::not_found);
  put_service(visit.exchange, *row, 200);
  answer(visit);
}

constexpr std::array services_page = {
    Parameter{"category", "Only those of this category"},
    Parameter{"verified", "Only those that are, or are not", "true|false"}, limit_parameter,
    offset_parameter, environment_parameter};

constexpr std::array services_rows = {
    Route{.name = "create_service",
          .verb = Verb::post,
          .path = "/v1/services",
          .who = who::agents_too,
          .permission = Permission::services_write,
          .body = body_of<make_service>,
          .reply = {201, &service_schema},
          .handle = handle<make_service>,
          .tag = "Services",
          .summary = "Offer a service, which is paid by the call"},
    Route{.name = "list_services",
          .verb = Verb::get,
          .path = "/v1/services",
          .who = who::agents_and_operator,
          .permission = Permission::payments_read,
          .parameters = services_page,
          .reply = {200, &services_schema},
          .handle = handle<list_services>,
          .tag = "Services",
          .summary = "List the services of this environment, whosever they are, newest first"},
    Route{.name = "get_service",
          .verb = Verb::get,
          .path = "/v1/services/{id}",
          .who = who::agents_and_operator,
          .permission = Permission::payments_read,
          .id = PathId::service,
          .reply = {200, &service_schema},
          .handle = handle<show_service>,
          .tag = "Services",
          .summary = "Read a service"},
    Route{.name = "change_service",
          .verb = Verb::patch,
          .path = "/v1/services/{id}",
          .who = who::agents_too,
          .permission = Permission::services_write,
          .id = PathId::service,
          .body = body_of<change_service>,
          .reply = {200, &service_schema},
          .handle = handle<change_service>,
          .tag = "Services",
          .summary = "Change a service: tokens that were issued keep their price"},
    Route{.name = "delete_service",
          .verb = Verb::del,
          .path = "/v1/services/{id}",
          .who = who::agents_too,
          .permission = Permission::services_write,
          .id = PathId::service,
          .reply = {200, &deleted_schema},
          .handle = handle<delete_service>,
          .tag = "Services",
          .summary = "Offer a service no more; tokens that were issued run on"},
    Route{.name = "verify_service",
          .verb = Verb::post,
          .path = "/v1/services/{id}/verify",
          .who = who::operator_only,
          .id = PathId::service,
          .reply = {200, &service_schema},
          .handle = handle<verify_service>,
          .tag = "Services",
          .summary = "Vouch for a service"},
};

}  // namespace

const Schema SlaBody::schema{.name = "SlaRequest", .fields = sla_fields};
const Schema ServiceBody::schema{.name = "ServiceRequest", .fields = service_fields};
const Schema ServiceChangeBody::schema{.name = "ServiceChangeRequest", .fields = change_fields};

void make_service(Visit& visit, ServiceBody& body) {
  const ledger::Principal& caller = visit.caller();
  std::optional<ledger::WalletId> wallet = body.wallet;
  if (!wallet && caller.wallet) wallet = caller.wallet->id;
  auto call = std::make_shared<MakeServiceCall>();
  patch_of(body).apply(call->command.terms);
  call->command.now = visit.now();
  if (!wallet)
    return with_org_wallet(
        visit.edge, visit.exchange,
        [call](Edge& edge, Exchange& exchange, const ledger::WalletAddress& own) mutable {
          make_for(edge, exchange, own, std::move(call));
        });
  const auto found = visit.edge.engine.find_wallet(*wallet);
  if (const auto reached = reach(caller, *wallet, found); !reached)
    return refuse(visit, reached.error());
  make_for(visit.edge, visit.exchange, *found, std::move(call));
}

void list_services(Visit& visit) {
  const Query& query = visit.query;
  actors::ServicesQuery asked{.environment = visit.caller().environment,
                              .verified = query.verified,
                              .offset = query.offset,
                              .limit = query.limit};
  if (of_operator(visit)) asked.environment = query.environment.value_or(asked.environment);
  if (query.category) asked.category = *query.category;
  const actors::ServicesPage page = visit.edge.engine.services().list(asked);
  JsonWriter json{visit.exchange.response.body};
  json.open_object().key("services").open_array();
  for (const auto& row : page.rows) write_service(json, *row, visit.route.dialect);
  json.close_array().number("total", page.total).close_object();
  answer(visit);
}

std::span<const Route> service_routes() {
  return services_rows;
}

}  // namespace bursar::net
