#include "net/webhook_call.hpp"

#include "ledger/deliveries.hpp"
#include "net/let_in.hpp"
#include "net/problem.hpp"

#include <array>
#include <string>

namespace bursar::net {

using ledger::Errc;

namespace {

constexpr std::array<std::string_view, 1> webhook_prefixes = {"wh_"};

constexpr std::string_view cannot_deliver =
    "It is disabled: enable it first; or 200 of its events wait for another attempt already: mend "
    "its receiver; or this event has not had its first attempt yet: wait for that.";
static_assert(ledger::pending_deliveries_max == 200);

constexpr std::string_view ended =
    "This key or session ended before what it asked for was done: nothing was done.";

constexpr std::string_view looked_up =
    "An organisation may have as much under way as there are places left (limits.max_in_flight), "
    "and of the addresses that are looked up for webhooks, 64 at a time, likewise. Try again in a "
    "moment.";
static_assert(actors::webhooks_judged_max == 64);

bool put_shared(Exchange& exchange, const ledger::Error& error, std::string_view wrong_url) {
  if (error.code == Errc::invalid_request)
    put_fault(exchange, "#/url", wrong_url);
  else if (error.code == Errc::unauthenticated)
    put_refusal(exchange, error, ended);
  else if (error.code == Errc::share_taken)
    put_refusal(exchange, error, looked_up);
  else
    return false;
  return true;
}

}  // namespace

actors::WebhookScope webhook_scope(const Visit& visit) {
  const ledger::Principal& caller = visit.caller();
  actors::WebhookScope scope{.organization = caller.organization,
                             .environment = caller.environment};
  if (caller.wallet) scope.only = caller.wallet->account;
  return scope;
}

std::optional<ledger::WebhookId> webhook_id(std::string_view written) {
  const auto bits = ledger::parse_id(written, webhook_prefixes);
  if (!bits) return std::nullopt;
  return ledger::WebhookId{*bits};
}

WebhookAsker webhook_asker(const Visit& visit) {
  return {visit.edge, visit.exchange, webhook_scope(visit), visit.now(), let_in(visit)};
}

bool put_webhook_refusal(Exchange& exchange, const actors::MakeWebhookCall& call) {
  const ledger::Error& error = call.outcome.error();
  if (error.code != Errc::invalid_state) return put_shared(exchange, error, call.wrong_url);
  put_invalid_state(exchange, "full",
                    "An organisation may have " + std::to_string(call.most) +
                        " webhooks, both environments together (webhooks.per_organization_max), "
                        "and has them or has asked for them: delete one.");
  return true;
}

bool put_webhook_refusal(Exchange& exchange, const actors::WebhookActCall& call) {
  const ledger::Error& error = call.outcome.error();
  if (error.code != Errc::invalid_state) return put_shared(exchange, error, call.wrong_url);
  put_invalid_state(exchange, "undeliverable", cannot_deliver);
  return true;
}

}  // namespace bursar::net
