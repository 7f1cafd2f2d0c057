#include "net/outcomes.hpp"

#include "net/authority.hpp"
#include "net/funding.hpp"
#include "net/idempotency.hpp"
#include "net/json_text.hpp"
#include "net/json_values.hpp"
#include "net/receipt.hpp"
#include "net/spelling.hpp"
#include "net/token_answers.hpp"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace bursar::net {

using actors::KeyOutcome;
using actors::OutcomeCall;
using actors::SealCall;
using ledger::Errc;
using ledger::Permission;

namespace {

constexpr std::array outcome_fields = {
    tells("state", Kind::text, "not_seen, in_flight, committed, rejected or sealed"),
    tells("since", Kind::time,
          "Keys that were used from then on are known; of earlier ones only seals are told for "
          "certain"),
    tells("at", Kind::time, "When that was decided", Need::optional),
    tells("answer", Kind::object,
          "What the first call was answered: a receipt, or the problem; none where its key answers "
          "several at once",
          Need::optional),
};

constexpr std::array parameters = {
    Parameter{"wallet_id", "In whose name space the key is; a wallet's own key may leave it out"}};

constexpr std::array outcomes_rows = {
    Route{.name = "get_outcome",
          .verb = Verb::get,
          .path = "/v1/outcomes/{id}",
          .who = who::agents_and_operator,
          .permission = Permission::payments_read,
          .id = PathId::idempotency_key,
          .parameters = parameters,
          .reply = {200, &outcome_schema},
          .handle = handle<show_outcome>,
          .tag = "Payments",
          .summary = "Read what has come of an idempotency key, after a time-out"},
    Route{
        .name = "seal_outcome",
        .verb = Verb::post,
        .path = "/v1/outcomes/{id}/seal",
        .who = who::agents_too,
        .permission = Permission::payments_write,
        .id = PathId::idempotency_key,
        .parameters = parameters,
        .reply = {200, &outcome_schema},
        .handle = handle<seal_key>,
        .tag = "Payments",
        .summary = "Let a key never execute, or hear that it has: then paying another way is safe"},
};

std::string_view word(const KeyOutcome& outcome) {
  switch (outcome.state) {
    case KeyOutcome::State::not_seen:
      return "not_seen";
    case KeyOutcome::State::in_flight:
      return "in_flight";
    case KeyOutcome::State::sealed:
      return "sealed";
    case KeyOutcome::State::known:
      break;
  }
  return std::holds_alternative<ledger::Refused>(outcome.record->fact) ? "rejected" : "committed";
}

void put_outcome(Edge& edge, Exchange& exchange, const actors::KeyName& of,
                 const KeyOutcome& outcome) {
  exchange.response.status = 200;
  JsonWriter json{exchange.response.body};
  json.open_object().text("state", word(outcome)).time("since", outcome.since);
  if (outcome.record) json.time("at", outcome.record->time);
  if (outcome.state == KeyOutcome::State::known) {
    json.key("answer");
    if (of_token(*outcome.record))
      write_token_answer(json, edge, *outcome.record, of.wallet.environment);
    else
      write_receipt(json, edge.engine, *outcome.record);
  }
  json.close_object();
}

/// The key that the path names and the wallet that it is of; none: that is refused already.
template <class Command>
std::optional<Command> asked(Visit& visit) {
  auto key = percent_decoded(visit.id, Plus::itself);
  if (!key || !visible_ascii(*key)) {
    malformed(visit,
              "The key must be 1 to 255 visible ASCII characters, escaped where a path "
              "needs it ('/' is written %2F).");
    return std::nullopt;
  }
  const ledger::Principal& caller = visit.caller();
  ledger::WalletId named;
  if (!visit.query.wallet.empty())
    named.bits = ledger::parse_id(visit.query.wallet, wallet_prefixes).value_or(names_nothing);
  else if (caller.wallet)
    named = caller.wallet->id;
  else
    return malformed(visit, "?wallet_id", "wallet_id is required"), std::nullopt;
  const auto found = visit.edge.engine.find_wallet(named);
  if (const auto reached = reach(caller, named, found); !reached)
    return refuse(visit, reached.error()), std::nullopt;
  Command command;
  command.wallet = *found;
  command.key = *std::move(key);
  command.now = visit.now();
  return command;
}

}  // namespace

const Schema outcome_schema{"Outcome", outcome_fields, "What is known of an idempotency key."};

void show_outcome(Visit& visit) {
  auto command = asked<actors::KeyName>(visit);
  if (!command) return;
  auto call = std::make_shared<OutcomeCall>();
  call->command = *std::move(command);
  ask(visit, &actors::Engine::outcome, std::move(call),
      [](Edge& edge, Exchange& exchange, OutcomeCall& told) {
        put_outcome(edge, exchange, told.command, *told.outcome);
      });
}

void seal_key(Visit& visit) {
  auto command = asked<actors::SealKey>(visit);
  if (!command) return;
  auto call = std::make_shared<SealCall>();
  call->command = *std::move(command);
  ask(visit, &actors::Engine::seal, std::move(call),
      [](Edge& edge, Exchange& exchange, SealCall& told) {
        put_outcome(edge, exchange, told.command, *told.outcome);
      });
}

std::span<const Route> outcome_routes() {
  return outcomes_rows;
}

}  // namespace bursar::net
