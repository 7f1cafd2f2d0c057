#include "net/dialects/wallgent.hpp"

#include "net/agents.hpp"
#include "net/funding.hpp"
#include "net/wallets.hpp"

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

constexpr std::array page = {limit_parameter, cursor_parameter};

constexpr std::array rows = {
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
          .parameters = page,
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
          .parameters = page,
          .reply = {200, &wallgent_agent_schema, true},
          .handle = handle<list_agents>,
          .tag = "Wallgent",
          .summary = "List agents, newest first, in Wallgent's spelling"},
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
};

}  // namespace

std::span<const Route> wallgent_routes() {
  return rows;
}

}  // namespace bursar::net
