#include "net/health.hpp"

#include "net/problem.hpp"
#include "net/visit.hpp"

#include <array>

namespace bursar::net {

namespace {

constexpr std::array health_fields = {
    tells("status", Kind::text, "ok; ready, or read_only while the disk is nearly full"),
};
constexpr Schema health_schema{"Health", health_fields};

void put_status(Visit& visit, std::string_view status) {
  JsonWriter json{visit.exchange.response.body};
  json.open_object().text("status", status).close_object();
  answer(visit);
}

void healthy(Visit& visit) {
  put_status(visit, "ok");
}

void ready(Visit& visit) {
  if (visit.edge.options.ready())
    return put_status(visit, visit.edge.engine.read_only() ? "read_only" : "ready");
  put_refusal(visit.exchange, EdgeRefusal::not_ready);
  visit.exchange.done();
}

void show_openapi(Visit& visit) {
  visit.exchange.response.shared_body = visit.edge.openapi;
  answer(visit);
}

constexpr std::array health_rows = {
    Route{.name = "get_health",
          .verb = Verb::get,
          .path = "/healthz",
          .who = who::anyone,
          .reply = {200, &health_schema},
          .handle = handle<healthy>,
          .tag = "Operations",
          .summary = "Is the process alive?"},
    Route{.name = "get_readiness",
          .verb = Verb::get,
          .path = "/readyz",
          .who = who::anyone,
          .reply = {200, &health_schema},
          .handle = handle<ready>,
          .tag = "Operations",
          .summary = "Does it take requests?"},
    Route{.name = "get_openapi",
          .verb = Verb::get,
          .path = "/openapi/spec.json",
          .who = who::anyone,
          .reply = {200, nullptr},
          .handle = handle<show_openapi>,
          .tag = "Operations",
          .summary = "This description, as OpenAPI 3.1"},
};

}  // namespace

std::span<const Route> health_routes() {
  return health_rows;
}

}  // namespace bursar::net
