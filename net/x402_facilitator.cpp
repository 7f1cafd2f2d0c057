#include "net/x402_facilitator.hpp"

#include "net/idempotency.hpp"
#include "net/problem.hpp"
#include "net/spelling.hpp"
#include "net/token_deeds.hpp"
#include "net/x402_body.hpp"

#include <array>
#include <optional>
#include <string>
#include <utility>

namespace bursar::net {

using ledger::Errc;
using ledger::Permission;
using ledger::TokenEvent;

namespace {

constexpr std::size_t version_max = 1'000;

struct PaymentPayload {
  std::string token;

  static const Schema schema;
};

struct PaymentOffer {
  std::optional<std::int64_t> version;
  std::optional<Requirements> accepted;
  std::optional<PaymentPayload> payload;

  static const Schema schema;
};

struct FacilitatorBody {
  std::optional<std::int64_t> version;
  std::optional<PaymentOffer> payment;
  std::optional<Requirements> requirements;

  static const Schema schema;
};

constexpr std::array payload_fields = {
    takes<&PaymentPayload::token, Kind::label>("token", Need::optional, "The payment token"),
};

constexpr std::array offer_fields = {
    takes<&PaymentOffer::version, Kind::count>("x402Version", Need::optional, "2", version_max),
    takes_one<&PaymentOffer::accepted>("accepted", Requirements::schema,
                                       "What the client says that it accepted"),
    takes_one<&PaymentOffer::payload>("payload", PaymentPayload::schema, "The scheme's own part"),
};

constexpr std::array x402_facilitator_body_fields = {
    takes<&FacilitatorBody::version, Kind::count>("x402Version", Need::optional, "2", version_max),
    takes_one<&FacilitatorBody::payment>("paymentPayload", PaymentOffer::schema,
                                         "What the client has sent"),
    takes_one<&FacilitatorBody::requirements>("paymentRequirements", Requirements::schema,
                                              "What the server requires"),
};

constexpr std::array extra_fields = {
    tells("tokenId", Kind::text, "tokid_ and 26 characters"),
};
constexpr Schema extra_schema{"X402VerifyExtra", extra_fields};

constexpr std::array verified_fields = {
    tells("isValid", Kind::flag, "Whether the payment would be settled"),
    tells("invalidReason", Kind::text, "Why not", Need::optional),
    tells("payer", Kind::text, "The wallet that pays", Need::optional),
    tells("extra", Kind::one, extra_schema, "Of a payment that is valid", Need::optional),
};
constexpr Schema verified_schema{"X402VerifyResponse", verified_fields};

constexpr std::array settled_fields = {
    tells("success", Kind::flag, "Whether it was settled, by this very call"),
    tells("errorReason", Kind::text, "Why not", Need::optional),
    tells("transaction", Kind::text, "The payment's id, or empty"),
    tells("network", Kind::text, "bursar:sandbox or bursar:production"),
    tells("payer", Kind::text, "The wallet that pays", Need::optional),
    tells("amount", Kind::text, "What was paid, in hundred-millionths", Need::optional),
};
constexpr Schema settled_schema{"X402SettleResponse", settled_fields};

namespace reason {
constexpr std::string_view version = "invalid_x402_version";
constexpr std::string_view payload = "invalid_payload";
constexpr std::string_view requirements = "invalid_payment_requirements";
constexpr std::string_view scheme = "unsupported_scheme";
constexpr std::string_view network = "invalid_network";
constexpr std::string_view state = "invalid_transaction_state";
constexpr std::string_view duplicate = "duplicate_settlement";
constexpr std::string_view funds = "unexpected_settle_error";
constexpr std::string_view token = "invalid_exact_bursar_payload_token";
constexpr std::string_view expired = "invalid_exact_bursar_payload_token_expired";
constexpr std::string_view amount = "invalid_exact_bursar_payload_amount_mismatch";
constexpr std::string_view recipient = "invalid_exact_bursar_payload_recipient_mismatch";
constexpr std::string_view asset = "invalid_exact_bursar_payload_asset_mismatch";
constexpr std::string_view caller = "invalid_exact_bursar_payload_caller";
}  // namespace reason

/// Before anything is looked up. Empty: nothing is wrong.
std::string_view wrong_form(const FacilitatorBody& body, std::string_view network) {
  if (body.version != static_cast<std::int64_t>(x402_version)) return reason::version;
  if (!body.payment || !body.payment->payload || !body.payment->accepted ||
      body.payment->payload->token.empty())
    return reason::payload;
  if (body.payment->version != static_cast<std::int64_t>(x402_version)) return reason::version;
  if (!body.requirements) return reason::requirements;
  for (const Requirements* said : {&*body.requirements, &*body.payment->accepted}) {
    if (said->scheme != x402_scheme) return reason::scheme;
    if (said->network != network) return reason::network;
  }
  return {};
}

/// Of a token whose proof is right, and whose payee's the caller is to be.
std::string_view mismatch(const Edge& edge, const ledger::Principal& caller,
                          const FacilitatorBody& body, const ledger::TokenIssued& issued) {
  const Requirements& wanted = *body.requirements;
  const Requirements& accepted = *body.payment->accepted;
  if (wanted.pay_to != issued.payment.payee_id) return reason::recipient;
  const Seat seat = seat_at(edge, caller, issued);
  if (!seat.payee) return reason::caller;
  if (seat.elsewhere) return reason::network;
  if (wanted.asset != x402_asset || accepted.asset != x402_asset) return reason::asset;
  for (const Requirements* said : {&wanted, &accepted})
    if (atomic_amount(said->amount) != issued.payment.amount) return reason::amount;
  if (wanted.extra && !wanted.extra->service_id.empty() &&
      service_id(wanted.extra->service_id) != issued.terms.service.id)
    return reason::requirements;
  return {};
}

std::string_view reason_of(const TokenOutcome& outcome, TokenEvent event) {
  if (outcome.refused == Errc::token_expired) return reason::expired;
  if (outcome.refused == Errc::payee_archived || outcome.refused == Errc::balance_limit)
    return reason::funds;
  const bool settled = outcome.story && outcome.story->status == ledger::TokenStatus::settled;
  return event == TokenEvent::settle && settled ? reason::duplicate : reason::state;
}

void put_invalid(Exchange& exchange, std::string_view why) {
  exchange.response.status = 200;
  JsonWriter json{exchange.response.body};
  json.open_object().flag("isValid", false).text("invalidReason", why).close_object();
}

void write_unsettled(JsonWriter& json, std::string_view why, ledger::Environment environment) {
  json.open_object()
      .flag("success", false)
      .text("errorReason", why)
      .text("transaction", "")
      .text("network", network_of(environment))
      .close_object();
}

void put_unsettled(Exchange& exchange, std::string_view why) {
  exchange.response.status = 200;
  JsonWriter json{exchange.response.body};
  write_unsettled(json, why, exchange.principal->environment);
}

using PutNo = void (*)(Exchange&, std::string_view);

/// The token, when all that can be said without its wallet is right; else that was the answer.
std::optional<FoundToken> found(Visit& visit, const FacilitatorBody& body, PutNo no) {
  const ledger::Principal& caller = visit.caller();
  std::optional<FoundToken> token;
  std::string_view why = wrong_form(body, network_of(caller.environment));
  if (why.empty()) {
    token = token_of_text(visit.edge, body.payment->payload->token);
    why = token ? mismatch(visit.edge, caller, body, token->issued()) : reason::token;
  }
  if (why.empty()) return token;
  no(visit.exchange, why);
  answer(visit);
  return std::nullopt;
}

void put_verified(Edge& edge, Exchange& exchange, const TokenOutcome& outcome) {
  if (outcome.refused != Errc{})
    return put_invalid(exchange, reason_of(outcome, TokenEvent::check));
  const FoundToken& token = outcome.story->token;
  exchange.response.status = 200;
  JsonWriter json{exchange.response.body};
  json.open_object()
      .flag("isValid", true)
      .text("payer", wallet_text(token.issued().payment.payer_id));
  json.key("extra")
      .open_object()
      .text("tokenId", token_id_text(edge, *token.record))
      .close_object()
      .close_object();
}

void put_settled(Edge& edge, Exchange& exchange, const TokenOutcome& outcome) {
  if (outcome.refused != Errc{})
    return put_unsettled(exchange, reason_of(outcome, TokenEvent::settle));
  exchange.response.status = 200;
  JsonWriter json{exchange.response.body};
  write_settled(json, edge, outcome.story->last.value());
}

void verify(Visit& visit, FacilitatorBody& body) {
  if (auto token = found(visit, body, put_invalid))
    act(visit, {*std::move(token), TokenEvent::check, {}}, put_verified);
}

// One that is settled already is not settled by this call: its content was handed out before. Only
// who names the key that it was settled under is told once more that it was.
void settle(Visit& visit, FacilitatorBody& body) {
  std::string key;
  if (const auto wrong = choose_key(visit.request.idempotency_key, key); !wrong.empty())
    return malformed(visit, key_field, wrong);
  if (auto token = found(visit, body, put_unsettled))
    act(visit, {*std::move(token), TokenEvent::settle, {}, std::move(key)}, put_settled);
}

constexpr std::array x402_facilitator_rows = {
    Route{.name = "x402_verify",
          .verb = Verb::post,
          .path = "/x402/verify",
          .who = who::agents_too,
          .permission = Permission::payments_write,
          .dialect = Dialect::x402,
          .body = body_of<verify>,
          .reply = {200, &verified_schema},
          .handle = handle<verify>,
          .tag = "x402",
          .summary = "Look whether a payment is good, as a facilitator, with the payee's key"},
    Route{.name = "x402_settle",
          .verb = Verb::post,
          .path = "/x402/settle",
          .who = who::agents_too,
          .permission = Permission::payments_write,
          .replay = Replay::by_key,
          .dialect = Dialect::x402,
          .body = body_of<settle>,
          .reply = {200, &settled_schema},
          .handle = handle<settle>,
          .tag = "x402",
          .summary = "Settle a payment, once, as a facilitator, with the payee's key"},
};

}  // namespace

const Schema PaymentPayload::schema{.name = "X402Payload", .fields = payload_fields, .open = true};
const Schema PaymentOffer::schema{
    .name = "X402PaymentPayload", .fields = offer_fields, .open = true};
const Schema FacilitatorBody::schema{
    .name = "X402Request", .fields = x402_facilitator_body_fields, .open = true};

void write_settled(JsonWriter& json, const Edge& edge, const ledger::Record& record) {
  const auto& paid = std::get<ledger::Paid>(record.fact);
  const auto payer = edge.engine.find_wallet(paid.payer_id);
  json.open_object()
      .flag("success", true)
      .id("transaction", "tx_", edge.engine.payment_id(record))
      .text("network", network_of(payer.value().environment))
      .text("payer", wallet_text(paid.payer_id))
      .text("amount", atomic_text(paid.amount.money()))
      .close_object();
}

void write_unsettled(JsonWriter& json, ledger::Errc why, ledger::Environment environment) {
  write_unsettled(json, reason_of({.refused = why}, TokenEvent::settle), environment);
}

std::span<const Route> facilitator_routes() {
  return x402_facilitator_rows;
}

}  // namespace bursar::net
