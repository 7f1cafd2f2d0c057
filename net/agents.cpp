#include "net/agents.hpp"

#include "net/agent_view.hpp"
#include "net/authority.hpp"
#include "net/named_organization.hpp"
#include "net/problem.hpp"
#include "net/spelling.hpp"
#include "net/wallets.hpp"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace bursar::net {

using actors::OpenWalletCall;
using actors::WalletCall;
using ledger::Permission;

namespace {

constexpr std::array agent_fields = {
    takes<&AgentBody::name, Kind::label>("name", Need::required, "Its name"),
    takes<&AgentBody::operator_name, Kind::label>("operator", Need::optional, "Who runs it"),
    takes<&AgentBody::permissions, Kind::permissions>(
        "permissions", Need::optional, "What its key may do; wallets and payments, as a rule"),
    takes<&AgentBody::policy, Kind::policy_id>("policy_id", Need::optional,
                                               "The policy that binds its wallet"),
    takes<&AgentBody::tags, Kind::labels>("tags", Need::optional, "At most 50 tags"),
    takes<&AgentBody::metadata, Kind::object>("metadata", Need::optional,
                                              "Your own, at most 16 KiB"),
    takes<&AgentBody::budget_limit, Kind::limit>("budget_limit", Need::optional,
                                                 "What it may spend in its life"),
};

actors::OpenWallet agent_of(const Visit& visit, AgentBody& body) {
  actors::OpenWallet open;
  open.owner = owner(visit, body.operator_name.empty() ? body.name : body.operator_name);
  open.wallet.address.environment = open.owner.environment;
  open.wallet.agent = true;
  open.wallet.name = body.name;
  open.wallet.agent_name = body.name;
  open.wallet.operator_name = std::move(body.operator_name);
  open.wallet.tags = std::move(body.tags);
  open.wallet.metadata = std::move(body.metadata);
  open.wallet.budget_limit = body.budget_limit;
  open.policy = body.policy;
  open.with_key = true;
  open.key_name = std::move(body.name);
  open.key_prefix = key_prefix(visit.route.dialect, open.owner.environment);
  if (visit.route.dialect == Dialect::agentpay)
    open.secret_prefix = agentpay_secret_prefix(open.owner.environment);
  open.now = visit.now();
  return open;
}

constexpr std::array agent_filters = {
    limit_parameter,
    cursor_parameter,
    Parameter{"status", "How the agent's wallet is", wallet_status_words},
    Parameter{"tags", "Tags, separated by commas, all of which must match"},
    organization_parameter,
    environment_parameter};

constexpr std::array agents_rows = {
    Route{.name = "create_agent",
          .verb = Verb::post,
          .path = "/v1/agents",
          .who = who::org_or_sign_up,
          .permission = Permission::wallets_write,
          .and_permission = Permission::keys_write,
          .body = body_of<open_agent>,
          .reply = {201, &new_agent_schema},
          .handle = handle<open_agent>,
          .tag = "Agents",
          .summary = "Make an agent: a wallet and a key scoped to it, as one unit"},
    Route{.name = "list_agents",
          .verb = Verb::get,
          .path = "/v1/agents",
          .who = who::agents_and_operator,
          .permission = Permission::wallets_read,
          .parameters = agent_filters,
          .reply = {200, &agent_schema, true},
          .handle = handle<list_agents>,
          .tag = "Agents",
          .summary = "List agents, newest first"},
    Route{.name = "get_agent",
          .verb = Verb::get,
          .path = "/v1/agents/{id}",
          .who = who::agents_and_operator,
          .permission = Permission::wallets_read,
          .id = PathId::wallet,
          .reply = {200, &agent_schema},
          .handle = handle<show_agent>,
          .tag = "Agents",
          .summary = "Read an agent and what its key is"},
};

}  // namespace

const Schema AgentBody::schema{"AgentRequest", agent_fields};

void open_agent(Visit& visit, AgentBody& body) {
  const bool agentpay = visit.route.dialect == Dialect::agentpay;
  const auto makers = visit.signed_in() ? grantable(visit.caller()) : ledger::org_default;
  const auto permissions = grant(makers, body.permissions,
                                 agentpay ? ledger::agentpay_default : ledger::agent_default, true);
  if (!permissions) return refuse(visit, permissions.error());
  if (!visit.signed_in() && !body.policy.bits.none())
    return malformed(visit, "#/policy_id", "names nothing in a new organisation");
  auto call = std::make_shared<OpenWalletCall>();
  call->command = agent_of(visit, body);
  call->command.permissions = *permissions;
  ask(visit, &actors::Engine::open_wallet, std::move(call),
      [now = visit.now()](Edge&, Exchange& exchange, OpenWalletCall& opened) {
        const Seen seen{.organization = opened.outcome->organization, .now = now};
        exchange.response.status = 201;
        JsonWriter json{exchange.response.body};
        write_new_agent(json, *opened.outcome, seen, exchange.route->dialect);
      });
}

void show_agent(Visit& visit) {
  auto call = std::make_shared<WalletCall>();
  call->command.wallet = visit.path_wallet().account;
  const Seen seen{.organization = organization_of_path(visit), .now = visit.now()};
  ask(visit, &actors::Engine::wallet, std::move(call),
      [seen](Edge&, Exchange& exchange, WalletCall& answered) {
        if (!answered.outcome->profile.opened.agent)
          return put_refusal(exchange, {.code = ledger::Errc::not_found});
        exchange.response.status = 200;
        JsonWriter json{exchange.response.body};
        write_agent(json, *answered.outcome, seen, exchange.route->dialect);
      });
}

std::span<const Route> agent_routes() {
  return agents_rows;
}

}  // namespace bursar::net
