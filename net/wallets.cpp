#include "net/wallets.hpp"

#include "net/history.hpp"
#include "net/named_organization.hpp"
#include "net/problem.hpp"
#include "net/wallet_view.hpp"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace bursar::net {

using actors::BalanceCall;
using actors::OpenWalletCall;
using actors::WalletCall;
using ledger::Permission;

namespace {

constexpr std::array wallet_fields = {
    takes<&WalletBody::agent_id, Kind::label>("agent_id", Need::optional,
                                              "Your own name for it, unique among yours"),
    takes<&WalletBody::label, Kind::label>("label", Need::optional, "A label"),
    takes<&WalletBody::name, Kind::label>("name", Need::optional, "A name"),
    takes<&WalletBody::agent_name, Kind::label>("agent_name", Need::optional, "Its agent's name"),
    takes<&WalletBody::operator_name, Kind::label>("operator", Need::optional,
                                                   "Who runs the agent"),
    takes<&WalletBody::policy, Kind::policy_id>("policy_id", Need::optional,
                                                "The policy that binds it"),
    takes<&WalletBody::tags, Kind::labels>("tags", Need::optional, "At most 50 tags"),
    takes<&WalletBody::metadata, Kind::object>("metadata", Need::optional,
                                               "Your own, at most 16 KiB"),
    takes<&WalletBody::budget_limit, Kind::limit>("budget_limit", Need::optional,
                                                  "What it may spend in its life"),
};

template <class Call>
void write_answered_wallet(Visit& visit, void (actors::Engine::*deed)(std::shared_ptr<Call>),
                           std::shared_ptr<Call> call) {
  const Seen seen{.organization = organization_of_path(visit), .now = visit.now()};
  ask(visit, deed, std::move(call), [seen](Edge&, Exchange& exchange, Call& answered) {
    exchange.response.status = 200;
    JsonWriter json{exchange.response.body};
    write_wallet(json, *answered.outcome, seen, exchange.route->dialect);
  });
}

void put_balance(Exchange& exchange, const ledger::WalletState& state) {
  exchange.response.status = 200;
  JsonWriter json{exchange.response.body};
  write_balance(json, state, exchange.route->dialect);
}

// What has not passed yet would be answered differently later. The sequence is the wallet's
// organisation's, which for the operator is not the caller's.
bool lies_ahead(const Visit& visit, const ledger::PastPoint& point) {
  if (const auto* time = std::get_if<ledger::Time>(&point)) return *time >= visit.now();
  return std::get<ledger::OrganizationSequence>(point) >
         visit.edge.engine.durable(visit.path_wallet().organization);
}

constexpr std::array points_in_time = {as_of_parameter};
constexpr std::array wallets_page = {limit_parameter, cursor_parameter};
constexpr std::array wallet_filters = {
    limit_parameter,
    cursor_parameter,
    Parameter{"status", "How the wallet is", wallet_status_words},
    Parameter{"tags", "Tags, separated by commas, all of which must match"},
    Parameter{"type", "Whether it is the organisation's or an agent's, in any case", "org|agent"},
    organization_parameter,
    environment_parameter};

constexpr std::array wallets_rows = {
    Route{.name = "create_wallet",
          .verb = Verb::post,
          .path = "/v1/wallets",
          .who = who::org,
          .permission = Permission::wallets_write,
          .body = body_of<open_wallet>,
          .reply = {201, &wallet_schema},
          .handle = handle<open_wallet>,
          .tag = "Wallets",
          .summary = "Open a wallet"},
    Route{.name = "list_wallets",
          .verb = Verb::get,
          .path = "/v1/wallets",
          .who = who::agents_and_operator,
          .permission = Permission::wallets_read,
          .parameters = wallet_filters,
          .reply = {200, &wallet_schema, true},
          .handle = handle<list_wallets>,
          .tag = "Wallets",
          .summary = "List wallets, newest first"},
    Route{.name = "get_wallet",
          .verb = Verb::get,
          .path = "/v1/wallets/{id}",
          .who = who::agents_and_operator,
          .permission = Permission::wallets_read,
          .id = PathId::wallet,
          .reply = {200, &wallet_schema},
          .handle = handle<show_wallet>,
          .tag = "Wallets",
          .summary = "Read a wallet"},
    Route{.name = "get_wallet_balance",
          .verb = Verb::get,
          .path = "/v1/wallets/{id}/balance",
          .who = who::agents_and_operator,
          .permission = Permission::wallets_read,
          .id = PathId::wallet,
          .parameters = points_in_time,
          .reply = {200, &balance_schema},
          .handle = handle<show_balance>,
          .tag = "Wallets",
          .summary = "Read a wallet's balance, now or at a point in the past"},
    Route{.name = "list_wallet_transactions",
          .verb = Verb::get,
          .path = "/v1/wallets/{id}/transactions",
          .who = who::agents_and_operator,
          .permission = Permission::payments_read,
          .id = PathId::wallet,
          .parameters = wallets_page,
          .reply = {200, &transaction_schema, true, true},
          .handle = handle<list_transactions>,
          .tag = "Wallets",
          .summary = "List a wallet's transactions, newest first"},
};

}  // namespace

const Schema WalletBody::schema{"WalletRequest", wallet_fields};

void open_wallet(Visit& visit, WalletBody& body) {
  const ledger::Principal& caller = visit.caller();
  auto call = std::make_shared<OpenWalletCall>();
  actors::OpenWallet& open = call->command;
  open.owner = {.organization = caller.organization,
                .environment = caller.environment,
                .new_organization_name = {},
                .new_organization_balance = {}};
  ledger::WalletOpened& wallet = open.wallet;
  wallet.address.environment = caller.environment;
  wallet.agent_id = std::move(body.agent_id);
  wallet.label = std::move(body.label);
  wallet.name = std::move(body.name);
  wallet.agent_name = std::move(body.agent_name);
  wallet.operator_name = std::move(body.operator_name);
  wallet.tags = std::move(body.tags);
  wallet.metadata = std::move(body.metadata);
  wallet.budget_limit = body.budget_limit;
  open.policy = body.policy;
  open.now = visit.now();
  ask(visit, &actors::Engine::open_wallet, std::move(call),
      [seen = seen_by(visit)](Edge&, Exchange& exchange, OpenWalletCall& opened) {
        exchange.response.status = exchange.route->reply.status;
        JsonWriter json{exchange.response.body};
        write_wallet(json, opened.outcome->wallet, seen, exchange.route->dialect);
      });
}

void show_wallet(Visit& visit) {
  auto call = std::make_shared<WalletCall>();
  call->command.wallet = visit.path_wallet().account;
  write_answered_wallet(visit, &actors::Engine::wallet, std::move(call));
}

void show_balance(Visit& visit) {
  auto call = std::make_shared<BalanceCall>();
  call->command.wallet = visit.path_wallet().account;
  const auto point = visit.query.as_of;
  if (point && lies_ahead(visit, *point))
    return malformed(visit, "?as_of", "lies ahead: only the past can be asked for");
  ask(visit, &actors::Engine::balance, std::move(call),
      [point](Edge& edge, Exchange& exchange, BalanceCall& answered) {
        if (!point) return put_balance(exchange, answered.outcome->state);
        // Overloaded while the views lag so far behind a busy wallet that the way back is too long.
        const auto then = edge.engine.wallet_at(*answered.outcome, *point);
        if (then) return put_balance(exchange, *then);
        put_refusal(exchange, then.error());
      });
}

std::span<const Route> wallet_routes() {
  return wallets_rows;
}

}  // namespace bursar::net
