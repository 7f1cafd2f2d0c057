#include "net/service_view.hpp"

#include "net/spelling.hpp"
#include "net/token_view.hpp"

#include <array>

namespace bursar::net {

namespace {

constexpr std::array sla_fields = {
    tells("accept_seconds", Kind::count, "From when the call has started", Need::optional),
    tells("complete_seconds", Kind::count, "Likewise", Need::optional),
};
constexpr Schema sla_schema{"ServiceSla", sla_fields};

constexpr std::array service_fields = {
    tells("id", Kind::text, "svc_ and 26 characters"),
    tells("slug", Kind::text, "Made of its name; unique in its environment"),
    tells("name", Kind::text, "A name"),
    tells("description", Kind::text, "What it does", Need::optional),
    tells("wallet_id", Kind::text, "The provider's wallet, which is paid"),
    tells("price_per_call", Kind::amount, "What a call costs its caller"),
    tells("currency", Kind::text, "USD"),
    tells("category", Kind::text, "What policies may name it by", Need::optional),
    tells("endpoint_url", Kind::text, "Where it is called; never by the engine", Need::optional),
    tells("metered", Kind::flag, "Whether the provider says what a call came to"),
    tells("sla", Kind::one, sla_schema, "What it promises of a call"),
    tells("verified", Kind::flag, "Whether the operator vouches for it"),
    tells("status", Kind::text, "active"),
    tells("trust_score", Kind::count, "0 to 100; 50 at first"),
    tells("environment", Kind::text, "SANDBOX or PRODUCTION"),
    tells("created_at", Kind::time, "When it was made"),
    tells("updated_at", Kind::time, "When it was last changed"),
};

constexpr std::array page_fields = {
    tells("services", Kind::many, service_schema, "Newest first"),
    tells("total", Kind::count, "How many match, on all pages"),
};

constexpr std::array agentpay_service_fields = money_as_numbers(service_fields);
constexpr std::array agentpay_page_fields = {
    tells("services", Kind::many, agentpay_service_schema, "Newest first"),
    tells("total", Kind::count, "How many match, on all pages"),
};

void write_seconds(JsonWriter& json, std::string_view name, std::uint32_t seconds) {
  if (seconds == 0)
    json.null(name);
  else
    json.number(name, std::uint64_t{seconds});
}

}  // namespace

const Schema service_schema{"Service", service_fields};
const Schema services_schema{"ServicePage", page_fields};
const Schema agentpay_service_schema{"AgentPayService", agentpay_service_fields};
const Schema agentpay_services_schema{"AgentPayServicePage", agentpay_page_fields};

void write_service(JsonWriter& json, const actors::ServiceRow& row, Dialect dialect) {
  const ledger::Service& service = row.service;
  const ledger::ServiceMade& made = service.made;
  const ledger::ServiceTerms& terms = made.terms;
  json.open_object()
      .text("id", service_text(made.id))
      .text("slug", made.slug)
      .text("name", terms.name)
      .text_or_null("description", terms.description)
      .text("wallet_id", wallet_text(made.provider_id, dialect));
  write_money(json, "price_per_call", terms.price.money(), dialect);
  json.text("currency", currency_text(false))
      .text_or_null("category", terms.category)
      .text_or_null("endpoint_url", terms.endpoint_url)
      .flag("metered", terms.metered);
  json.key("sla").open_object();
  write_seconds(json, "accept_seconds", terms.accept_seconds);
  write_seconds(json, "complete_seconds", terms.complete_seconds);
  json.close_object()
      .flag("verified", service.verified)
      .text("status", "active")
      .number("trust_score", std::uint64_t{service.trust.points()})
      .text("environment", environment_text(made.environment))
      .time("created_at", service.created_at)
      .time("updated_at", service.updated_at)
      .close_object();
}

}  // namespace bursar::net
