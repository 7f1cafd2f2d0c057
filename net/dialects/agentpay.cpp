#include "net/dialects/agentpay.hpp"

#include "net/agent_view.hpp"
#include "net/agents.hpp"
#include "net/funding.hpp"
#include "net/payments.hpp"
#include "net/receipt.hpp"
#include "net/service_view.hpp"
#include "net/services.hpp"
#include "net/wallet_view.hpp"
#include "net/wallets.hpp"

#include <array>
#include <vector>

namespace bursar::net {

using ledger::Permission;

namespace {

constexpr std::array services_query = {
    Parameter{"category", "Only those of this category"},
    Parameter{"verified", "Only those that are, or are not", "true|false"}, limit_parameter,
    offset_parameter};

constexpr std::array agentpay_rows = {
    Route{.name = "agentpay_create_payment",
          .verb = Verb::post,
          .path = "/agentpay/v1/payments",
          .who = who::agents_too,
          .permission = Permission::payments_write,
          .replay = Replay::by_key,
          .dialect = Dialect::agentpay,
          .body = body_of<pay>,
          .reply = {.status = 201, .schema = &agentpay_payment_schema, .may_wait = true},
          .handle = handle<pay>,
          .tag = "AgentPay",
          .summary = "Create a payment, in AgentPay's spelling"},
    Route{.name = "agentpay_get_payment",
          .verb = Verb::get,
          .path = "/agentpay/v1/payments/{id}",
          .who = who::agents_too,
          .permission = Permission::payments_read,
          .id = PathId::payment,
          .dialect = Dialect::agentpay,
          .reply = {200, &agentpay_payment_schema},
          .handle = handle<show_payment>,
          .tag = "AgentPay",
          .summary = "Read a payment, in AgentPay's spelling"},
    Route{.name = "agentpay_fund_wallet",
          .verb = Verb::post,
          .path = "/agentpay/v1/wallets/{id}/fund",
          .who = who::agents_too,
          .permission = Permission::wallets_write,
          .replay = Replay::by_key,
          .id = PathId::wallet,
          .dialect = Dialect::agentpay,
          .body = body_of<fund>,
          .reply = {200, &agentpay_funding_schema},
          .handle = handle<fund, may_fund>,
          .tag = "AgentPay",
          .summary = "Add sandbox funds, in AgentPay's spelling"},
    Route{.name = "agentpay_get_wallet_balance",
          .verb = Verb::get,
          .path = "/agentpay/v1/wallets/{id}/balance",
          .who = who::agents_too,
          .permission = Permission::wallets_read,
          .id = PathId::wallet,
          .dialect = Dialect::agentpay,
          .reply = {200, &agentpay_balance_schema},
          .handle = handle<show_balance>,
          .tag = "AgentPay",
          .summary = "Read a wallet's balance, in AgentPay's spelling"},
    Route{.name = "agentpay_create_agent",
          .verb = Verb::post,
          .path = "/agentpay/v1/agents",
          .who = who::org_or_sign_up,
          .permission = Permission::wallets_write,
          .and_permission = Permission::keys_write,
          .dialect = Dialect::agentpay,
          .body = body_of<open_agent>,
          .reply = {201, &agentpay_agent_schema},
          .handle = handle<open_agent>,
          .tag = "AgentPay",
          .summary = "Create an agent and its wallet, in AgentPay's spelling"},
    Route{.name = "agentpay_list_services",
          .verb = Verb::get,
          .path = "/agentpay/v1/services",
          .who = who::agents_too,
          .permission = Permission::payments_read,
          .dialect = Dialect::agentpay,
          .parameters = services_query,
          .reply = {200, &agentpay_services_schema},
          .handle = handle<list_services>,
          .tag = "AgentPay",
          .summary = "List available services, in AgentPay's spelling"},
    Route{.name = "agentpay_create_service",
          .verb = Verb::post,
          .path = "/agentpay/v1/services",
          .who = who::agents_too,
          .permission = Permission::services_write,
          .dialect = Dialect::agentpay,
          .body = body_of<make_service>,
          .reply = {201, &agentpay_service_schema},
          .handle = handle<make_service>,
          .tag = "AgentPay",
          .summary = "Register a service, in AgentPay's spelling"},
};

}  // namespace

std::span<const Route> agentpay_routes() {
  static const std::vector<Route> all = [] {
    std::vector<Route> rows{agentpay_rows.begin(), agentpay_rows.end()};
    for (const auto& part : {agentpay_token_routes(), agentpay_dispute_routes(),
                             agentpay_payout_routes(), agentpay_webhook_routes()})
      rows.insert(rows.end(), part.begin(), part.end());
    return rows;
  }();
  return all;
}

}  // namespace bursar::net
