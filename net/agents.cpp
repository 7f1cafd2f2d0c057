#include "net/agents.hpp"

#include "net/authority.hpp"
#include "net/permission_words.hpp"
#include "net/problem.hpp"
#include "net/spelling.hpp"
#include "net/wallet_view.hpp"
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

struct AgentBody {
  std::string name;
  std::string operator_name;
  std::optional<ledger::Permissions> permissions;
  ledger::PolicyId policy = {};
  std::vector<std::string> tags;
  std::string metadata;
  std::optional<ledger::Money> budget_limit;

  static const Schema schema;
};

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

constexpr std::array new_agent_fields = {
    tells("id", Kind::text, "agt_ and the 26 characters of its wallet's id"),
    tells("wallet_id", Kind::text, "Its wallet"),
    tells("organization_id", Kind::text, "org_ and 26 characters"),
    tells("name", Kind::text, "Its name"),
    tells("operator", Kind::text, "Who runs it", Need::optional),
    tells("environment", Kind::text, "SANDBOX or PRODUCTION"),
    tells("balance", Kind::amount, "What its wallet holds"),
    tells("currency", Kind::text, "USD"),
    tells("budget_limit", Kind::limit, "What it may spend in its life", Need::optional),
    tells("status", Kind::text, "As its wallet's"),
    tells("policy_id", Kind::text, "The policy that binds it", Need::optional),
    tells("tags", Kind::labels, "Tags"),
    tells("metadata", Kind::object, "The caller's own", Need::optional),
    tells("key", Kind::object, "Its key's id, name and permissions", Need::optional),
    tells("created_at", Kind::time, "When it was made"),
    tells("api_key", Kind::text, "Its key: shown this once"),
    tells("api_key_id", Kind::text, "key_ and 26 characters"),
    tells("secret_key", Kind::text, "Shown this once; unlocks nothing yet"),
    tells("permissions", Kind::labels, "What the key may do"),
};
constexpr Schema new_agent_schema{"NewAgent", new_agent_fields};

constexpr std::array agentpay_agent_fields = {
    tells("id", Kind::text, "agent_ and 26 characters"),
    tells("api_key", Kind::text, "Its key: shown this once"),
    tells("wallet_id", Kind::text, "wallet_ and 26 characters"),
    tells("secret_key", Kind::text, "Shown this once; unlocks nothing yet"),
    tells("name", Kind::text, "Its name"),
    tells("operator", Kind::text, "Who runs it", Need::optional),
    tells("balance", Kind::number, "What its wallet holds"),
    tells("status", Kind::text, "As its wallet's"),
    tells("created_at", Kind::time, "When it was made"),
};
constexpr Schema agentpay_agent_schema{"AgentPayAgent", agentpay_agent_fields};

void write_new_agent(JsonWriter& json, const actors::Opened& opened, const Seen& seen) {
  json.open_object();
  write_agent_members(json, opened.wallet, seen);
  json.text("api_key", opened.api_key)
      .text("api_key_id", ledger::text("key_", opened.key.id.bits))
      .text("secret_key", opened.secret_key);
  write_permissions(json, "permissions", opened.key.permissions);
  json.close_object();
}

void write_agentpay_agent(JsonWriter& json, const actors::Opened& opened, const Seen& seen) {
  const ledger::WalletOpened& wallet = opened.wallet.profile.opened;
  json.open_object()
      .text("id", agent_text(wallet.address.id, Dialect::agentpay))
      .text("api_key", opened.api_key)
      .text("wallet_id", wallet_text(wallet.address.id, Dialect::agentpay))
      .text("secret_key", opened.secret_key)
      .text("name", wallet.agent_name)
      .text_or_null("operator", wallet.operator_name)
      .money_number("balance", opened.wallet.state.posted)
      .text("status", wallet_status(opened.wallet, seen.now))
      .time("created_at", opened.wallet.profile.created_at)
      .close_object();
}

// A sign-up's organisation is new: the key that was just made knows it.
ledger::OrganizationId organization_of(Edge& edge, const Exchange& exchange,
                                       const actors::Opened& opened) {
  if (exchange.principal != nullptr) return exchange.principal->organization_id;
  const auto principal = edge.engine.authenticate(opened.api_key);
  return principal == nullptr ? ledger::OrganizationId{} : principal->organization_id;
}

actors::Owner owner_of(const Visit& visit, const AgentBody& body) {
  if (visit.signed_in())
    return {.organization = visit.caller().organization,
            .environment = visit.caller().environment,
            .new_organization_name = {},
            .new_organization_balance = {}};
  return {.organization = std::nullopt,
          .new_organization_name = body.operator_name.empty() ? body.name : body.operator_name,
          .new_organization_balance = visit.edge.options.org_initial_balance};
}

actors::OpenWallet agent_of(const Visit& visit, AgentBody& body) {
  actors::OpenWallet open;
  open.owner = owner_of(visit, body);
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

void open_agent(Visit& visit, AgentBody& body) {
  const bool agentpay = visit.route.dialect == Dialect::agentpay;
  const auto makers = visit.signed_in() ? visit.caller().permissions : ledger::org_default;
  const auto permissions = grant(makers, body.permissions,
                                 agentpay ? ledger::agentpay_default : ledger::agent_default, true);
  if (!permissions) return refuse(visit, permissions.error());
  if (!visit.signed_in() && !body.policy.bits.none())
    return malformed(visit, "#/policy_id", "names nothing in a new organisation");
  auto call = std::make_shared<OpenWalletCall>();
  call->command = agent_of(visit, body);
  call->command.permissions = *permissions;
  ask(visit, &actors::Engine::open_wallet, std::move(call),
      [now = visit.now()](Edge& edge, Exchange& exchange, OpenWalletCall& opened) {
        const Seen seen{.organization = organization_of(edge, exchange, *opened.outcome),
                        .now = now};
        exchange.response.status = 201;
        JsonWriter json{exchange.response.body};
        if (exchange.route->dialect == Dialect::agentpay)
          write_agentpay_agent(json, *opened.outcome, seen);
        else
          write_new_agent(json, *opened.outcome, seen);
      });
}

void show_agent(Visit& visit) {
  auto call = std::make_shared<WalletCall>();
  call->command.wallet = visit.path_wallet().account;
  const Seen seen{.organization = visit.caller().organization_id, .now = visit.now()};
  ask(visit, &actors::Engine::wallet, std::move(call),
      [seen](Edge&, Exchange& exchange, WalletCall& answered) {
        if (!answered.outcome->profile.opened.agent)
          return put_refusal(exchange, {.code = ledger::Errc::not_found});
        exchange.response.status = 200;
        JsonWriter json{exchange.response.body};
        json.open_object();
        write_agent_members(json, *answered.outcome, seen);
        json.close_object();
      });
}

constexpr std::array page = {limit_parameter, cursor_parameter};

constexpr std::array rows = {
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
          .who = who::agents_too,
          .permission = Permission::wallets_read,
          .parameters = page,
          .reply = {200, &agent_schema, true},
          .handle = handle<list_agents>,
          .tag = "Agents",
          .summary = "List agents, newest first"},
    Route{.name = "get_agent",
          .verb = Verb::get,
          .path = "/v1/agents/{id}",
          .who = who::agents_too,
          .permission = Permission::wallets_read,
          .id = PathId::wallet,
          .reply = {200, &agent_schema},
          .handle = handle<show_agent>,
          .tag = "Agents",
          .summary = "Read an agent and what its key is"},
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
};

}  // namespace

const Schema AgentBody::schema{"AgentRequest", agent_fields};

std::span<const Route> agent_routes() {
  return rows;
}

}  // namespace bursar::net
