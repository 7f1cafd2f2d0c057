#include "net/webhooks.hpp"

#include "ledger/webhook_events.hpp"
#include "net/list.hpp"
#include "net/problem.hpp"
#include "net/webhook_call.hpp"
#include "net/webhook_view.hpp"
#include "net/webhook_wishes.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bursar::net {

using actors::MakeWebhookCall;
using actors::WebhookActCall;
using actors::WebhookCall;
using actors::WebhooksCall;
using ledger::Errc;
using ledger::Permission;

namespace {

constexpr std::int64_t rotation_seconds = 86'400;
constexpr std::int64_t grace_unit_ms = 1'000;
constexpr std::size_t id_characters = 26;
constexpr std::string_view delivery_prefix = "del_";

constexpr std::array asked_fields = {
    tells("id", Kind::text, "The delivery's id"),
    tells("webhook_id", Kind::text, "wh_ and 26 characters"),
    tells("event_id", Kind::text, "evt_ and 26 characters, sent as webhook-id"),
    tells("status", Kind::text, "pending"),
};
constexpr Schema asked_schema{"AskedDelivery", asked_fields, "A delivery that is due at once."};

constexpr std::array gone_fields = {
    tells("id", Kind::text, "wh_ and 26 characters"),
    tells("deleted", Kind::flag, "true"),
};
constexpr Schema gone_schema{"DeletedWebhook", gone_fields};

void put_row(Exchange& exchange, const actors::WebhookRow& row, int status) {
  exchange.response.status = status;
  JsonWriter json{exchange.response.body};
  write_webhook(json, row, exchange.dialect);
}

void tell_row(Edge& /*edge*/, Exchange& exchange, WebhookActCall& told) {
  put_row(exchange, *told.outcome, 200);
}

template <class Deed>
void act_on_path(Visit& visit, Deed deed) {
  const auto id = webhook_id(visit.id);
  if (!id) return refuse(visit, Errc::not_found);
  act_on_webhook(webhook_asker(visit), *id, std::move(deed), tell_row);
}

/// "del_" and the characters of the webhook's id and of the event's.
void put_asked(Exchange& exchange, ledger::WebhookId webhook, std::string_view event) {
  exchange.response.status = 202;
  JsonWriter json{exchange.response.body};
  json.open_object()
      .text("id", delivery_id_text(webhook, event))
      .id("webhook_id", "wh_", webhook.bits)
      .text("event_id", event)
      .text("status", "pending")
      .close_object();
}

constexpr std::array webhooks_page = {limit_parameter, cursor_parameter};
constexpr std::array deliveries_page = {limit_parameter};

constexpr std::array webhooks_rows = {
    Route{.name = "create_webhook",
          .verb = Verb::post,
          .path = "/v1/webhooks",
          .who = who::agents_too,
          .permission = Permission::webhooks_write,
          .body = body_of<create_webhook>,
          .reply = {201, &new_webhook_schema},
          .handle = handle<create_webhook>,
          .tag = "Webhooks",
          .summary = "Be told of events as they happen; the secret is shown this once"},
    Route{.name = "list_webhooks",
          .verb = Verb::get,
          .path = "/v1/webhooks",
          .who = who::agents_too,
          .permission = Permission::webhooks_write,
          .parameters = webhooks_page,
          .reply = {200, &webhook_schema, true},
          .handle = handle<list_webhooks>,
          .tag = "Webhooks",
          .summary = "List webhooks, newest first"},
    Route{.name = "get_webhook",
          .verb = Verb::get,
          .path = "/v1/webhooks/{id}",
          .who = who::agents_too,
          .permission = Permission::webhooks_write,
          .id = PathId::webhook,
          .reply = {200, &webhook_schema},
          .handle = handle<show_webhook>,
          .tag = "Webhooks",
          .summary = "Read a webhook, and how far it has heard"},
    Route{.name = "change_webhook",
          .verb = Verb::patch,
          .path = "/v1/webhooks/{id}",
          .who = who::agents_too,
          .permission = Permission::webhooks_write,
          .id = PathId::webhook,
          .body = body_of<change_webhook>,
          .reply = {200, &webhook_schema},
          .handle = handle<change_webhook>,
          .tag = "Webhooks",
          .summary = "Change where events are sent, and which; disable or enable it"},
    Route{.name = "delete_webhook",
          .verb = Verb::del,
          .path = "/v1/webhooks/{id}",
          .who = who::agents_too,
          .permission = Permission::webhooks_write,
          .id = PathId::webhook,
          .reply = {200, &gone_schema},
          .handle = handle<delete_webhook>,
          .tag = "Webhooks",
          .summary = "Be told no more"},
    Route{.name = "test_webhook",
          .verb = Verb::post,
          .path = "/v1/webhooks/{id}/test",
          .who = who::agents_too,
          .permission = Permission::webhooks_write,
          .id = PathId::webhook,
          .reply = {202, &asked_schema},
          .handle = handle<test_webhook>,
          .tag = "Webhooks",
          .summary = "Send it an event of its own, once"},
    Route{.name = "rotate_webhook_secret",
          .verb = Verb::post,
          .path = "/v1/webhooks/{id}/rotate-secret",
          .who = who::agents_too,
          .permission = Permission::webhooks_write,
          .id = PathId::webhook,
          .body = body_of<rotate_webhook_secret>,
          .reply = {200, &new_webhook_schema},
          .handle = handle<rotate_webhook_secret>,
          .tag = "Webhooks",
          .summary = "Get a new secret, shown this once; for a while both sign"},
    Route{.name = "list_deliveries",
          .verb = Verb::get,
          .path = "/v1/webhooks/{id}/deliveries",
          .who = who::agents_too,
          .permission = Permission::webhooks_write,
          .id = PathId::webhook,
          .parameters = deliveries_page,
          .reply = {200, &delivery_schema, true},
          .handle = handle<list_deliveries>,
          .tag = "Webhooks",
          .summary = "List its newest attempts: the last hundred are kept"},
    Route{.name = "redeliver",
          .verb = Verb::post,
          .path = "/v1/webhooks/deliveries/{id}/redeliver",
          .who = who::agents_too,
          .permission = Permission::webhooks_write,
          .id = PathId::delivery,
          .reply = {202, &asked_schema},
          .handle = handle<redeliver>,
          .tag = "Webhooks",
          .summary = "Send an event once more, under the same webhook-id"},
};

}  // namespace

void create_webhook(Visit& visit, WebhookBody& body) {
  if (!are_events(visit, *body.events) || !may_hear(visit, *body.events)) return;
  const ledger::Principal& caller = visit.caller();
  auto call = std::make_shared<MakeWebhookCall>();
  call->command = {.scope = webhook_scope(visit),
                   .permissions = caller.permissions,
                   .terms = {.url = *std::move(body.url), .events = *std::move(body.events)},
                   .now = visit.now()};
  if (caller.wallet) call->command.wallet_id = caller.wallet->id;
  const WebhookAsker asker = webhook_asker(visit);
  call->command.let_in = asker.let_in;
  await_webhook(asker, *call, [](Edge&, Exchange& exchange, MakeWebhookCall& made) {
    put_row(exchange, *made.outcome, 201);
  });
  visit.edge.engine.make_webhook(std::move(call));
}

void list_webhooks(Visit& visit) {
  auto call = std::make_shared<WebhooksCall>();
  call->command.scope = webhook_scope(visit);
  ask_for_page(visit, &actors::Engine::webhooks, std::move(call),
               [](JsonWriter& json, const actors::WebhookRow& row) { write_webhook(json, row); });
}

void show_webhook(Visit& visit) {
  const auto id = webhook_id(visit.id);
  if (!id) return refuse(visit, Errc::not_found);
  auto call = std::make_shared<WebhookCall>();
  call->command = {.scope = webhook_scope(visit), .webhook = *id};
  ask(visit, &actors::Engine::webhook, std::move(call),
      [](Edge&, Exchange& exchange, WebhookCall& told) { put_row(exchange, *told.outcome, 200); });
}

void change_webhook(Visit& visit, WebhookChangeBody& body) {
  if (body.events && !are_events(visit, *body.events)) return;
  actors::ChangeWebhook change{
      .url = std::move(body.url), .events = std::move(body.events), .enabled = body.enabled};
  if (!change.url && !change.events) return act_on_path(visit, std::move(change));
  const auto id = webhook_id(visit.id);
  if (!id) return refuse(visit, Errc::not_found);
  const auto permits = [elsewhere = change.url.has_value(), events = change.events](
                           Exchange& exchange, const ledger::WebhookMade& made) {
    return (!elsewhere || reads_as_much(exchange, made)) &&
           (!events || may_hear(exchange, made, *events));
  };
  act_on_known_webhook(webhook_asker(visit), *id, std::move(change), permits, tell_row);
}

void delete_webhook(Visit& visit) {
  const auto id = webhook_id(visit.id);
  if (!id) return refuse(visit, Errc::not_found);
  act_on_webhook(webhook_asker(visit), *id, actors::RemoveWebhook{},
                 [id = *id](Edge&, Exchange& exchange, WebhookActCall&) {
                   exchange.response.status = 200;
                   JsonWriter json{exchange.response.body};
                   json.open_object().id("id", "wh_", id.bits).flag("deleted", true).close_object();
                 });
}

void test_webhook(Visit& visit) {
  const auto id = webhook_id(visit.id);
  if (!id) return refuse(visit, Errc::not_found);
  act_on_webhook(webhook_asker(visit), *id, actors::TestWebhook{},
                 [id = *id](Edge& edge, Exchange& exchange, WebhookActCall& told) {
                   const ledger::Record& record = told.drafts->front()->record;
                   put_asked(exchange, id,
                             event_id_text(edge, record, record.organizations[0].organization, 0));
                 });
}

void rotate_webhook_secret(Visit& visit, WebhookRotationBody& body) {
  const auto id = webhook_id(visit.id);
  if (!id) return refuse(visit, Errc::not_found);
  const actors::RotateWebhook rotation{body.grace_seconds.value_or(rotation_seconds) *
                                       grace_unit_ms};
  act_on_known_webhook(webhook_asker(visit), *id, rotation, reads_as_much, tell_row);
}

void list_deliveries(Visit& visit) {
  const auto id = webhook_id(visit.id);
  if (!id) return refuse(visit, Errc::not_found);
  auto place = list_place(visit);
  if (!place) return;
  auto call = std::make_shared<WebhookCall>();
  call->command = {.scope = webhook_scope(visit), .webhook = *id};
  ask(visit, &actors::Engine::webhook, std::move(call),
      [place = std::move(*place), limit = visit.query.limit](Edge& edge, Exchange& exchange,
                                                             WebhookCall& told) {
        const ledger::Webhook& webhook = told.outcome->webhook;
        JsonWriter json = begin_list(exchange);
        std::uint32_t left = limit;
        const auto& recent = webhook.progress.recent;
        for (auto past = recent.rbegin(); past != recent.rend() && left > 0; ++past, --left)
          write_delivery(json, edge, webhook, *past);
        end_list(edge, exchange, place, 0);
      });
}

void redeliver(Visit& visit) {
  std::string_view written = visit.id;
  if (!written.starts_with(delivery_prefix)) return refuse(visit, Errc::not_found);
  written.remove_prefix(delivery_prefix.size());
  if (written.size() != 2 * id_characters) return refuse(visit, Errc::not_found);
  const auto webhook = ledger::parse_crockford(written.substr(0, id_characters));
  const std::string event = "evt_" + std::string{written.substr(id_characters)};
  const auto found = find_event(visit.edge, event, visit.caller().organization);
  if (!webhook || !found) return refuse(visit, Errc::not_found);
  const ledger::WebhookId id{*webhook};
  act_on_webhook(
      webhook_asker(visit), id, actors::RedeliverEvent{found->record.sequence, found->at},
      [id, event](Edge&, Exchange& exchange, WebhookActCall&) { put_asked(exchange, id, event); });
}

std::span<const Route> webhook_routes() {
  return webhooks_rows;
}

}  // namespace bursar::net
