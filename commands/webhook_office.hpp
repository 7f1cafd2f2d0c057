#pragma once

// Where events go out to webhooks, put together as the settings say. Outlives the engine.

#include "actors/engine.hpp"
#include "config/settings.hpp"
#include "crypto/secret_file.hpp"
#include "net/client_outbound.hpp"
#include "net/webhook_sender.hpp"
#include "telemetry/probes.hpp"

namespace bursar::commands {

class WebhookOffice {
 public:
  WebhookOffice(const config::Settings& settings, const crypto::SecretKeys& secrets);

  actors::WebhookPost& post() { return sender_; }
  /// From then on events are written down; until `close`.
  void open(const net::Edge& edge) { sender_.serve(&edge); }
  void close() { sender_.serve(nullptr); }

 private:
  net::OutboundClient outbound_;
  net::WebhookSender sender_;
};

void show_webhooks(telemetry::Probes& probes, const actors::Engine& engine);

}  // namespace bursar::commands
