#include "net/idempotency.hpp"
#include "net/payments.hpp"
#include "net/problem.hpp"
#include "net/receipt.hpp"

#include <array>
#include <unordered_set>
#include <utility>
#include <variant>

namespace bursar::net {

using actors::PayBatchCall;
using actors::Receipt;
using ledger::Result;

namespace {

constexpr std::array result_fields = {
    or_of(tells("results", Kind::many, payment_schema,
                "In the order of the payments: a receipt each, or the problem"),
          problem_schema),
    tells("succeeded", Kind::count, "How many were paid, or wait for approval"),
    tells("failed", Kind::count, "How many were not"),
};

// What the edge refused keeps its place among what the engine is asked.
struct Places {
  std::vector<std::optional<ledger::Error>> refused;
};

void write_result(JsonWriter& json, Edge& edge, Exchange& exchange, const Result<Receipt>& result,
                  std::size_t& succeeded) {
  if (result) {
    if (write_receipt(json, edge.engine, *result->record)) ++succeeded;
    return;
  }
  write_problem(json,
                {.outcome = outcome(result.error().code),
                 .request_id = exchange.request_id,
                 .figures = &result.error()},
                Dialect::canonical);
}

void put_results(Edge& edge, Exchange& exchange, const Places& places,
                 const std::vector<Result<Receipt>>& answered) {
  exchange.response.status = 200;
  JsonWriter json{exchange.response.body};
  json.open_object().key("results").open_array();
  std::size_t succeeded = 0;
  std::size_t next = 0;
  for (const auto& refused : places.refused) {
    if (refused)
      write_result(json, edge, exchange, std::unexpected{*refused}, succeeded);
    else
      write_result(json, edge, exchange, answered.at(next++), succeeded);
  }
  json.close_array()
      .number("succeeded", succeeded)
      .number("failed", places.refused.size() - succeeded)
      .close_object();
}

bool atomic(const PaymentBatchBody& body) {
  return body.mode == "atomic";
}

// One wallet pays and its keys say what was done: with some of them it could not be told whether
// that was all.
std::optional<Fault> malformed_together(const PaymentBatchBody& body) {
  if (body.payments.empty()) return Fault{"#/payments", "an atomic batch has at least one payment"};
  const PaymentBody& first = body.payments.front();
  for (std::size_t at = 0; at < body.payments.size(); ++at) {
    const PaymentBody& payment = body.payments[at];
    const std::string pointer = "#/payments/" + std::to_string(at);
    if (payment.from != first.from)
      return Fault{pointer + "/from_wallet_id",
                   "is another wallet than the first one's: an atomic batch has one payer"};
    if (payment.key.empty() != first.key.empty())
      return Fault{pointer + "/idempotency_key",
                   "in an atomic batch every payment has an idempotency_key, or none has"};
  }
  return std::nullopt;
}

std::optional<Fault> malformed_batch(const Visit& visit, const PaymentBatchBody& body) {
  if (present(visit.request.idempotency_key))
    return Fault{std::string{key_field},
                 "keys stand in the payments: a batch takes no Idempotency-Key"};
  std::unordered_set<std::string> keys;
  for (std::size_t at = 0; at < body.payments.size(); ++at) {
    const PaymentBody& payment = body.payments[at];
    const std::string pointer = "#/payments/" + std::to_string(at);
    if (auto fault = malformed_payment(payment, pointer)) return fault;
    // The same text under two wallets is two keys.
    if (!payment.key.empty() && !keys.insert(ledger::text(payment.from.bits) + payment.key).second)
      return Fault{pointer + "/idempotency_key", "is given twice in this batch"};
  }
  return atomic(body) ? malformed_together(body) : std::nullopt;
}

// What keeps one from being made is the answer to all.
void put_together(Edge& edge, Exchange& exchange, const PayBatchCall& call) {
  const std::vector<Result<Receipt>>& answered = *call.outcome;
  const Receipt& first = *answered.front();
  if (std::holds_alternative<ledger::Refused>(first.record->fact))
    return put_receipt(edge, exchange, first);
  rests_on(exchange, call.rests_on);
  if (first.replayed) exchange.response.field("Idempotency-Replayed", "true");
  put_results(edge, exchange, {.refused = {answered.size(), std::nullopt}}, answered);
}

void pay_together(Visit& visit, PaymentBatchBody& body) {
  auto call = std::make_shared<PayBatchCall>();
  call->command.atomic = true;
  for (std::size_t at = 0; at < body.payments.size(); ++at) {
    auto command = pay_command(visit, body.payments[at]);
    if (!command) {
      ledger::Error error = command.error();
      error.part = static_cast<std::uint16_t>(at + 1);
      error.of_payments = true;
      return refuse(visit, error);
    }
    call->command.payments.push_back(*std::move(command));
  }
  call->organization = visit.caller().organization;
  visit.exchange.await(*call,
                       [&edge = visit.edge, &exchange = visit.exchange](actors::Call* answered) {
                         if (const auto* known = known_from<PayBatchCall>(edge, exchange, answered))
                           put_together(edge, exchange, *known);
                         exchange.done();
                       });
  visit.edge.engine.pay_batch(std::move(call));
}

}  // namespace

const Schema payment_batch_reply_schema{"PaymentBatch", result_fields};

void pay_batch(Visit& visit, PaymentBatchBody& body) {
  if (const auto fault = malformed_batch(visit, body))
    return malformed(visit, fault->pointer, fault->detail);
  if (atomic(body)) return pay_together(visit, body);
  auto call = std::make_shared<PayBatchCall>();
  Places places;
  for (PaymentBody& payment : body.payments) {
    auto command = pay_command(visit, payment);
    places.refused.push_back(command ? std::nullopt : std::optional{command.error()});
    if (command) call->command.payments.push_back(std::move(*command));
  }
  if (call->command.payments.empty()) {
    put_results(visit.edge, visit.exchange, places, {});
    return answer(visit);
  }
  ask(visit, &actors::Engine::pay_batch, std::move(call),
      [places = std::move(places)](Edge& edge, Exchange& exchange, PayBatchCall& answered) {
        put_results(edge, exchange, places, *answered.outcome);
      });
}

}  // namespace bursar::net
