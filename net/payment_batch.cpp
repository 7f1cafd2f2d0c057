#include "net/idempotency.hpp"
#include "net/payments.hpp"
#include "net/problem.hpp"
#include "net/receipt.hpp"

#include <array>
#include <unordered_set>

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

std::optional<Fault> malformed_batch(const Visit& visit, const PaymentBatchBody& body) {
  if (present(visit.request.idempotency_key))
    return Fault{std::string{key_field},
                 "keys stand in the payments: a batch takes no Idempotency-Key"};
  if (body.mode == "atomic")
    return Fault{"#/mode", "atomic batches are not offered yet: use independent"};
  std::unordered_set<std::string> keys;
  for (std::size_t at = 0; at < body.payments.size(); ++at) {
    const PaymentBody& payment = body.payments[at];
    const std::string pointer = "#/payments/" + std::to_string(at);
    if (auto fault = malformed_payment(payment, pointer)) return fault;
    // The same text under two wallets is two keys.
    if (!payment.key.empty() && !keys.insert(ledger::text(payment.from.bits) + payment.key).second)
      return Fault{pointer + "/idempotency_key", "is given twice in this batch"};
  }
  return std::nullopt;
}

}  // namespace

const Schema payment_batch_reply_schema{"PaymentBatch", result_fields};

void pay_batch(Visit& visit, PaymentBatchBody& body) {
  if (const auto fault = malformed_batch(visit, body))
    return malformed(visit, fault->pointer, fault->detail);
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
