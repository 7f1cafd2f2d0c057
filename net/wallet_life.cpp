#include "net/wallet_life.hpp"

#include "net/agent_view.hpp"
#include "net/dialects/wallgent.hpp"
#include "net/problem.hpp"
#include "net/spelling.hpp"
#include "net/visit.hpp"
#include "net/wallet_view.hpp"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bursar::net {

using actors::ChangeWalletCall;
using actors::EndWalletCall;
using ledger::Errc;
using ledger::Permission;
using ledger::WalletStatus;

namespace {

constexpr std::array wallet_patch_fields = {
    or_none(takes<&WalletPatchBody::label, Kind::label>("label", Need::optional,
                                                        "A label; null takes it away")),
    or_none(takes<&WalletPatchBody::name, Kind::label>("name", Need::optional,
                                                       "A name; null takes it away")),
    or_none(takes<&WalletPatchBody::policy, Kind::policy_id>(
        "policy_id", Need::optional, "The policy that binds it from now on; null detaches it")),
    or_none(takes<&WalletPatchBody::tags, Kind::labels>("tags", Need::optional,
                                                        "Instead of those that it has")),
    or_none(takes<&WalletPatchBody::metadata, Kind::object>("metadata", Need::optional,
                                                            "Instead of what it has")),
    one_of(takes<&WalletPatchBody::status, Kind::label>(
               "status", Need::optional, "Frozen, nothing is debited until it is active again"),
           settable_status_words),
};

constexpr std::array deleted_agent_fields = {
    tells("id", Kind::text, "agt_ and the 26 characters of its wallet's id"),
    tells("wallet_id", Kind::text, "Its wallet, which is archived and can still be read"),
    tells("deleted", Kind::flag, "true"),
    tells("swept_amount", Kind::amount, "What it held, which the organisation's own wallet has"),
    tells("currency", Kind::text, "USD"),
};
constexpr Schema deleted_agent_schema{"DeletedAgent", deleted_agent_fields};

using WriteView = void (*)(JsonWriter&, const actors::WalletView&, const Seen&, Dialect);

void ask_for_change(Visit& visit, std::shared_ptr<ChangeWalletCall> call, WriteView write) {
  call->command.organization = visit.caller().organization;
  call->command.wallet = visit.path_wallet().account;
  call->command.now = visit.now();
  ask(visit, &actors::Engine::change_wallet, std::move(call),
      [seen = seen_by(visit), write](Edge&, Exchange& exchange, ChangeWalletCall& changed) {
        exchange.response.status = 200;
        JsonWriter json{exchange.response.body};
        write(json, *changed.outcome, seen, exchange.route->dialect);
      });
}

void write_set_agent(JsonWriter& json, const actors::WalletView& view, const Seen& seen,
                     Dialect dialect) {
  if (dialect == Dialect::wallgent) return write_wallgent_status(json, view);
  write_agent(json, view, seen, dialect);
}

void set_agents_status(Visit& visit, WalletStatus status) {
  auto call = std::make_shared<ChangeWalletCall>();
  call->command.of_agent = true;
  call->command.status = status;
  ask_for_change(visit, std::move(call), write_set_agent);
}

std::shared_ptr<EndWalletCall> end_of(const Visit& visit, bool with_agent) {
  auto call = std::make_shared<EndWalletCall>();
  call->command = {.organization = visit.caller().organization,
                   .wallet = visit.path_wallet().account,
                   .with_agent = with_agent,
                   .by = visit.caller().permissions,
                   .reject_approvals = with_agent && visit.query.force,
                   .by_key = visit.caller().key,
                   .now = visit.now()};
  return call;
}

// Of one that was deleted before, its newest record tells: nothing moves behind its end.
ledger::Money swept(const actors::Engine& engine, const actors::EndedWallet& ended) {
  if (!ended.swept.zero() || ended.wallet.last.none()) return ended.swept;
  const auto record = engine.record(ended.wallet.last);
  const auto* fact = record ? std::get_if<ledger::WalletArchived>(&record->fact) : nullptr;
  return fact != nullptr ? fact->swept : ledger::Money{};
}

constexpr std::array deletion = {
    Parameter{"force", "Whether payments that wait for approval are rejected first", "true|false"}};

constexpr std::array wallet_life_rows = {
    Route{.name = "update_wallet",
          .verb = Verb::patch,
          .path = "/v1/wallets/{id}",
          .who = who::agents_too,
          .permission = Permission::wallets_write,
          .id = PathId::wallet,
          .body = body_of<change_wallet>,
          .reply = {200, &wallet_schema},
          .handle = handle<change_wallet, may_change>,
          .tag = "Wallets",
          .summary = "Rename, describe, bind, freeze or unfreeze a wallet, in one step; an agent's "
                     "key may change its own label and metadata"},
    Route{.name = "archive_wallet",
          .verb = Verb::del,
          .path = "/v1/wallets/{id}",
          .who = who::org,
          .permission = Permission::wallets_write,
          .id = PathId::wallet,
          .reply = {200, &wallet_schema},
          .handle = handle<archive_wallet>,
          .tag = "Wallets",
          .summary = "Archive a wallet that holds nothing; its history stays"},
    Route{.name = "pause_agent",
          .verb = Verb::post,
          .path = "/v1/agents/{id}/pause",
          .who = who::org,
          .permission = Permission::wallets_write,
          .id = PathId::wallet,
          .reply = {200, &agent_schema},
          .handle = handle<pause_agent>,
          .tag = "Agents",
          .summary = "Freeze an agent's wallet: it pays nothing until it is resumed"},
    Route{.name = "resume_agent",
          .verb = Verb::post,
          .path = "/v1/agents/{id}/resume",
          .who = who::org,
          .permission = Permission::wallets_write,
          .id = PathId::wallet,
          .reply = {200, &agent_schema},
          .handle = handle<resume_agent>,
          .tag = "Agents",
          .summary = "Let an agent that was paused pay again"},
    Route{.name = "delete_agent",
          .verb = Verb::del,
          .path = "/v1/agents/{id}",
          .who = who::org,
          .permission = Permission::wallets_write,
          .and_permission = Permission::keys_write,
          .id = PathId::wallet,
          .parameters = deletion,
          .reply = {200, &deleted_agent_schema},
          .handle = handle<delete_agent>,
          .tag = "Agents",
          .summary = "Delete an agent: its balance goes back, its keys end, its history stays"},
};

}  // namespace

const Schema WalletPatchBody::schema{"WalletChange", wallet_patch_fields};

bool may_change(Visit& visit, WalletPatchBody& body) {
  const ledger::Principal& caller = visit.caller();
  const bool more = body.name || body.policy || body.tags || body.status;
  if (caller.wallet && more) {
    refuse(visit, Errc::org_key_required);
    return false;
  }
  if (body.policy && !caller.permissions.has(Permission::policies_write)) {
    refuse(visit, Errc::forbidden);
    return false;
  }
  return true;
}

void change_wallet(Visit& visit, WalletPatchBody& body) {
  auto call = std::make_shared<ChangeWalletCall>();
  actors::ChangeWallet& change = call->command;
  change.label = std::move(body.label);
  change.name = std::move(body.name);
  change.tags = std::move(body.tags);
  change.metadata = std::move(body.metadata);
  change.policy = body.policy;
  if (body.status)
    change.status = body.status == "frozen" ? WalletStatus::frozen : WalletStatus::active;
  ask_for_change(visit, std::move(call), write_wallet);
}

void pause_agent(Visit& visit) {
  set_agents_status(visit, WalletStatus::frozen);
}

void resume_agent(Visit& visit) {
  set_agents_status(visit, WalletStatus::active);
}

void archive_wallet(Visit& visit) {
  if (visit.path_wallet().type == ledger::WalletType::org)
    return malformed(visit, "An organisation's own wallet is never archived.");
  ask(visit, &actors::Engine::end_wallet, end_of(visit, false),
      [seen = seen_by(visit)](Edge&, Exchange& exchange, EndWalletCall& ended) {
        exchange.response.status = 200;
        JsonWriter json{exchange.response.body};
        write_wallet(json, ended.outcome->wallet, seen, exchange.route->dialect);
      });
}

void delete_agent(Visit& visit) {
  ask(visit, &actors::Engine::end_wallet, end_of(visit, true),
      [](Edge& edge, Exchange& exchange, EndWalletCall& ended) {
        const ledger::WalletId id = ended.outcome->wallet.state.address.id;
        exchange.response.status = 200;
        JsonWriter json{exchange.response.body};
        const ledger::Money back = swept(edge.engine, *ended.outcome);
        if (exchange.route->dialect == Dialect::wallgent)
          return write_wallgent_deletion(json, back);
        json.open_object()
            .text("id", agent_text(id))
            .text("wallet_id", wallet_text(id))
            .flag("deleted", true)
            .money("swept_amount", back)
            .text("currency", "USD")
            .close_object();
      });
}

std::span<const Route> wallet_life_routes() {
  return wallet_life_rows;
}

}  // namespace bursar::net
