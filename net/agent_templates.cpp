#include "net/agent_templates.hpp"

#include "net/agent_view.hpp"
#include "net/authority.hpp"
#include "net/dialects/wallgent.hpp"
#include "net/list.hpp"
#include "net/spelling.hpp"
#include "net/wallet_view.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <vector>

namespace bursar::net {

using actors::OpenWalletCall;
using ledger::Money;
using ledger::Permission;

namespace {

constexpr std::array<AgentTemplate, 10> templates{{
    {"customer-support", "Customer Support Agent", "Refunds and small credits", 100, 500},
    {"procurement", "Procurement Agent", "Buys supplies and services", 500, 5'000, true},
    {"research", "Research Agent", "Buys data and calls of services", 50, 500},
    {"trading", "Trading Agent", "Moves larger sums, often", 10'000, 50'000},
    {"expense-tracker", "Expense Tracker", "Watches what is spent"},
    {"invoice-collector", "Invoice Collector", "Watches what comes in"},
    {"budget-guardian", "Budget Guardian", "Watches budgets and limits"},
    {"payroll-agent", "Payroll Agent", "Pays people", 5'000, 50'000, true},
    {"revenue-reporter", "Revenue Reporter", "Reports what was earned"},
    {"subscription-manager", "Subscription Manager", "Pays what recurs", 1'000, 10'000},
}};

constexpr bool listed(std::string_view id) {
  for (const AgentTemplate& one : templates)
    if (one.id == id) return true;
  return false;
}

// Whoever adds a template adds its word, and the other way round.
static_assert([] {
  std::size_t words = 0;
  for (std::string_view rest = template_ids; !rest.empty(); ++words) {
    const std::size_t end = std::min(rest.find('|'), rest.size());
    if (!listed(rest.substr(0, end))) return false;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return words == templates.size();
}());

constexpr ledger::Permissions reading =
    ledger::Permissions{} | Permission::wallets_read | Permission::payments_read;

constexpr ledger::Permissions usual(const AgentTemplate& chosen) {
  return chosen.reads_only() ? reading : ledger::agent_default;
}

ledger::PolicyMade policy_of(const AgentTemplate& chosen, ledger::Environment environment) {
  ledger::PolicyMade made{.environment = environment, .name = std::string{chosen.name}};
  made.terms.max_per_tx = Money::dollars(chosen.max_per_tx);
  made.terms.max_per_day = Money::dollars(chosen.max_per_day);
  made.terms.require_approval = chosen.require_approval;
  return made;
}

constexpr std::array agent_templates_body_fields = {
    takes<&FromTemplateBody::name, Kind::label>("name", Need::required, "Its name"),
    one_of(takes<&FromTemplateBody::template_id, Kind::label>("template_id", Need::required,
                                                              "What kind of agent it is"),
           template_ids),
    takes<&FromTemplateBody::operator_name, Kind::label>("operator", Need::optional,
                                                         "Who runs the agent"),
    takes<&FromTemplateBody::tags, Kind::labels>("tags", Need::optional, "At most 50 tags"),
    takes<&FromTemplateBody::metadata, Kind::object>("metadata", Need::optional,
                                                     "Your own, at most 16 KiB"),
};

constexpr std::array template_fields = {
    tells("id", Kind::text, "What from-template takes as template_id"),
    tells("name", Kind::text, "Its name, which its policy gets"),
    tells("description", Kind::text, "What such an agent does"),
    tells("max_per_tx", Kind::limit, "At most so much at once; 0: it pays nothing"),
    tells("max_per_day", Kind::limit, "At most so much in a UTC day"),
    tells("require_approval", Kind::flag, "Whether each of its payments waits for approval"),
    tells("permissions", Kind::labels, "What its key may do"),
};
constexpr Schema template_schema{"AgentTemplate", template_fields};

void write_template(JsonWriter& json, const AgentTemplate& one, Dialect dialect) {
  if (dialect == Dialect::wallgent) return write_wallgent_template(json, one);
  json.open_object()
      .text("id", one.id)
      .text("name", one.name)
      .text("description", one.doc)
      .money("max_per_tx", Money::dollars(one.max_per_tx))
      .money("max_per_day", Money::dollars(one.max_per_day))
      .flag("require_approval", one.require_approval);
  write_permissions(json, "permissions", usual(one));
  json.close_object();
}

actors::OpenWallet agent_of(const Visit& visit, FromTemplateBody& body,
                            const AgentTemplate& chosen) {
  const ledger::Principal& caller = visit.caller();
  actors::OpenWallet open;
  open.owner = {.organization = caller.organization,
                .environment = caller.environment,
                .new_organization_name = {},
                .new_organization_balance = {}};
  open.wallet.address.environment = caller.environment;
  open.wallet.agent = true;
  open.wallet.name = body.name;
  open.wallet.agent_name = body.name;
  open.wallet.operator_name = std::move(body.operator_name);
  open.wallet.tags = std::move(body.tags);
  open.wallet.metadata = std::move(body.metadata);
  open.new_policy = policy_of(chosen, caller.environment);
  open.with_key = true;
  open.key_name = std::move(body.name);
  open.key_prefix = key_prefix(visit.route.dialect, caller.environment);
  open.now = visit.now();
  return open;
}

constexpr std::array agent_templates_rows = {
    Route{.name = "list_agent_templates",
          .verb = Verb::get,
          .path = "/v1/agents/templates",
          .who = who::org,
          .permission = Permission::wallets_read,
          .reply = {200, &template_schema, true},
          .handle = handle<list_templates>,
          .tag = "Agents",
          .summary = "List the kinds of agents that can be made from a template"},
    Route{.name = "create_agent_from_template",
          .verb = Verb::post,
          .path = "/v1/agents/from-template",
          .who = who::org,
          .permission = Permission::wallets_write,
          .and_permission = Permission::keys_write,
          .body = body_of<open_from_template>,
          .reply = {201, &new_agent_schema},
          .handle = handle<open_from_template>,
          .tag = "Agents",
          .summary = "Make an agent with the limits of a template: a wallet, a key and a policy"},
};

}  // namespace

const Schema FromTemplateBody::schema{"AgentFromTemplateRequest", agent_templates_body_fields};

std::span<const AgentTemplate> agent_templates() {
  return templates;
}

void list_templates(Visit& visit) {
  const auto place = list_place(visit);
  if (!place) return;
  JsonWriter json = begin_list(visit.exchange);
  for (const AgentTemplate& one : templates) write_template(json, one, visit.route.dialect);
  end_list(visit.edge, visit.exchange, *place, 0);
  answer(visit);
}

void open_from_template(Visit& visit, FromTemplateBody& body) {
  const AgentTemplate& chosen = *std::ranges::find(templates, body.template_id, &AgentTemplate::id);
  const auto permissions = grant(grantable(visit.caller()), std::nullopt, usual(chosen), true);
  auto call = std::make_shared<OpenWalletCall>();
  call->command = agent_of(visit, body, chosen);
  call->command.permissions = *permissions;
  ask(visit, &actors::Engine::open_wallet, std::move(call),
      [now = visit.now()](Edge&, Exchange& exchange, OpenWalletCall& opened) {
        const Seen seen{.organization = opened.outcome->organization, .now = now};
        exchange.response.status = 201;
        JsonWriter json{exchange.response.body};
        write_new_agent(json, *opened.outcome, seen, exchange.route->dialect);
      });
}

std::span<const Route> agent_template_routes() {
  return agent_templates_rows;
}

}  // namespace bursar::net
