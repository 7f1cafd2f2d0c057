// AgentPay's webhooks: a delivery target is registered.

#include "net/dialects/agentpay.hpp"
#include "net/webhook_view.hpp"
#include "net/webhooks.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace bursar::net {

using ledger::Permission;

namespace {

/// The page's third event is of payments by a rail. None is served here, so there is nothing to
/// tell of them: whoever asks for it beside others is told of the others.
void create_without_rails(Visit& visit, WebhookBody& body) {
  const auto of_rails = [](const std::string& event) { return event == "payment.initiated"; };
  if (!std::ranges::all_of(*body.events, of_rails)) std::erase_if(*body.events, of_rails);
  create_webhook(visit, body);
}

constexpr std::array agentpay_webhooks_rows = {
    Route{.name = "agentpay_create_webhook",
          .verb = Verb::post,
          .path = "/agentpay/v1/webhooks",
          .who = who::agents_too,
          .permission = Permission::webhooks_write,
          .dialect = Dialect::agentpay,
          .body = body_of<create_without_rails>,
          .reply = {201, &new_webhook_schema},
          .handle = handle<create_without_rails>,
          .tag = "AgentPay",
          .summary = "Register a webhook endpoint, in AgentPay's spelling"},
};

}  // namespace

std::span<const Route> agentpay_webhook_routes() {
  return agentpay_webhooks_rows;
}

}  // namespace bursar::net
