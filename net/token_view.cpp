#include "net/token_view.hpp"

#include "net/dialects/agentpay.hpp"
#include "net/receipt.hpp"
#include "net/spelling.hpp"

#include <array>
#include <utility>

namespace bursar::net {

using ledger::Money;
using ledger::Record;
using ledger::TokenStatus;

namespace {

constexpr std::string_view statuses =
    "issued, verified, started, accepted, settled, cancelled, released, expired or sla_breached";

constexpr std::array id_fields = {tells("token_id", Kind::text, "tokid_ and 26 characters")};
constexpr std::array text_fields = {
    tells("token", Kind::text, "What is handed to the provider; worth its amount"),
};
constexpr std::array bound_fields = {
    tells("status", Kind::text, statuses),
    tells("payer", Kind::text, "The wallet whose money is set aside"),
    tells("pay_to", Kind::text, "The wallet that is paid by it"),
    tells("network", Kind::text, "bursar:sandbox or bursar:production"),
    tells("asset", Kind::text, "USD"),
    tells("amount", Kind::text, "What is reserved, in hundred-millionths of a dollar"),
    tells("reserved_amount", Kind::amount, "The same in dollars"),
    tells("service_id", Kind::text, "What is bought, where it is registered", Need::optional),
    tells("resource", Kind::text, "The URL that it was asked for", Need::optional),
    tells("expires_at", Kind::time, "Unless the call has started by then"),
};
constexpr std::array life_fields = {
    tells("metered", Kind::flag, "Whether the provider says what a call came to"),
    tells("deadline", Kind::time, "Of a call that has started: its promise", Need::optional),
    tells("settled_amount", Kind::amount, "What was paid", Need::optional),
    tells("transaction_id", Kind::text, "The payment that settled it", Need::optional),
    tells("created_at", Kind::time, "When it was issued"),
    tells("updated_at", Kind::time, "When anything last became of it"),
};
constexpr std::array token_fields = joined(id_fields, bound_fields, life_fields);
constexpr std::array authorized_fields = joined(text_fields, id_fields, bound_fields);

constexpr std::array redeemed_fields = {
    tells("valid", Kind::flag, "true"),
    tells("token_id", Kind::text, "tokid_ and 26 characters"),
    tells("service", Kind::text, "What is bought, where it is registered", Need::optional),
    tells("payer", Kind::text, "The wallet whose money is set aside"),
    tells("amount", Kind::amount, "What is reserved for the call"),
    tells("resource", Kind::text, "The URL that it was asked for", Need::optional),
    tells("expires_at", Kind::time, "By then the call has to start"),
};

void write_service(JsonWriter& json, std::string_view name, const ledger::TokenIssued& issued) {
  const ledger::ServiceId id = issued.terms.service.id;
  json.text_or_null(name, id.bits.none() ? std::string{} : service_text(id));
}

void write_bound(JsonWriter& json, const Edge& edge, const ledger::TokenIssued& issued,
                 TokenStatus status) {
  const Money reserved = issued.payment.amount.money();
  const auto payer = edge.engine.find_wallet(issued.payment.payer_id);
  json.text("status", net::word(status))
      .text("payer", wallet_text(issued.payment.payer_id))
      .text("pay_to", wallet_text(issued.payment.payee_id))
      .text("network", network_of(payer.value().environment))
      .text("asset", currency_text(false))
      .text("amount", atomic_text(reserved))
      .money("reserved_amount", reserved);
  write_service(json, "service_id", issued);
  json.text_or_null("resource", issued.terms.resource).time("expires_at", issued.terms.expires_at);
}

}  // namespace

const Schema token_schema{"PaymentToken", token_fields};
const Schema authorized_schema{"AuthorizedToken", authorized_fields,
                               "A token to hand to the provider."};
const Schema redeemed_schema{"RedeemedToken", redeemed_fields};

TokenStory story_of(const FoundToken& token, const Record& last) {
  const auto move = ledger::token_move(last.fact);
  return {.token = token, .status = move ? move->status : TokenStatus::issued, .last = last};
}

std::string_view word(TokenStatus status) {
  switch (status) {
    case TokenStatus::issued:
      return "issued";
    case TokenStatus::verified:
      return "verified";
    case TokenStatus::started:
      return "started";
    case TokenStatus::accepted:
      return "accepted";
    case TokenStatus::settled:
      return "settled";
    case TokenStatus::cancelled:
      return "cancelled";
    case TokenStatus::released:
      return "released";
    case TokenStatus::expired:
      return "expired";
    case TokenStatus::sla_breached:
      return "sla_breached";
  }
  return "";
}

std::string atomic_text(Money money) {
  return std::to_string(money.units());
}

std::string service_text(ledger::ServiceId id) {
  return ledger::text("svc_", id.bits);
}

void write_token(JsonWriter& json, const Edge& edge, const TokenStory& story, Dialect dialect) {
  if (dialect == Dialect::agentpay) return write_agentpay_token(json, edge, story);
  json.open_object();
  write_token_members(json, edge, story);
  json.close_object();
}

void write_token_members(JsonWriter& json, const Edge& edge, const TokenStory& story) {
  const Record& record = *story.token.record;
  const ledger::TokenIssued& issued = story.token.issued();
  json.text("token_id", token_id_text(edge, record));
  write_bound(json, edge, issued, story.status);
  json.flag("metered", issued.terms.metered);
  const auto* advanced =
      story.last ? std::get_if<ledger::TokenAdvanced>(&story.last->fact) : nullptr;
  const bool promised = advanced != nullptr && advanced->status != TokenStatus::verified;
  json.time("deadline", promised ? advanced->deadline : ledger::Time{});
  if (const auto* paid = story.last ? std::get_if<ledger::Paid>(&story.last->fact) : nullptr)
    json.money("settled_amount", paid->amount.money())
        .id("transaction_id", "tx_", edge.engine.payment_id(*story.last));
  else
    json.null("settled_amount").null("transaction_id");
  json.time("created_at", record.time)
      .time("updated_at", story.last ? story.last->time : record.time);
}

void write_authorized(JsonWriter& json, const Edge& edge, const Record& record) {
  if (dialect_of(record) == Dialect::agentpay) return write_agentpay_authorized(json, edge, record);
  const auto& issued = std::get<ledger::TokenIssued>(record.fact);
  json.open_object().text("token", token_text(edge, record));
  json.text("token_id", token_id_text(edge, record));
  write_bound(json, edge, issued, TokenStatus::issued);
  json.close_object();
}

void write_redeemed(JsonWriter& json, const Edge& edge, const TokenStory& story, Dialect dialect) {
  if (dialect == Dialect::agentpay) return write_agentpay_redeemed(json, edge, story);
  const ledger::TokenIssued& issued = story.token.issued();
  json.open_object().flag("valid", true).text("token_id", token_id_text(edge, *story.token.record));
  write_service(json, "service", issued);
  json.text("payer", wallet_text(issued.payment.payer_id))
      .money("amount", issued.payment.amount.money())
      .text_or_null("resource", issued.terms.resource)
      .time("expires_at", issued.terms.expires_at)
      .close_object();
}

}  // namespace bursar::net
