#include "net/dialects/agentpay.hpp"
#include "net/spelling.hpp"

#include <array>
#include <variant>

namespace bursar::net {

using ledger::TokenStatus;

namespace {

constexpr std::array authorized_fields = {
    tells("token", Kind::text, "x402_tok_ and the rest of it; worth its amount"),
    tells("token_id", Kind::text, "tokid_ and 26 characters"),
    tells("expires_at", Kind::time, "Unless the call has started by then"),
    tells("service_id", Kind::text, "What is bought"),
    tells("reserved_amount", Kind::number, "What is set aside for the call"),
    tells("currency", Kind::text, "USD"),
    tells("status", Kind::text, "issued"),
};

constexpr std::array service_fields = {
    tells("id", Kind::text, "svc_ and 26 characters"),
    tells("name", Kind::text, "What it was called when the token was issued"),
    tells("category", Kind::text, "Likewise what it was", Need::optional),
};
constexpr Schema service_schema{"AgentPayBoughtService", service_fields};

constexpr std::array redeemed_fields = {
    tells("valid", Kind::flag, "true"),
    tells("token_id", Kind::text, "tokid_ and 26 characters"),
    tells("service_id", Kind::text, "What is bought, where it is registered", Need::optional),
    tells("service", Kind::one, service_schema, "The same, where it is registered", Need::optional),
    tells("payer", Kind::text, "The wallet whose money is set aside"),
    tells("amount", Kind::number, "What is reserved for the call"),
    tells("currency", Kind::text, "USD"),
    tells("resource", Kind::text, "The URL that it was asked for", Need::optional),
    tells("expires_at", Kind::time, "By then the call has to start"),
};

constexpr std::array token_fields = {
    tells("token_id", Kind::text, "tokid_ and 26 characters"),
    tells("status", Kind::text,
          "issued, verified, started, accepted, settled, cancelled, released, expired or "
          "sla_breached"),
    tells("service_id", Kind::text, "What is bought, where it is registered", Need::optional),
    tells("payer", Kind::text, "The wallet whose money is set aside"),
    tells("provider", Kind::text, "The wallet that is paid by it"),
    tells("reserved_amount", Kind::number, "What is set aside for the call"),
    tells("settled_amount", Kind::number, "What was paid", Need::optional),
    tells("currency", Kind::text, "USD"),
    tells("payment_id", Kind::text, "The payment that settled it", Need::optional),
    tells("deadline", Kind::time, "Of a call that has started: its SLA's", Need::optional),
    tells("expires_at", Kind::time, "Unless the call has started by then"),
    tells("created_at", Kind::time, "When it was issued"),
    tells("updated_at", Kind::time, "When anything last became of it"),
};

std::string service_id_of(const ledger::TokenIssued& issued) {
  const ledger::ServiceId id = issued.terms.service.id;
  return id.bits.none() ? std::string{} : service_text(id);
}

void write_service(JsonWriter& json, const ledger::TokenIssued& issued) {
  const std::string id = service_id_of(issued);
  json.text_or_null("service_id", id);
  if (id.empty()) {
    json.null("service");
    return;
  }
  json.key("service")
      .open_object()
      .text("id", id)
      .text("name", issued.payment.description)
      .text_or_null("category", issued.payment.category)
      .close_object();
}

void write_settled(JsonWriter& json, const Edge& edge, const TokenStory& story) {
  const auto* paid = story.last ? std::get_if<ledger::Paid>(&story.last->fact) : nullptr;
  if (paid == nullptr)
    json.null("settled_amount");
  else
    json.money_number("settled_amount", paid->amount.money());
  json.text("currency", currency_text(false));
  if (paid == nullptr)
    json.null("payment_id");
  else
    json.id("payment_id", "tx_", edge.engine.payment_id(*story.last));
}

ledger::Time deadline_of(const TokenStory& story) {
  const auto* advanced =
      story.last ? std::get_if<ledger::TokenAdvanced>(&story.last->fact) : nullptr;
  const bool promised = advanced != nullptr && advanced->status != TokenStatus::verified;
  return promised ? advanced->deadline : ledger::Time{};
}

}  // namespace

const Schema agentpay_authorized_schema{"AgentPayAuthorizedToken", authorized_fields};
const Schema agentpay_redeemed_schema{"AgentPayRedeemedToken", redeemed_fields};
const Schema agentpay_token_schema{"AgentPayToken", token_fields};

void write_agentpay_authorized(JsonWriter& json, const Edge& edge, const ledger::Record& record) {
  const auto& issued = std::get<ledger::TokenIssued>(record.fact);
  json.open_object()
      .text("token", token_text(edge, record))
      .text("token_id", token_id_text(edge, record))
      .time("expires_at", issued.terms.expires_at)
      .text("service_id", service_id_of(issued))
      .money_number("reserved_amount", issued.payment.amount.money())
      .text("currency", currency_text(false))
      .text("status", word(TokenStatus::issued))
      .close_object();
}

void write_agentpay_redeemed(JsonWriter& json, const Edge& edge, const TokenStory& story) {
  const ledger::TokenIssued& issued = story.token.issued();
  json.open_object().flag("valid", true).text("token_id", token_id_text(edge, *story.token.record));
  write_service(json, issued);
  json.text("payer", wallet_text(issued.payment.payer_id, Dialect::agentpay))
      .money_number("amount", issued.payment.amount.money())
      .text("currency", currency_text(false))
      .text_or_null("resource", issued.terms.resource)
      .time("expires_at", issued.terms.expires_at)
      .close_object();
}

void write_agentpay_token(JsonWriter& json, const Edge& edge, const TokenStory& story) {
  const ledger::Record& record = *story.token.record;
  const ledger::TokenIssued& issued = story.token.issued();
  json.open_object()
      .text("token_id", token_id_text(edge, record))
      .text("status", word(story.status))
      .text_or_null("service_id", service_id_of(issued))
      .text("payer", wallet_text(issued.payment.payer_id, Dialect::agentpay))
      .text("provider", wallet_text(issued.payment.payee_id, Dialect::agentpay))
      .money_number("reserved_amount", issued.payment.amount.money());
  write_settled(json, edge, story);
  json.time("deadline", deadline_of(story))
      .time("expires_at", issued.terms.expires_at)
      .time("created_at", record.time)
      .time("updated_at", story.last ? story.last->time : record.time)
      .close_object();
}

}  // namespace bursar::net
