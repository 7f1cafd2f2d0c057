#include "net/tokens.hpp"

#include "net/idempotency.hpp"
#include "net/json_values.hpp"
#include "net/problem.hpp"
#include "net/receipt.hpp"
#include "net/token_deeds.hpp"
#include "net/token_view.hpp"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace bursar::net {

using ledger::Errc;
using ledger::Permission;
using ledger::TokenEvent;

namespace {

constexpr std::array redeem_fields = {
    takes<&RedeemBody::token, Kind::label>("payment_token", Need::optional,
                                           "The token, if no X-Payment-Token has it"),
    takes<&RedeemBody::key, Kind::idempotency>("idempotency_key", Need::optional,
                                               "Makes it safe to send again"),
};

constexpr std::array complete_fields = {
    takes<&CompleteBody::amount, Kind::amount>(
        "amount", Need::optional, "Of a metered call: what it came to; the rest is given back"),
    takes<&CompleteBody::key, Kind::idempotency>("idempotency_key", Need::optional,
                                                 "Makes it safe to send again"),
};

/// Who may ask that of a token; everybody else hears that there is none.
enum class Seats : std::uint8_t { payer, payee, both };

bool seated(const Seat& seat, Seats seats) {
  return (seats != Seats::payee && seat.payer) || (seats != Seats::payer && seat.payee);
}

/// None: that was refused.
std::optional<FoundToken> admitted(Visit& visit, std::optional<FoundToken> found, Seats seats) {
  const bool anywhere = visit.caller().key_class == ledger::KeyClass::operator_;
  if (found && anywhere) return found;
  const Seat seat = found ? seat_at(visit.edge, visit.caller(), found->issued()) : Seat{};
  const auto refused = [&](Errc code) {
    refuse(visit, code);
    return std::nullopt;
  };
  if (!seat.any()) return refused(Errc::not_found);
  if (seat.elsewhere) return refused(Errc::environment_mismatch);
  if (!seated(seat, seats)) return refused(Errc::forbidden);
  return found;
}

void put_refused(Exchange& exchange, const TokenOutcome& outcome) {
  if (outcome.stored) return put_stored(exchange, *outcome.stored);
  if (outcome.refused != Errc::invalid_state || !outcome.story)
    return put_refusal(exchange, {.code = outcome.refused});
  const std::string_view state = word(outcome.story->status);
  put_invalid_state(exchange, state,
                    "It is " + std::string{state} + " by now: that is not its turn.");
}

/// A stored answer stays in the spelling that it was given in first.
Dialect spelling(const Exchange& exchange, const TokenOutcome& outcome) {
  const bool stored = outcome.replayed && outcome.story && outcome.story->last;
  return stored ? dialect_of(*outcome.story->last) : exchange.dialect;
}

/// The token as the answer to what was asked of it.
void put_token(Edge& edge, Exchange& exchange, const TokenOutcome& outcome) {
  if (outcome.refused != Errc{}) return put_refused(exchange, outcome);
  exchange.response.status = 200;
  JsonWriter json{exchange.response.body};
  write_token(json, edge, *outcome.story, spelling(exchange, outcome));
}

void ask_of_token(Visit& visit, TokenEvent event, Seats seats, std::string key = {},
                  std::optional<ledger::Amount> amount = {}) {
  auto found = admitted(visit, token_of_id(visit.edge, visit.id), seats);
  if (found) act(visit, {*std::move(found), event, amount, std::move(key)}, put_token);
}

void start_call(Visit& visit) {
  ask_as_provider(visit, TokenEvent::start);
}

void accept_call(Visit& visit) {
  ask_as_provider(visit, TokenEvent::accept);
}

void release_token(Visit& visit) {
  ask_as_provider(visit, TokenEvent::release);
}

constexpr Route row(std::string_view name, Verb verb, std::string_view path,
                    std::string_view summary) {
  return {.name = name,
          .verb = verb,
          .path = path,
          .who = who::agents_too,
          .permission = Permission::payments_write,
          .id = PathId::token,
          .reply = {200, &token_schema},
          .tag = "x402",
          .summary = summary};
}

constexpr Route handled(Route row, void (*handle)(Visit&), const Schema* body = nullptr) {
  row.handle = handle;
  row.body = body;
  return row;
}

/// Under a key of its provider's.
constexpr Route keyed(Route row) {
  row.replay = Replay::by_key;
  return row;
}

constexpr std::array tokens_rows = {
    Route{.name = "verify_token",
          .verb = Verb::post,
          .path = "/v1/x402/verify",
          .who = who::agents_too,
          .permission = Permission::payments_write,
          .replay = Replay::by_key,
          .body = body_of<redeem>,
          .reply = {200, &redeemed_schema},
          .handle = handle<redeem>,
          .tag = "x402",
          .summary = "Redeem a payment token, once, as its provider"},
    handled(keyed(row("start_call", Verb::post, "/v1/x402/tokens/{id}/call-started",
                      "Tell that the call has started: its promise runs")),
            handle<start_call>),
    handled(keyed(row("accept_call", Verb::post, "/v1/x402/tokens/{id}/call-accepted",
                      "Tell that the call was accepted")),
            handle<accept_call>),
    handled(keyed(row("complete_call", Verb::post, "/v1/x402/tokens/{id}/call-completed",
                      "Tell that the call is complete, and be paid")),
            handle<complete_call>, body_of<complete_call>),
    handled(keyed(row("release_token", Verb::post, "/v1/x402/tokens/{id}/release",
                      "Give a verified token back: its payer's money is free again")),
            handle<release_token>),
    handled(row("cancel_token", Verb::del, "/v1/x402/tokens/{id}",
                "Cancel a token that nobody has verified, as its payer"),
            handle<cancel_token>),
    [] {
      Route get = handled(row("get_token", Verb::get, "/v1/x402/tokens/{id}",
                              "Read what has become of a payment token"),
                          handle<show_token>);
      get.who = who::agents_and_operator;
      return get;
    }(),
};

}  // namespace

const Schema RedeemBody::schema{
    .name = "VerifyTokenRequest", .fields = redeem_fields, .may_be_missing = true};
const Schema CompleteBody::schema{
    .name = "CompleteCallRequest", .fields = complete_fields, .may_be_missing = true};

void ask_as_provider(Visit& visit, TokenEvent event, std::string key,
                     std::optional<ledger::Amount> amount) {
  if (const auto wrong = choose_key(visit.request.idempotency_key, key); !wrong.empty())
    return malformed(visit, key_field, wrong);
  ask_of_token(visit, event, Seats::payee, std::move(key), amount);
}

void redeem(Visit& visit, RedeemBody& body) {
  if (const auto wrong = choose_key(visit.request.idempotency_key, body.key); !wrong.empty())
    return malformed(visit, key_field, wrong);
  const std::string_view header = visit.request.x_payment_token;
  if (present(header) && !body.token.empty() && header != body.token)
    return malformed(visit, "#/payment_token", "is another than X-Payment-Token");
  const std::string_view text = present(header) ? header : body.token;
  if (text.empty())
    return malformed(visit, "#/payment_token", "is required, here or as X-Payment-Token");
  auto found = admitted(visit, token_of_text(visit.edge, text), Seats::payee);
  if (!found) return;
  act(visit, {*std::move(found), TokenEvent::verify, {}, std::move(body.key)},
      [](Edge& edge, Exchange& exchange, const TokenOutcome& outcome) {
        if (outcome.refused != Errc{}) return put_refused(exchange, outcome);
        exchange.response.status = 200;
        JsonWriter json{exchange.response.body};
        write_redeemed(json, edge, *outcome.story, spelling(exchange, outcome));
      });
}

void complete_call(Visit& visit, CompleteBody& body) {
  ask_as_provider(visit, TokenEvent::complete, std::move(body.key),
                  body.amount ? std::optional{amount_of(*body.amount)} : std::nullopt);
}

void cancel_token(Visit& visit) {
  ask_of_token(visit, TokenEvent::cancel, Seats::payer);
}

void show_token(Visit& visit) {
  auto found = admitted(visit, token_of_id(visit.edge, visit.id), Seats::both);
  if (!found) return;
  auto call = std::make_shared<actors::TokenCall>();
  call->command.token = found->record->sequence;
  ask(visit, &actors::Engine::token, std::move(call),
      [found = *std::move(found)](Edge& edge, Exchange& exchange, actors::TokenCall& told) {
        put_token(edge, exchange, {.story = story_of(edge, found, *told.outcome)});
      });
}

std::span<const Route> token_routes() {
  return tokens_rows;
}

}  // namespace bursar::net
