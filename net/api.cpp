#include "net/api.hpp"

#include "net/authority.hpp"
#include "net/openapi.hpp"
#include "net/permission_words.hpp"
#include "net/problem.hpp"
#include "net/request_id.hpp"
#include "net/spelling.hpp"
#include "net/visit.hpp"
#include "net/wallet_sessions.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace bursar::net {

namespace {

bool same_word(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) {
    return (x >= 'A' && x <= 'Z' ? static_cast<char>(x - 'A' + 'a') : x) == y;
  });
}

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

// "application/json", with no other parameter than a charset of UTF-8.
bool json_type(std::string_view content_type) {
  const auto semicolon = content_type.find(';');
  if (!same_word(trimmed(content_type.substr(0, semicolon)), "application/json")) return false;
  if (semicolon == std::string_view::npos) return true;
  const auto parameter = trimmed(content_type.substr(semicolon + 1));
  return parameter.empty() || same_word(parameter, "charset=utf-8") ||
         same_word(parameter, "charset=\"utf-8\"");
}

// Of what no row speaks for, and until one does.
Dialect dialect_of(std::string_view path) {
  for (const Dialect one : dialects)
    if (path.starts_with(path_prefix(one))) return one;
  return Dialect::canonical;
}

void put_not_admitted(Exchange& exchange, const Route& route, const ledger::Error& error) {
  const auto needed = exchange.principal ? lacking(route, *exchange.principal)
                                         : std::optional<ledger::Permission>{};
  if (error.code != ledger::Errc::forbidden || !needed) return put_refusal(exchange, error);
  const std::string detail =
      "Use a key with the permission " + std::string{word(*needed)} + ": this one has it not.";
  put_refusal(exchange, error, detail);
}

}  // namespace

Edge::Edge(EdgeOptions settings, actors::Engine& the_engine)
    : options{std::move(settings)},
      engine{the_engine},
      router{routes()},
      hosts{options.hosts},
      cursors{options.cursor_key},
      session_tokens{options.session_key, options.key_id},
      payment_tokens{options.token_key, options.key_id},
      destinations{options.destination_key, options.key_id},
      signups{options.signups_per_minute},
      pace{options.requests_per_minute},
      streams{std::make_shared<actors::Admission>(options.streams_max)},
      openapi{net::openapi(routes())} {}

Api::Api(Options options, actors::Engine& engine) : edge_{std::move(options), engine} {
  labels_.emplace_back("none");
  for (const Route& route : routes()) labels_.push_back(route.name);
}

bool Api::addressed(const Request& request, Exchange& exchange) const {
  if (!edge_.hosts.serves(request.host)) {
    put_refusal(exchange, EdgeRefusal::misdirected);
    exchange.response.close = true;
  } else if (!request.origin.empty() && !edge_.hosts.serves_origin(request.origin)) {
    put_refusal(exchange, EdgeRefusal::foreign_origin);
  } else if (request.repeated_field) {
    put_malformed(exchange, "A header field that may come once came twice.");
  } else {
    return true;
  }
  exchange.done();
  return false;
}

bool Api::routed(const Request& request, Exchange& exchange, const Match& match, bool body) const {
  const bool typed = !body || json_type(request.content_type);
  if (match.route != nullptr && typed) return true;
  identify(request, exchange);
  if (match.route == nullptr) {
    put_refusal(exchange,
                match.path_known ? EdgeRefusal::method_not_allowed : EdgeRefusal::no_such_route);
    if (match.path_known)
      exchange.response.field("Allow", edge_.router.allow(request.path, hidden_from(request)));
  } else {
    put_refusal(exchange, EdgeRefusal::unsupported_media_type);
  }
  if (exchange.principal)
    rests_on(exchange, edge_.engine.durable(exchange.principal->organization));
  exchange.done();
  return false;
}

Credential Api::identify(const Request& request, Exchange& exchange) const {
  const Credential given = credential(request);
  if (given.secret.empty() || given.ambiguous) return given;
  if (crypto::SessionTokens::resembles(given.secret))
    hear_session(edge_, given.secret, request.received, exchange);
  else
    exchange.principal = edge_.engine.authenticate(given.secret, request.received);
  return given;
}

bool Api::admitted(const Request& request, Exchange& exchange, const Route& route) const {
  const Credential given = identify(request, exchange);
  const Caller caller{.credential = given,
                      .principal = exchange.principal ? &*exchange.principal : nullptr,
                      .production = edge_.options.production,
                      .operator_acts = at_operators_door(request)};
  const auto may = admit(route, caller, edge_.options.open_signup);
  if (may) return true;
  if (exchange.principal)
    rests_on(exchange, edge_.engine.durable(exchange.principal->organization));
  if (exchange.session_ended)
    put_session_ended(exchange);
  else
    put_not_admitted(exchange, route, may.error());
  exchange.done();
  return false;
}

bool Api::paced(const Request& request, Exchange& exchange) const {
  if (!exchange.principal) return true;
  const RateTurn turn =
      edge_.pace.take(edge_.engine.tally(*exchange.principal).paced_to, request.received);
  put_rate(exchange.response, "requests", turn);
  if (turn.allowed) return true;
  put_rate_limited(exchange, turn.seconds_left);
  rests_on(exchange, edge_.engine.durable(exchange.principal->organization));
  exchange.done();
  return false;
}

bool Api::at_operators_door(const Request& request) const {
  return !edge_.options.operators_door || request.door == Door::operators;
}

// What there is no place for is refused by its head. Its body, which may be long, is not looked at;
// the operator's is, as some of what he asks takes no place.
bool Api::has_room(Exchange& exchange, const Route& route) const {
  using actors::Share;
  const auto& principal = exchange.principal;
  if (route.body == nullptr || (principal && principal->organization.none())) return true;
  const Share share = principal ? Share::of(principal->organization) : Share::of_strangers();
  const bool batch = route.bound == BodyBound::batch || route.bound == BodyBound::fundings;
  const auto room = batch ? edge_.engine.room_for_batch(share) : edge_.engine.room(share);
  if (room) return true;
  put_refusal(exchange, room.error());
  if (principal) rests_on(exchange, edge_.engine.durable(principal->organization));
  exchange.done();
  return false;
}

Router::Hidden Api::hidden_from(const Request& request) const {
  if (at_operators_door(request)) return nullptr;
  return [](const Route& route) { return route.who.classes == who::operator_bit; };
}

Match Api::met(const Request& request, Exchange& exchange) const {
  take_request_id(request.request_id, exchange.request_id);
  exchange.response.field("X-Request-Id", exchange.request_id);
  const Match match = edge_.router.find(request.verb, request.path, hidden_from(request));
  exchange.dialect = dialect_of(request.path);
  if (match.route != nullptr) {
    exchange.route = match.route;
    exchange.dialect = match.route->dialect;
    exchange.route_label = edge_.router.index(*match.route) + 1;
  }
  return match;
}

bool Api::admits(const Request& request, Exchange& exchange) {
  const Match match = met(request, exchange);
  return addressed(request, exchange) && routed(request, exchange, match, true) &&
         admitted(request, exchange, *match.route);
}

void Api::serve(const Request& request, Exchange& exchange) {
  const Match match = met(request, exchange);
  if (!addressed(request, exchange)) return;
  if (!routed(request, exchange, match, !request.body.empty())) return;
  const Route& route = *match.route;
  if (!admitted(request, exchange, route)) return;
  if (edge_.pace.limited() && !paced(request, exchange)) return;
  if (!has_room(exchange, route)) return;
  Visit visit{
      .edge = edge_, .request = request, .exchange = exchange, .route = route, .id = match.id};
  if (visit.signed_in()) visit.durable = edge_.engine.durable(visit.caller().organization);
  if (!visit.signed_in() && route.who.sign_up && !sign_up(visit)) return;
  if (!request.query.empty()) {
    auto query = read_query(request.query, route.parameters);
    if (!query) return malformed(visit, query.error().pointer, query.error().detail);
    visit.query = std::move(*query);
  }
  if (route.body == nullptr && !request.body.empty())
    return malformed(visit, "This endpoint takes no body.");
  route.handle(visit);
}

void Api::refuse(const FramingRefusal& refusal, Exchange& exchange) {
  if (exchange.request_id.empty()) take_request_id({}, exchange.request_id);
  exchange.response.field("X-Request-Id", exchange.request_id);
  exchange.dialect = dialect_of(exchange.path);
  put_refusal(exchange, refusal);
  exchange.response.close = true;
}

BodyLimit Api::body_limit(Verb verb, std::string_view path) const {
  const Match match = edge_.router.find(verb, path);
  const BodyBound bound = match.route != nullptr ? match.route->bound : BodyBound::usual;
  if (bound == BodyBound::batch) return {edge_.options.batch_bytes_max, "http.batch_bytes_max"};
  if (bound == BodyBound::evidence)
    return {
        evidence_body_bytes_max,
        "for a piece of evidence: 1 MiB, and 1.5 MiB as JSON with all escapes; base64 has none"};
  if (bound == BodyBound::fundings) return {fundings_bytes_max, "for 1,000 allocations"};
  return {edge_.options.body_bytes_max, "http.body_bytes_max"};
}

}  // namespace bursar::net
