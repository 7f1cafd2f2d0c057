#include "net/payments.hpp"

#include "net/authority.hpp"
#include "net/idempotency.hpp"
#include "net/json_values.hpp"
#include "net/receipt.hpp"

#include <array>
#include <utility>

namespace bursar::net {

using actors::PayCall;
using actors::PayCommand;
using ledger::Errc;
using ledger::Permission;
using ledger::Result;

namespace {

constexpr std::size_t batch_payments_max = 8'192;
constexpr std::array<std::string_view, 4> payee_prefixes = {"wal_", "wallet_", "agt_", "agent_"};

constexpr std::array payment_fields = {
    takes<&PaymentBody::from, Kind::wallet_id>("from_wallet_id", Need::required,
                                               "The wallet that pays"),
    takes<&PaymentBody::to, Kind::wallet_id>("to_wallet_id", Need::optional,
                                             "The wallet that is paid"),
    takes<&PaymentBody::to_external, Kind::label>("to_external", Need::optional,
                                                  "Or somebody outside, by any label"),
    takes<&PaymentBody::amount, Kind::amount>("amount", Need::required,
                                              "What the payee gets; the fee comes on top"),
    takes<&PaymentBody::as_usdc, Kind::currency>("currency", Need::optional, "USD or USDC"),
    takes<&PaymentBody::rail, Kind::label>("rail", Need::optional,
                                           "How it is settled; internal, unless told otherwise"),
    takes<&PaymentBody::description, Kind::text>("description", Need::optional, "For the receipt"),
    takes<&PaymentBody::category, Kind::label>("category", Need::optional,
                                               "What the payer says it is for"),
    takes<&PaymentBody::metadata, Kind::object>("metadata", Need::optional,
                                                "The caller's own, at most 16 KiB"),
    takes<&PaymentBody::key, Kind::idempotency>("idempotency_key", Need::optional,
                                                "Makes it safe to send again"),
};

constexpr std::array batch_fields = {
    takes_many<&PaymentBatchBody::payments>("payments", PaymentBody::schema, batch_payments_max,
                                            "Each may have an idempotency_key of its own"),
    one_of(takes<&PaymentBatchBody::mode, Kind::label>(
               "mode", Need::optional,
               "Whether each stands for itself (independent), or all are made "
               "or none (atomic): then of one payer, and keys stand in all of them or in none"),
           "independent|atomic"),
};

Fault fault(std::string_view pointer, std::string_view field, std::string_view detail) {
  return {.pointer = std::string{pointer}.append("/").append(field), .detail = std::string{detail}};
}

Result<std::optional<ledger::WalletAddress>> payee(Visit& visit, const PaymentBody& body) {
  if (!body.to) return std::nullopt;
  auto found = visit.edge.engine.find_wallet(*body.to);
  if (!found || found->environment != visit.caller().environment)
    return ledger::refuse(Errc::unknown_payee);
  return found;
}

constexpr std::array payments_rows = {
    Route{.name = "create_payment",
          .verb = Verb::post,
          .path = "/v1/payments",
          .who = who::agents_too,
          .permission = Permission::payments_write,
          .replay = Replay::by_key,
          .body = body_of<pay>,
          .reply = {.status = 201, .schema = &payment_schema, .may_wait = true},
          .handle = handle<pay>,
          .tag = "Payments",
          .summary = "Pay from a wallet to another, or to somebody outside"},
    Route{.name = "create_payment_batch",
          .verb = Verb::post,
          .path = "/v1/payments/batch",
          .who = who::agents_too,
          .permission = Permission::payments_write,
          .replay = Replay::by_member,
          .bound = BodyBound::batch,
          .body = body_of<pay_batch>,
          .reply = {200, &payment_batch_reply_schema},
          .handle = handle<pay_batch>,
          .tag = "Payments",
          .summary = "Make up to 8,192 payments, each for itself or all of them or none"},
    Route{.name = "get_payment",
          .verb = Verb::get,
          .path = "/v1/payments/{id}",
          .who = who::agents_and_operator,
          .permission = Permission::payments_read,
          .id = PathId::payment,
          .reply = {200, &payment_with_postings_schema},
          .handle = handle<show_payment>,
          .tag = "Payments",
          .summary = "Read a payment's receipt, its postings and its events"},
};

}  // namespace

const Schema PaymentBody::schema{"PaymentRequest", payment_fields};
const Schema PaymentBatchBody::schema{"PaymentBatchRequest", batch_fields};

actors::KeyedBy keyed_by(Visit& visit, std::string key) {
  actors::KeyedBy keyed{
      .key = std::move(key),
      .request_id = {},
      .answer_version = {.dialect = static_cast<std::uint8_t>(visit.route.dialect)}};
  if (!keyed.key.empty()) keyed.request_id = visit.exchange.request_id;
  return keyed;
}

void hand_over(Edge& edge, Exchange& exchange, std::shared_ptr<PayCall> call) {
  exchange.await(*call, [&edge, &exchange](actors::Call* answered) {
    auto* paid = static_cast<PayCall*>(answered);
    if (paid != nullptr && paid->outcome)
      put_receipt(edge, exchange, *paid->outcome);
    else
      settled_as<PayCall>(edge, exchange, answered);
    exchange.done();
  });
  edge.engine.pay(std::move(call));
}

bool names_a_wallet(std::string_view label) {
  return ledger::parse_id(label, payee_prefixes).has_value();
}

std::optional<Fault> malformed_payment(const PaymentBody& body, std::string_view pointer) {
  if (!body.to && body.to_external.empty())
    return fault(pointer, "to_wallet_id", "to_wallet_id or to_external is required");
  if (body.to && !body.to_external.empty())
    return fault(pointer, "to_external",
                 "stands beside to_wallet_id: only one of them can be meant");
  if (names_a_wallet(body.to_external))
    return fault(pointer, "to_external", "is a wallet's id: name it in to_wallet_id");
  if (body.to && body.to->bits != names_nothing && *body.to == body.from)
    return fault(pointer, "to_wallet_id", "is the paying wallet itself");
  return std::nullopt;
}

Result<PayCommand> pay_command(Visit& visit, PaymentBody& body) {
  const auto payer = visit.edge.engine.find_wallet(body.from);
  if (const auto reached = reach(visit.caller(), body.from, payer); !reached)
    return std::unexpected{reached.error()};
  CHECK(payer.has_value());
  auto to = payee(visit, body);
  if (!to) return std::unexpected{to.error()};
  if (!body.rail.empty() && body.rail != "internal")
    return ledger::refuse(Errc::settlement_not_configured);
  return PayCommand{.pay = {.payer = *payer,
                            .payee = *to,
                            .payee_external = std::move(body.to_external),
                            .amount = amount_of(body.amount),
                            .description = std::move(body.description),
                            .category = std::move(body.category),
                            .metadata = std::move(body.metadata),
                            .as_usdc = body.as_usdc},
                    .keyed = keyed_by(visit, std::move(body.key)),
                    .now = visit.now()};
}

void pay(Visit& visit, PaymentBody& body) {
  if (const auto wrong = choose_key(visit.request.idempotency_key, body.key); !wrong.empty())
    return malformed(visit, key_field, wrong);
  if (const auto fault = malformed_payment(body, "#"))
    return malformed(visit, fault->pointer, fault->detail);
  auto command = pay_command(visit, body);
  if (!command) return refuse(visit, command.error());
  auto call = std::make_shared<PayCall>();
  call->command = std::move(*command);
  call->organization = visit.caller().organization;
  hand_over(visit.edge, visit.exchange, std::move(call));
}

std::span<const Route> payment_routes() {
  return payments_rows;
}

}  // namespace bursar::net
