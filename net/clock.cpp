#include "net/clock.hpp"

#include "net/json_writer.hpp"
#include "net/visit.hpp"

#include <array>

namespace bursar::net {

using actors::AcceptClockCall;

namespace {

constexpr std::array acceptance_fields = {
    tells("accepted", Kind::flag, "Whether it was followed; if not, the two agreed already"),
    tells("from", Kind::time, "The engine's time before"),
    tells("to", Kind::time, "The wall clock; while that is behind, the engine's time holds still"),
};
constexpr Schema acceptance_schema{"ClockAcceptance", acceptance_fields};

void put_acceptance(Edge&, Exchange& exchange, AcceptClockCall& answered) {
  const actors::ClockAcceptance& acceptance = *answered.outcome;
  exchange.response.status = 200;
  JsonWriter{exchange.response.body}
      .open_object()
      .flag("accepted", acceptance.accepted)
      .time("from", acceptance.from)
      .time("to", acceptance.to)
      .close_object();
}

void accept_clock(Visit& visit) {
  ask(visit, &actors::Engine::accept_clock, std::make_shared<AcceptClockCall>(), put_acceptance);
}

constexpr std::array clock_rows = {
    Route{.name = "accept_clock",
          .verb = Verb::post,
          .path = "/v1/clock/accept",
          .who = who::operator_only,
          .reply = {200, &acceptance_schema},
          .handle = handle<accept_clock>,
          .tag = "Operations",
          .summary = "Follow a wall clock that has jumped, as the operator"},
};

}  // namespace

std::span<const Route> clock_routes() {
  return clock_rows;
}

}  // namespace bursar::net
