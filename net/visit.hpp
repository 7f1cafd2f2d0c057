#pragma once

// One request on its way through its handler: routed, let in, and with its query read.

#include "ledger/check.hpp"
#include "net/edge.hpp"
#include "net/exchange.hpp"
#include "net/query.hpp"
#include "net/request.hpp"
#include "net/route.hpp"

#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

namespace bursar::net {

struct Visit {
  Edge& edge;
  const Request& request;
  Exchange& exchange;
  const Route& route;
  std::string_view id;                        // what stands for the path's {id}
  ledger::OrganizationSequence durable = {};  // of the caller's organisation, when this began
  Query query = {};
  std::optional<ledger::WalletAddress> wallet = {};  // see path_wallet()

  bool signed_in() const { return exchange.principal.has_value(); }
  const ledger::Principal& caller() const {
    CHECK(signed_in());
    return *exchange.principal;
  }
  /// The path's, within the caller's reach.
  const ledger::WalletAddress& path_wallet() const {
    CHECK(wallet.has_value());
    return *wallet;
  }
  ledger::Time now() const { return request.received; }
};

/// What an answer rests on, told to whoever speaks for an organisation.
void rests_on(Exchange& exchange, ledger::OrganizationSequence sequence);

// Each of these is the answer.

void answer(Visit& visit, int status = 200);  // the body stands in the response
void refuse(Visit& visit, const ledger::Error& error);
void refuse(Visit& visit, ledger::Errc code);
/// `detail` instead of the code's own.
void refuse(Visit& visit, ledger::Errc code, std::string_view detail);
void malformed(Visit& visit, std::string_view detail);
void malformed(Visit& visit, std::string_view pointer, std::string_view detail);

/// Reads the request's body into `body`, of the schema's type; false when that was refused.
bool decode(Visit& visit, const Schema& schema, void* body);
/// Resolves the path's wallet, when it names one; false when it is beyond reach.
bool reach_wallet(Visit& visit);
/// Counts a sign-up of this address, whatever its body holds; false when it was refused.
bool sign_up(Visit& visit);

/// Without a call: it was lost.
void put_refusal_of(Edge& edge, Exchange& exchange, const actors::Call* call,
                    const ledger::Error& error);

/// Of a question that is asked on the way to the answer: what it rests on is told by the last one.
template <class Call>
Call* known_from(Edge& edge, Exchange& exchange, actors::Call* answered) {
  auto* call = static_cast<Call*>(answered);
  if (call == nullptr) {
    put_refusal_of(edge, exchange, nullptr, {.code = ledger::Errc::outcome_unknown});
    return nullptr;
  }
  if (!call->outcome) {
    put_refusal_of(edge, exchange, call, call->outcome.error());
    return nullptr;
  }
  return call;
}

/// The call when it was answered with a yes; otherwise the refusal stands in the response.
template <class Call>
Call* settled_as(Edge& edge, Exchange& exchange, actors::Call* answered) {
  Call* const call = known_from<Call>(edge, exchange, answered);
  if (call != nullptr) rests_on(exchange, call->rests_on);
  return call;
}

/// Hands the call over and lets `render(edge, exchange, call)` write the answer to a yes.
template <class Call, class Render>
void ask(Visit& visit, void (actors::Engine::*deed)(std::shared_ptr<Call>),
         std::shared_ptr<Call> call, Render render) {
  if (visit.signed_in()) call->organization = visit.caller().organization;
  call->by_stranger = !visit.signed_in();
  visit.exchange.await(*call, [&edge = visit.edge, &exchange = visit.exchange,
                               render = std::move(render)](actors::Call* answered) mutable {
    if (Call* settled = settled_as<Call>(edge, exchange, answered))
      render(edge, exchange, *settled);
    exchange.done();
  });
  (visit.edge.engine.*deed)(std::move(call));
}

// --- Rows are tied to handlers by these: a handler's body type brings its own schema.

namespace handling {

template <class Function>
struct Signature;
template <>
struct Signature<void (*)(Visit&)> {
  using Body = void;
};
template <class B>
struct Signature<void (*)(Visit&, B&)> {
  using Body = B;
};

}  // namespace handling

template <auto Handler>
using BodyOf = typename handling::Signature<decltype(Handler)>::Body;

template <auto Handler>
constexpr const Schema* body_of = &BodyOf<Handler>::schema;

/// Decodes by the row's table, which is that of the handler's body or a dialect's for the same,
/// then asks `Before` (which may refuse), then checks the reach, then handles.
template <auto Handler, auto Before = nullptr>
void handle(Visit& visit) {
  if constexpr (std::is_void_v<BodyOf<Handler>>) {
    if (reach_wallet(visit)) Handler(visit);
  } else {
    BodyOf<Handler> body;
    if (!decode(visit, *visit.route.body, &body)) return;
    if constexpr (!std::is_null_pointer_v<decltype(Before)>)
      if (!Before(visit, body)) return;
    if (reach_wallet(visit)) Handler(visit, body);
  }
}

}  // namespace bursar::net
