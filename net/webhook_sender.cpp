#include "net/webhook_sender.hpp"

#include "crypto/webhook_signature.hpp"
#include "ledger/ids.hpp"
#include "net/event_data.hpp"
#include "net/event_view.hpp"
#include "net/json_writer.hpp"
#include "telemetry/log.hpp"

#include <array>
#include <optional>
#include <utility>

namespace bursar::net {

namespace {

constexpr std::int64_t second_ms = 1'000;

std::string name_of(ledger::WebhookId webhook) {
  return ledger::text("wh_", webhook.bits);
}

/// What its maker could see.
ledger::Principal reader_of(const Edge& edge, const actors::WebhookDelivery& delivery) {
  const ledger::WebhookMade& webhook = delivery.webhook;
  ledger::Principal reader{.organization = delivery.organization,
                           .organization_id = edge.engine.organization_id(delivery.organization),
                           .environment = webhook.environment,
                           .permissions = webhook.permissions};
  if (webhook.wallet.none()) return reader;
  reader.key_class = ledger::KeyClass::agent;
  reader.wallet = edge.engine.find_wallet(webhook.wallet);
  return reader;
}

}  // namespace

std::string webhook_body(const Edge& edge, const actors::WebhookDelivery& delivery) {
  const actors::EventRow& event = delivery.event;
  std::string body;
  JsonWriter json{body};
  json.open_object()
      .text("type", word(event.event.type))
      .time("timestamp", event.record->time)
      .number("org_seq", event.at.sequence.value)
      .key("data");
  write_event_data(json, edge, reader_of(edge, delivery), event);
  json.close_object();
  return body;
}

void WebhookSender::serve(const Edge* edge) {
  const std::lock_guard lock{mutex_};
  edge_ = edge;
}

void WebhookSender::judge(const std::string& url, actors::Outbound::Then then) {
  judge_(url, std::move(then));
}

std::vector<std::uint8_t> WebhookSender::seal(ledger::WebhookId webhook,
                                              const actors::WebhookKeyBytes& key) {
  return secrets_.seal(crypto::webhook_secret(key).reveal(), name_of(webhook));
}

void WebhookSender::deliver(const actors::WebhookDelivery& delivery, actors::Outbound::Then then) {
  const std::string name = name_of(delivery.webhook.id);
  std::vector<std::vector<std::uint8_t>> keys;
  for (const auto* sealed : {&delivery.webhook.secret, &delivery.previous_secret}) {
    const auto secret = sealed->empty() ? std::nullopt : secrets_.open(*sealed, name);
    if (!secret) continue;
    if (auto key = crypto::parse_webhook_secret(secret->reveal())) keys.push_back(*std::move(key));
  }
  actors::OutboundRequest request{.url = delivery.webhook.terms.url, .fields = {}, .body = {}};
  std::string id;
  {
    const std::lock_guard lock{mutex_};
    if (edge_ == nullptr) return then({.end = actors::OutboundEnd::busy});
    if (keys.empty()) {
      telemetry::log(telemetry::Level::error, "webhook_secret_unreadable",
                     {{"webhook", std::string_view{name}},
                      {"remedy", "rotate its secret: none of it is under the key of this engine"}});
      return then({.end = actors::OutboundEnd::no_secret});
    }
    request.body = webhook_body(*edge_, delivery);
    id = event_id_text(*edge_, delivery.organization, delivery.event);
  }
  const std::int64_t seconds = delivery.now.milliseconds / second_ms;
  const std::vector<crypto::ByteView> views{keys.begin(), keys.end()};
  request.fields = {
      {"webhook-id", id},
      {"webhook-timestamp", std::to_string(seconds)},
      {"webhook-signature",
       crypto::webhook_signature(views, {.id = id, .timestamp = seconds, .body = request.body})}};
  outbound_.post(std::move(request), std::move(then));
}

}  // namespace bursar::net
