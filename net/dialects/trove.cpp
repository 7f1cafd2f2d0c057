#include "net/dialects/trove.hpp"

#include "net/authority.hpp"
#include "net/idempotency.hpp"
#include "net/json_values.hpp"
#include "net/named_organization.hpp"
#include "net/payments.hpp"
#include "net/problem.hpp"
#include "net/spelling.hpp"

#include <array>
#include <charconv>
#include <memory>
#include <string>
#include <utility>

namespace bursar::net {

using actors::MakeKeyCall;
using actors::OpenWalletCall;
using actors::PayCall;
using actors::WalletCall;
using ledger::Errc;
using ledger::Permission;

namespace {

// A page is found by walking back to it.
constexpr std::uint64_t transactions_deep_max = 2'000;

struct TroveKeyBody {
  std::string name;

  static const Schema schema;
};
constexpr std::array key_fields = {
    takes<&TroveKeyBody::name, Kind::label>("name", Need::required,
                                            "Identifies the key: production, staging"),
};

struct TroveWalletBody {
  std::string agent_id;
  std::string name;
  ledger::Money budget_limit = {};

  static const Schema schema;
};
constexpr std::array wallet_fields = {
    takes<&TroveWalletBody::agent_id, Kind::label>("agent_id", Need::required,
                                                   "Your own name for the agent, unique"),
    takes<&TroveWalletBody::name, Kind::label>("name", Need::required, "The wallet's name"),
    takes<&TroveWalletBody::budget_limit, Kind::limit>("budget_limit_usd", Need::required,
                                                       "The most that the agent may spend"),
};

struct TrovePurchaseBody {
  ledger::Money amount = {};
  std::string description;
  std::string vendor;
  std::string key;

  static const Schema schema;
};
constexpr std::array purchase_fields = {
    takes<&TrovePurchaseBody::amount, Kind::amount>("amount_usd", Need::required,
                                                    "What is charged"),
    takes<&TrovePurchaseBody::description, Kind::text>("description", Need::optional,
                                                       "What it is for"),
    takes<&TrovePurchaseBody::vendor, Kind::label>("vendor", Need::optional, "Who is paid"),
    takes<&TrovePurchaseBody::key, Kind::idempotency>("idempotency_key", Need::optional,
                                                      "Makes it safe to send again"),
};

void make_key(Visit& visit, TroveKeyBody& body) {
  const auto makers = visit.signed_in() ? grantable(visit.caller()) : ledger::org_default;
  const auto permissions = grant(makers, std::nullopt, ledger::org_default, false);
  if (!permissions) return refuse(visit, permissions.error());
  auto call = std::make_shared<MakeKeyCall>();
  const actors::Owner whose = owner(visit, body.name);
  call->command = {.owner = whose,
                   .name = std::move(body.name),
                   .permissions = *permissions,
                   .wallet = std::nullopt,
                   .key_prefix = std::string{key_prefix(Dialect::trove, whose.environment)},
                   .now = visit.now()};
  ask(visit, &actors::Engine::make_key, std::move(call),
      [](Edge&, Exchange& exchange, MakeKeyCall& made) {
        exchange.response.status = 201;
        JsonWriter json{exchange.response.body};
        write_trove_key(json, *made.outcome);
      });
}

void open_wallet(Visit& visit, TroveWalletBody& body) {
  auto call = std::make_shared<OpenWalletCall>();
  actors::OpenWallet& open = call->command;
  open.owner = owner(visit, {});
  open.wallet.address.environment = open.owner.environment;
  open.wallet.agent_id = std::move(body.agent_id);
  open.wallet.name = std::move(body.name);
  open.wallet.budget_limit = body.budget_limit;
  open.now = visit.now();
  ask(visit, &actors::Engine::open_wallet, std::move(call),
      [](Edge&, Exchange& exchange, OpenWalletCall& opened) {
        exchange.response.status = 201;
        JsonWriter json{exchange.response.body};
        write_trove_wallet(json, opened.outcome->wallet);
      });
}

// A key that is bound to a wallet hears of no other number whether it is there.
std::optional<Errc> beyond_reach(const Exchange& exchange, const WalletCall* answered) {
  const auto& own = exchange.principal->wallet;
  if (answered == nullptr || !own) return std::nullopt;
  if (answered->outcome && answered->outcome->profile.opened.address.id == own->id)
    return std::nullopt;
  return Errc::wallet_scope;
}

std::uint64_t number_in(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() ? number : 0;
}

/// Finds the wallet that the path numbers; `then(edge, exchange, call)` says whether it has written
/// the answer, or another call will.
template <class Then>
void with_numbered_wallet(Visit& visit, Then then) {
  auto call = std::make_shared<WalletCall>();
  call->command = {.organization = visit.caller().organization,
                   .environment = visit.caller().environment,
                   .number = number_in(visit.id)};
  call->organization = visit.caller().organization;
  visit.exchange.await(*call, [&edge = visit.edge, &exchange = visit.exchange,
                               then = std::move(then)](actors::Call* answered) mutable {
    if (const auto beyond = beyond_reach(exchange, static_cast<WalletCall*>(answered))) {
      put_refusal_of(edge, exchange, answered, {.code = *beyond});
      return exchange.done();
    }
    auto* found = static_cast<WalletCall*>(answered);
    if (found == nullptr || !found->outcome) {
      settled_as<WalletCall>(edge, exchange, answered);
      return exchange.done();
    }
    if (!then(edge, exchange, *found)) return;
    rests_on(exchange, found->rests_on);
    exchange.done();
  });
  visit.edge.engine.wallet(std::move(call));
}

void purchase(Visit& visit, TrovePurchaseBody& body) {
  if (const auto wrong = choose_key(visit.request.idempotency_key, body.key); !wrong.empty())
    return malformed(visit, key_field, wrong);
  if (names_a_wallet(body.vendor))
    return malformed(visit, "#/vendor", "is a wallet's id, and a vendor is somebody outside");
  auto call = std::make_shared<PayCall>();
  call->command.pay.payee_external = std::move(body.vendor);
  call->command.pay.amount = amount_of(body.amount);
  call->command.pay.description = std::move(body.description);
  call->command.keyed = keyed_by(visit, std::move(body.key));
  call->command.now = visit.now();
  call->organization = visit.caller().organization;
  with_numbered_wallet(visit, [call = std::move(call)](Edge& edge, Exchange& exchange,
                                                       const WalletCall& found) mutable {
    call->command.pay.payer = found.outcome->profile.opened.address;
    hand_over(edge, exchange, std::move(call));
    return false;
  });
}

void show_balance(Visit& visit) {
  with_numbered_wallet(visit, [](Edge&, Exchange& exchange, const WalletCall& found) {
    exchange.response.status = 200;
    JsonWriter json{exchange.response.body};
    write_trove_balance(json, *found.outcome);
    return true;
  });
}

void write_page(Edge& edge, Exchange& exchange, const actors::WalletView& view, const Query& page) {
  const std::uint64_t skipped = std::uint64_t{page.page - 1} * page.limit;
  const ledger::AccountNumber wallet = view.state.address.account;
  const auto records = view.last.none()
                           ? std::vector<ledger::Record>{}
                           : edge.engine.history(wallet, view.last,
                                                 static_cast<std::uint32_t>(skipped) + page.limit);
  exchange.response.status = 200;
  JsonWriter json{exchange.response.body};
  json.open_object().key("transactions").open_array();
  for (std::size_t at = skipped; at < records.size(); ++at)
    write_trove_transaction(json, records[at], edge.engine.payment_id(records[at]), wallet);
  json.close_array()
      .number("page", std::uint64_t{page.page})
      .number("limit", std::uint64_t{page.limit})
      .number("total", view.state.transaction_count)
      .close_object();
}

void list_transactions(Visit& visit) {
  if (std::uint64_t{visit.query.page} * visit.query.limit > transactions_deep_max)
    return malformed(visit, "?page",
                     "lies further back than 2,000 transactions: those are read with "
                     "/v1/wallets/{id}/transactions, page by page");
  with_numbered_wallet(
      visit, [query = visit.query](Edge& edge, Exchange& exchange, const WalletCall& found) {
        write_page(edge, exchange, *found.outcome, query);
        return true;
      });
}

constexpr std::array trove_page = {page_parameter, limit_parameter};

// Served under both of the paths that its document knows.
constexpr Route key_row(std::string_view name, std::string_view path) {
  return {.name = name,
          .verb = Verb::post,
          .path = path,
          .who = who::org_or_sign_up,
          .permission = Permission::keys_write,
          .dialect = Dialect::trove,
          .body = body_of<make_key>,
          .reply = {201, &trove_key_schema},
          .handle = handle<make_key>,
          .tag = "Trove",
          .summary = "Make an API key, in Trove's spelling"};
}
constexpr Route wallet_row(std::string_view name, std::string_view path) {
  return {.name = name,
          .verb = Verb::post,
          .path = path,
          .who = who::org,
          .permission = Permission::wallets_write,
          .dialect = Dialect::trove,
          .body = body_of<open_wallet>,
          .reply = {201, &trove_wallet_schema},
          .handle = handle<open_wallet>,
          .tag = "Trove",
          .summary = "Make a wallet with a budget, in Trove's spelling"};
}
constexpr Route purchase_row(std::string_view name, std::string_view path) {
  return {.name = name,
          .verb = Verb::post,
          .path = path,
          .who = who::agents_too,
          .permission = Permission::payments_write,
          .replay = Replay::by_key,
          .id = PathId::wallet_number,
          .dialect = Dialect::trove,
          .body = body_of<purchase>,
          .reply = {.status = 201, .schema = &trove_purchase_schema, .may_wait = true},
          .handle = handle<purchase>,
          .tag = "Trove",
          .summary = "Purchase from a vendor, in Trove's spelling"};
}
constexpr Route balance_row(std::string_view name, std::string_view path) {
  return {.name = name,
          .verb = Verb::get,
          .path = path,
          .who = who::agents_too,
          .permission = Permission::wallets_read,
          .id = PathId::wallet_number,
          .dialect = Dialect::trove,
          .reply = {200, &trove_balance_schema},
          .handle = handle<show_balance>,
          .tag = "Trove",
          .summary = "Read what was spent and what is left, in Trove's spelling"};
}
constexpr Route transactions_row(std::string_view name, std::string_view path) {
  return {.name = name,
          .verb = Verb::get,
          .path = path,
          .who = who::agents_too,
          .permission = Permission::payments_read,
          .id = PathId::wallet_number,
          .dialect = Dialect::trove,
          .parameters = trove_page,
          .reply = {200, &trove_transactions_schema},
          .handle = handle<list_transactions>,
          .tag = "Trove",
          .summary = "List a wallet's transactions, newest first, in Trove's spelling"};
}

constexpr std::array trove_rows = {
    key_row("trove_create_key", "/trove/api/keys"),
    key_row("trove_create_key_v1", "/trove/v1/keys"),
    wallet_row("trove_create_wallet", "/trove/api/wallets"),
    wallet_row("trove_create_wallet_v1", "/trove/v1/wallets"),
    purchase_row("trove_purchase", "/trove/api/wallets/{id}/purchase"),
    purchase_row("trove_purchase_v1", "/trove/v1/wallets/{id}/purchase"),
    balance_row("trove_balance", "/trove/api/wallets/{id}/balance"),
    balance_row("trove_balance_v1", "/trove/v1/wallets/{id}/balance"),
    transactions_row("trove_transactions", "/trove/api/wallets/{id}/transactions"),
    transactions_row("trove_transactions_v1", "/trove/v1/wallets/{id}/transactions"),
};

}  // namespace

const Schema TroveKeyBody::schema{"TroveKeyRequest", key_fields};
const Schema TroveWalletBody::schema{"TroveWalletRequest", wallet_fields};
const Schema TrovePurchaseBody::schema{"TrovePurchaseRequest", purchase_fields};

std::span<const Route> trove_routes() {
  return trove_rows;
}

}  // namespace bursar::net
