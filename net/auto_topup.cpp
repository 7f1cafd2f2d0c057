#include "net/auto_topup.hpp"

#include "ledger/topup.hpp"
#include "net/json_values.hpp"
#include "net/spelling.hpp"
#include "net/visit.hpp"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace bursar::net {

using actors::SetTopupCall;
using actors::WalletCall;
using ledger::Money;
using ledger::Permission;
using ledger::TopupTerms;

namespace {

constexpr std::array topup_body_fields = {
    takes<&TopupBody::enabled, Kind::flag>("enabled", Need::required,
                                           "Whether it is done; else the terms are only kept"),
    takes<&TopupBody::trigger_below, Kind::limit>(
        "trigger_below", Need::required,
        "A payment that leaves less than that brings it about; 0: none does"),
    takes<&TopupBody::amount, Kind::amount>("topup_amount", Need::required,
                                            "What the organisation then gives"),
    takes<&TopupBody::max_per_day, Kind::amount>(
        "max_per_day", Need::optional,
        "No more than so much in a UTC day; ten times the amount unless told otherwise"),
};

constexpr std::array topup_fields = {
    tells("wallet_id", Kind::text, "Whose it is"),
    tells("enabled", Kind::flag, "Whether it is topped up"),
    tells("trigger_below", Kind::amount, "A payment that leaves less brings it about",
          Need::optional),
    tells("topup_amount", Kind::amount, "What the organisation then gives", Need::optional),
    tells("max_per_day", Kind::amount, "No more than so much in a UTC day", Need::optional),
    tells("topped_up_today", Kind::amount, "What this UTC day has seen of it"),
    tells("currency", Kind::text, "USD"),
};

// Ten times the most that may be asked is still far from the most that Money can say.
Money max_per_day_of(const TopupBody& body) {
  constexpr std::int64_t times = 10;
  return body.max_per_day.value_or(Money::units(body.amount.units() * times));
}

void write_topup(JsonWriter& json, const actors::WalletView& view, ledger::Time now) {
  const ledger::WalletState& state = view.state;
  json.open_object().text("wallet_id", wallet_text(state.address.id));
  if (state.topup)
    json.flag("enabled", state.topup->enabled)
        .money("trigger_below", state.topup->trigger_below)
        .money("topup_amount", state.topup->amount.money())
        .money("max_per_day", state.topup->max_per_day);
  else
    json.flag("enabled", false).null("trigger_below").null("topup_amount").null("max_per_day");
  json.money("topped_up_today", ledger::topped_up_in_day(state, now))
      .text("currency", currency_text(false))
      .close_object();
}

template <class Call>
auto put_topup(const Visit& visit) {
  return [now = visit.now()](Edge&, Exchange& exchange, Call& answered) {
    exchange.response.status = 200;
    JsonWriter json{exchange.response.body};
    write_topup(json, *answered.outcome, now);
  };
}

void set_to(Visit& visit, std::optional<TopupTerms> terms) {
  if (visit.path_wallet().type == ledger::WalletType::org)
    return malformed(visit, "An organisation's own wallet has nobody to top it up.");
  auto call = std::make_shared<SetTopupCall>();
  call->command = {.organization = visit.caller().organization,
                   .wallet = visit.path_wallet().account,
                   .terms = std::move(terms),
                   .now = visit.now()};
  ask(visit, &actors::Engine::set_topup, std::move(call), put_topup<SetTopupCall>(visit));
}

constexpr std::array auto_topup_rows = {
    Route{.name = "get_auto_topup",
          .verb = Verb::get,
          .path = "/v1/wallets/{id}/auto-topup",
          .who = who::agents_and_operator,
          .permission = Permission::wallets_read,
          .id = PathId::wallet,
          .reply = {200, &topup_schema},
          .handle = handle<show_auto_topup>,
          .tag = "Wallets",
          .summary = "Read when a wallet is topped up by itself, and with how much"},
    Route{
        .name = "set_auto_topup",
        .verb = Verb::put,
        .path = "/v1/wallets/{id}/auto-topup",
        .who = who::org,
        .permission = Permission::wallets_write,
        .id = PathId::wallet,
        .body = body_of<set_auto_topup>,
        .reply = {200, &topup_schema},
        .handle = handle<set_auto_topup>,
        .tag = "Wallets",
        .summary = "Let a wallet be topped up by its organisation when a payment leaves it little"},
    Route{.name = "remove_auto_topup",
          .verb = Verb::del,
          .path = "/v1/wallets/{id}/auto-topup",
          .who = who::org,
          .permission = Permission::wallets_write,
          .id = PathId::wallet,
          .reply = {200, &topup_schema},
          .handle = handle<remove_auto_topup>,
          .tag = "Wallets",
          .summary = "Let a wallet be topped up by itself no more"},
};

}  // namespace

const Schema TopupBody::schema{"AutoTopupRequest", topup_body_fields};
const Schema topup_schema{"AutoTopup", topup_fields};

void set_auto_topup(Visit& visit, TopupBody& body) {
  const Money max_per_day = max_per_day_of(body);
  if (max_per_day < body.amount)
    return malformed(visit, "#/" + std::string{visit.route.body->fields.back().name},
                     "is less than one top-up: nothing could be given");
  set_to(visit, TopupTerms{.enabled = body.enabled,
                           .trigger_below = body.trigger_below,
                           .amount = amount_of(body.amount),
                           .max_per_day = max_per_day});
}

void remove_auto_topup(Visit& visit) {
  set_to(visit, std::nullopt);
}

void show_auto_topup(Visit& visit) {
  auto call = std::make_shared<WalletCall>();
  call->command.wallet = visit.path_wallet().account;
  ask(visit, &actors::Engine::wallet, std::move(call), put_topup<WalletCall>(visit));
}

std::span<const Route> auto_topup_routes() {
  return auto_topup_rows;
}

}  // namespace bursar::net
