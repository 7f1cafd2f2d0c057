#include "net/dialects/wallgent.hpp"

#include "net/agent_templates.hpp"
#include "net/agents.hpp"
#include "net/funding.hpp"
#include "net/keys.hpp"
#include "net/wallet_life.hpp"
#include "net/wallets.hpp"
#include "net/withdrawals.hpp"

#include <array>

namespace bursar::net {

using ledger::Permission;

namespace {

constexpr std::array wallet_fields = {
    takes<&WalletBody::name, Kind::label>("name", Need::optional, "Human-readable name"),
    takes<&WalletBody::agent_name, Kind::label>("agentName", Need::optional,
                                                "Agent identifier; need not be unique"),
    takes<&WalletBody::policy, Kind::policy_id>("policyId", Need::optional,
                                                "The policy that binds it"),
    takes<&WalletBody::metadata, Kind::object>("metadata", Need::optional,
                                               "Arbitrary key-value data"),
};
constexpr Schema wallet_request{"WallgentWalletRequest", wallet_fields};

constexpr std::array fund_fields = {
    takes<&FundBody::amount, Kind::amount>("amount", Need::required, "What the wallet gets"),
    takes<&FundBody::key, Kind::idempotency>("idempotencyKey", Need::optional,
                                             "Makes it safe to send again"),
};
constexpr Schema fund_request{"WallgentFundRequest", fund_fields};

constexpr std::array agent_fields = {
    takes<&AgentBody::name, Kind::label>("name", Need::required, "Its name"),
    takes<&AgentBody::permissions, Kind::permissions>(
        "permissions", Need::optional, "What its key may do; wallets and payments, as a rule"),
    takes<&AgentBody::policy, Kind::policy_id>("policyId", Need::optional,
                                               "The policy that binds its wallet"),
    takes<&AgentBody::metadata, Kind::object>("metadata", Need::optional,
                                              "Arbitrary key-value data"),
};
constexpr Schema agent_request{"WallgentAgentRequest", agent_fields};

constexpr std::array template_fields = {
    takes<&FromTemplateBody::name, Kind::label>("name", Need::required, "Its name"),
    one_of(takes<&FromTemplateBody::template_id, Kind::label>("templateId", Need::required,
                                                              "What kind of agent it is"),
           template_ids),
};
constexpr Schema template_request{"WallgentFromTemplateRequest", template_fields};

constexpr std::array rotation_fields = {
    takes<&RotationBody::grace_seconds, Kind::count>(
        "graceSeconds", Need::optional, "For so long the old key is heard as well; 0 by default",
        2'592'000),
};
constexpr Schema rotation_request{.name = "WallgentRotationRequest",
                                  .fields = rotation_fields,
                                  .doc = {},
                                  .may_be_missing = true};

constexpr std::array adjustment_fields = {
    takes<&AdjustmentBody::amount, Kind::adjustment>(
        "amount", Need::required,
        "What the agent gets of the org wallet; below zero, what it gives back"),
    takes<&AdjustmentBody::key, Kind::idempotency>("idempotencyKey", Need::optional,
                                                   "Makes it safe to send again"),
};
constexpr Schema adjustment_request{"WallgentAdjustmentRequest", adjustment_fields};

constexpr std::array wallgent_page = {limit_parameter, cursor_parameter};

constexpr std::array wallgent_rows = {
    Route{.name = "wallgent_create_wallet",
          .verb = Verb::post,
          .path = "/wallgent/v1/wallets",
          .who = who::org,
          .permission = Permission::wallets_write,
          .dialect = Dialect::wallgent,
          .body = &wallet_request,
          .reply = {201, &wallgent_wallet_schema},
          .handle = handle<open_wallet>,
          .tag = "Wallgent",
          .summary = "Create a wallet, in Wallgent's spelling"},
    Route{.name = "wallgent_list_wallets",
          .verb = Verb::get,
          .path = "/wallgent/v1/wallets",
          .who = who::agents_too,
          .permission = Permission::wallets_read,
          .dialect = Dialect::wallgent,
          .parameters = wallgent_page,
          .reply = {200, &wallgent_wallet_schema, true},
          .handle = handle<list_wallets>,
          .tag = "Wallgent",
          .summary = "List wallets, newest first, in Wallgent's spelling"},
    Route{.name = "wallgent_get_wallet",
          .verb = Verb::get,
          .path = "/wallgent/v1/wallets/{id}",
          .who = who::agents_too,
          .permission = Permission::wallets_read,
          .id = PathId::wallet,
          .dialect = Dialect::wallgent,
          .reply = {200, &wallgent_wallet_schema},
          .handle = handle<show_wallet>,
          .tag = "Wallgent",
          .summary = "Read a wallet, in Wallgent's spelling"},
    Route{.name = "wallgent_fund_wallet",
          .verb = Verb::post,
          .path = "/wallgent/v1/wallets/{id}/fund",
          .who = who::org,
          .permission = Permission::wallets_write,
          .replay = Replay::by_key,
          .id = PathId::wallet,
          .dialect = Dialect::wallgent,
          .body = &fund_request,
          .reply = {200, &wallgent_funding_schema},
          .handle = handle<fund, may_fund>,
          .tag = "Wallgent",
          .summary = "Fund a wallet from the treasury, in Wallgent's spelling"},
    Route{.name = "wallgent_get_balance",
          .verb = Verb::get,
          .path = "/wallgent/v1/wallets/{id}/balance",
          .who = who::agents_too,
          .permission = Permission::wallets_read,
          .id = PathId::wallet,
          .dialect = Dialect::wallgent,
          .reply = {200, &wallgent_balance_schema},
          .handle = handle<show_balance>,
          .tag = "Wallgent",
          .summary = "Read what can be spent, in Wallgent's spelling"},
    Route{.name = "wallgent_create_agent",
          .verb = Verb::post,
          .path = "/wallgent/v1/agents",
          .who = who::org_or_sign_up,
          .permission = Permission::wallets_write,
          .and_permission = Permission::keys_write,
          .dialect = Dialect::wallgent,
          .body = &agent_request,
          .reply = {201, &new_wallgent_agent_schema},
          .handle = handle<open_agent>,
          .tag = "Wallgent",
          .summary = "Create an agent, in Wallgent's spelling"},
    Route{.name = "wallgent_list_agents",
          .verb = Verb::get,
          .path = "/wallgent/v1/agents",
          .who = who::agents_too,
          .permission = Permission::wallets_read,
          .dialect = Dialect::wallgent,
          .parameters = wallgent_page,
          .reply = {200, &wallgent_agent_schema, true},
          .handle = handle<list_agents>,
          .tag = "Wallgent",
          .summary = "List agents, newest first, in Wallgent's spelling"},
    Route{.name = "wallgent_list_templates",
          .verb = Verb::get,
          .path = "/wallgent/v1/agents/templates",
          .who = who::org,
          .permission = Permission::wallets_read,
          .dialect = Dialect::wallgent,
          .reply = {200, &wallgent_template_schema, true},
          .handle = handle<list_templates>,
          .tag = "Wallgent",
          .summary = "List the kinds of agents, in Wallgent's spelling"},
    Route{.name = "wallgent_create_from_template",
          .verb = Verb::post,
          .path = "/wallgent/v1/agents/from-template",
          .who = who::org,
          .permission = Permission::wallets_write,
          .and_permission = Permission::keys_write,
          .dialect = Dialect::wallgent,
          .body = &template_request,
          .reply = {201, &new_wallgent_agent_schema},
          .handle = handle<open_from_template>,
          .tag = "Wallgent",
          .summary = "Create an agent from a template, in Wallgent's spelling"},
    Route{.name = "wallgent_get_agent",
          .verb = Verb::get,
          .path = "/wallgent/v1/agents/{id}",
          .who = who::agents_too,
          .permission = Permission::wallets_read,
          .id = PathId::wallet,
          .dialect = Dialect::wallgent,
          .reply = {200, &wallgent_agent_schema},
          .handle = handle<show_agent>,
          .tag = "Wallgent",
          .summary = "Read an agent and what its key is, in Wallgent's spelling"},
    Route{.name = "wallgent_adjust_budget",
          .verb = Verb::post,
          .path = "/wallgent/v1/agents/{id}/adjust-budget",
          .who = who::org,
          .permission = Permission::wallets_write,
          .replay = Replay::by_key,
          .id = PathId::wallet,
          .dialect = Dialect::wallgent,
          .body = &adjustment_request,
          .reply = {200, &wallgent_adjustment_schema},
          .handle = handle<adjust_budget>,
          .tag = "Wallgent",
          .summary = "Add or remove an agent's funds, in Wallgent's spelling"},
    Route{.name = "wallgent_pause_agent",
          .verb = Verb::post,
          .path = "/wallgent/v1/agents/{id}/pause",
          .who = who::org,
          .permission = Permission::wallets_write,
          .id = PathId::wallet,
          .dialect = Dialect::wallgent,
          .reply = {200, &wallgent_status_schema},
          .handle = handle<pause_agent>,
          .tag = "Wallgent",
          .summary = "Freeze an agent's wallet, in Wallgent's spelling"},
    Route{.name = "wallgent_resume_agent",
          .verb = Verb::post,
          .path = "/wallgent/v1/agents/{id}/resume",
          .who = who::org,
          .permission = Permission::wallets_write,
          .id = PathId::wallet,
          .dialect = Dialect::wallgent,
          .reply = {200, &wallgent_status_schema},
          .handle = handle<resume_agent>,
          .tag = "Wallgent",
          .summary = "Unfreeze an agent's wallet, in Wallgent's spelling"},
    Route{.name = "wallgent_rotate_key",
          .verb = Verb::post,
          .path = "/wallgent/v1/agents/{id}/rotate-key",
          .who = who::org,
          .permission = Permission::wallets_write,
          .and_permission = Permission::keys_write,
          .id = PathId::wallet,
          .dialect = Dialect::wallgent,
          .body = &rotation_request,
          .reply = {200, &wallgent_rotation_schema},
          .handle = handle<rotate_agents_key>,
          .tag = "Wallgent",
          .summary = "Rotate an agent's key, in Wallgent's spelling"},
    Route{.name = "wallgent_delete_agent",
          .verb = Verb::del,
          .path = "/wallgent/v1/agents/{id}",
          .who = who::org,
          .permission = Permission::wallets_write,
          .and_permission = Permission::keys_write,
          .id = PathId::wallet,
          .dialect = Dialect::wallgent,
          .reply = {200, &wallgent_deletion_schema},
          .handle = handle<delete_agent>,
          .tag = "Wallgent",
          .summary = "Delete an agent and sweep its balance, in Wallgent's spelling"},
};

}  // namespace

std::span<const Route> wallgent_routes() {
  return wallgent_rows;
}

}  // namespace bursar::net
