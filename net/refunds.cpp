#include "net/refunds.hpp"

#include "ledger/payment_states.hpp"
#include "net/funding.hpp"
#include "net/idempotency.hpp"
#include "net/json_values.hpp"
#include "net/payments.hpp"
#include "net/problem.hpp"
#include "net/receipt.hpp"
#include "net/spelling.hpp"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace bursar::net {

using actors::RefundCall;
using ledger::Errc;
using ledger::KeyClass;
using ledger::Paid;
using ledger::Permission;
using ledger::Record;
using ledger::Refunded;
using ledger::WalletAddress;

namespace {

constexpr std::array<std::string_view, 1> payment_prefixes = {"tx_"};

constexpr std::array refunds_body_fields = {
    takes<&RefundBody::amount, Kind::amount>("amount", Need::optional,
                                             "How much of it; all that is left, unless told "
                                             "otherwise"),
    takes<&RefundBody::key, Kind::idempotency>("idempotency_key", Need::optional,
                                               "Makes it safe to send again"),
};

constexpr std::array refund_fields = {
    tells("id", Kind::text, "tx_ and 26 characters"),
    tells("payment_id", Kind::text, "The payment that it is of"),
    tells("from_wallet_id", Kind::text, "Who gave it back", Need::optional),
    tells("from_external", Kind::text, "Or somebody outside", Need::optional),
    tells("to_wallet_id", Kind::text, "Who had paid"),
    tells("amount", Kind::amount, "What went back by this"),
    tells("refunded_amount", Kind::amount, "What of the payment is refunded, with this"),
    tells("remaining", Kind::amount, "What of it can still be"),
    tells("currency", Kind::text, "USD, or USDC when the payment was made so"),
    tells("status", Kind::text, "The payment's: refunded or partially_refunded"),
    tells("balance_after", Kind::amount,
          "What the wallet held then that gave it; of somebody outside, the one that got it"),
    tells("created_at", Kind::time, "When it was decided"),
};

constexpr std::array refunds_rows = {
    Route{.name = "refund_payment",
          .verb = Verb::post,
          .path = "/v1/payments/{id}/refund",
          .who = who::agents_and_operator,
          .permission = Permission::payments_write,
          .replay = Replay::by_key,
          .id = PathId::payment,
          .body = body_of<refund_payment>,
          .reply = {201, &refund_schema},
          .handle = handle<refund_payment>,
          .tag = "Payments",
          .summary = "Give a payment back, or some of it; its fee stays"},
};

bool scoped(const ledger::Principal& principal) {
  return principal.wallet.has_value();
}

/// The record that made a payment; a refusal, or no record where it is not made.
struct Made {
  std::optional<Record> record = {};
  ledger::PaymentState state = ledger::PaymentState::completed;
};

Made made(const Edge& edge, const Record& found) {
  if (std::holds_alternative<Paid>(found.fact)) return {.record = found};
  const auto decision = edge.engine.decision(found.sequence);
  if (decision.status != ledger::ApprovalStatus::approved)
    return {.state = ledger::state_of(decision.status)};
  return {.record = edge.engine.record(decision.by)};
}

void hand_over(Visit& visit, RefundBody& body, const Record& record) {
  auto call = std::make_shared<RefundCall>();
  call->command = {.refund = {.place = ledger::payment_place(record).value(),
                              .payment = record.sequence,
                              .paid = std::get<Paid>(record.fact)},
                   .keyed = keyed_by(visit, std::move(body.key)),
                   .now = visit.now()};
  if (!body.amount.zero()) call->command.refund.amount = amount_of(body.amount);
  call->organization = visit.caller().organization;
  await_receipt(visit.edge, visit.exchange, *call);
  visit.edge.engine.refund(std::move(call));
}

}  // namespace

const Schema RefundBody::schema{
    .name = "RefundRequest", .fields = refunds_body_fields, .may_be_missing = true};
const Schema refund_schema{"Refund", refund_fields, "The receipt of a refund."};

ledger::Result<void> may_refund(const ledger::Principal& principal,
                                const std::optional<WalletAddress>& payer,
                                const std::optional<WalletAddress>& payee) {
  const bool anywhere = principal.key_class == KeyClass::operator_;
  const bool as_payer = sees(principal, payer);
  const bool as_payee = sees(principal, payee);
  if (!payer || (!as_payer && !as_payee)) return ledger::refuse(Errc::not_found);
  if (!anywhere && payer->environment != principal.environment)
    return ledger::refuse(Errc::environment_mismatch);
  if (as_payee) return {};
  if (payee) return ledger::refuse(Errc::forbidden);
  if (scoped(principal)) return ledger::refuse(Errc::org_key_required);
  if (payer->environment != ledger::Environment::sandbox)
    return ledger::refuse(Errc::settlement_not_configured);
  return {};
}

void refund_payment(Visit& visit, RefundBody& body) {
  if (const auto wrong = choose_key(visit.request.idempotency_key, body.key); !wrong.empty())
    return malformed(visit, key_field, wrong);
  const auto id = ledger::parse_id(visit.id, payment_prefixes);
  const auto found = id ? visit.edge.engine.payment(*id) : std::nullopt;
  const Paid* const paid = found ? payment_of(*found) : nullptr;
  if (paid == nullptr) return refuse(visit, Errc::not_found);
  const auto payer = visit.edge.engine.find_wallet(paid->payer_id);
  const auto payee =
      paid->payee.none() ? std::nullopt : visit.edge.engine.find_wallet(paid->payee_id);
  const auto [record, state] = made(visit.edge, *found);
  // Until it is made nobody but its payer knows of it.
  const bool shown = state == ledger::PaymentState::completed || sees(visit.caller(), payer);
  const auto may = may_refund(visit.caller(), payer, payee);
  if (!shown) return refuse(visit, Errc::not_found);
  if (!may) return refuse(visit, may.error());
  if (record) return hand_over(visit, body, *record);
  if (state == ledger::PaymentState::completed) return refuse(visit, Errc::history_archived);
  put_invalid_state(visit.exchange, word(state), "A payment is refunded once it is made.");
  rests_on(visit.exchange, visit.durable);
  visit.exchange.done();
}

void write_refund(JsonWriter& json, const actors::Engine& engine, const Record& record) {
  const auto& refunded = std::get<Refunded>(record.fact);
  ledger::PaymentCourse course;
  course.take(refunded, record.sequence);
  json.open_object()
      .id("id", "tx_", engine.payment_id(record))
      .id("payment_id", "tx_", engine.payment_id(refunded.payment_place));
  if (refunded.from.none())
    json.text("from_external", refunded.from_external);
  else
    json.text("from_wallet_id", wallet_text(refunded.from_id));
  json.text("to_wallet_id", wallet_text(refunded.payer_id))
      .money("amount", refunded.amount.money())
      .money("refunded_amount", course.refunded)
      .money("remaining", course.principal - course.refunded)
      .text("currency", currency_text(refunded.as_usdc))
      .text("status", word(state_of(course)))
      .money("balance_after",
             balance_after(record, refunded.from.none() ? refunded.to : refunded.from))
      .time("created_at", record.time)
      .close_object();
}

std::span<const Route> refund_routes() {
  return refunds_rows;
}

}  // namespace bursar::net
