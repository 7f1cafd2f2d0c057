#include "commands/record_json_tokens.hpp"

#include "net/spelling.hpp"
#include "net/token_view.hpp"

namespace bursar::commands {

using net::JsonWriter;

namespace {

void write_terms(JsonWriter& json, const ledger::ServiceTerms& terms) {
  json.text("name", terms.name)
      .text_or_null("description", terms.description)
      .money("price_per_call", terms.price.money())
      .text_or_null("category", terms.category)
      .text_or_null("endpoint_url", terms.endpoint_url)
      .flag("metered", terms.metered)
      .number("accept_seconds", std::uint64_t{terms.accept_seconds})
      .number("complete_seconds", std::uint64_t{terms.complete_seconds});
}

}  // namespace

void write_fact(JsonWriter& json, const ledger::ServiceMade& made) {
  json.text("id", net::service_text(made.id))
      .text("slug", made.slug)
      .text("wallet_id", net::wallet_text(made.provider_id))
      .text("environment", net::environment_text(made.environment));
  write_terms(json, made.terms);
}

void write_fact(JsonWriter& json, const ledger::ServiceChanged& changed) {
  json.number("service", changed.service.value);
  write_terms(json, changed.terms);
}

void write_fact(JsonWriter& json, const ledger::ServiceMarked& marked) {
  const bool verified = marked.mark == ledger::ServiceMark::verified;
  json.number("service", marked.service.value).text("mark", verified ? "verified" : "removed");
}

void write_fact(JsonWriter& json, const ledger::TokenIssued& issued) {
  const auto& [payment, terms] = issued;
  json.text("from_wallet_id", net::wallet_text(payment.payer_id))
      .text("to_wallet_id", net::wallet_text(payment.payee_id))
      .money("amount", payment.amount.money())
      .money("held", issued.held())
      .money("drawn", payment.drawn)
      .text_or_null("description", payment.description)
      .text_or_null("category", payment.category)
      .time("counted_at", payment.counted_at)
      .number("service", terms.service.service.value)
      .text_or_null("service_id", terms.service.id.bits.none()
                                      ? std::string{}
                                      : net::service_text(terms.service.id))
      .text_or_null("resource", terms.resource)
      .flag("metered", terms.metered)
      .number("accept_seconds", std::uint64_t{terms.accept_seconds})
      .number("complete_seconds", std::uint64_t{terms.complete_seconds})
      .time("expires_at", terms.expires_at);
}

void write_fact(JsonWriter& json, const ledger::TokenAdvanced& advanced) {
  json.number("token", advanced.token.value)
      .text("wallet_id", net::wallet_text(advanced.payer_id))
      .text("status", net::word(advanced.status))
      .time("deadline", advanced.deadline)
      .time("completes_by", advanced.completes_by);
}

void write_fact(JsonWriter& json, const ledger::TokenEnded& ended) {
  json.number("token", ended.token.value)
      .text("wallet_id", net::wallet_text(ended.payer_id))
      .money("amount", ended.amount.money())
      .money("released", ended.held)
      .time("counted_at", ended.counted_at)
      .text("status", net::word(ended.status))
      .number("service", ended.service.value);
}

void write_settled(JsonWriter& json, const ledger::Settled& settled) {
  json.key("settles")
      .open_object()
      .number("token", settled.token.value)
      .money("reserved", settled.reserved)
      .money("held", settled.held)
      .number("service", settled.service.value)
      .close_object();
}

}  // namespace bursar::commands
