#pragma once

// Writes events down for webhooks, signs them as Standard Webhooks does (standardwebhooks.com), and
// sends them. The bytes that are signed are those that are sent.

#include "actors/engine.hpp"
#include "actors/outbound.hpp"
#include "crypto/bytes.hpp"
#include "crypto/sealed_text.hpp"
#include "net/edge.hpp"

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bursar::net {

class WebhookSender final : public actors::WebhookPost {
 public:
  using Judge = std::function<void(std::string url, actors::Outbound::Then then)>;

  /// `outbound` outlives it. Secrets are sealed under the key.
  WebhookSender(actors::Outbound& outbound, Judge judge, const crypto::Bytes<32>& key,
                std::string_view key_id)
      : outbound_{outbound}, judge_{std::move(judge)}, secrets_{key, key_id} {}

  /// By whose engine events are written down. While there is none, nothing is sent: it is busy.
  /// Where no secret of a webhook can be opened, that is the end of the attempt.
  void serve(const Edge* edge);

  void judge(const std::string& url, actors::Outbound::Then then) override;
  std::vector<std::uint8_t> seal(ledger::WebhookId webhook,
                                 const actors::WebhookKeyBytes& key) override;
  void deliver(const actors::WebhookDelivery& delivery, actors::Outbound::Then then) override;

 private:
  actors::Outbound& outbound_;
  const Judge judge_;
  const crypto::SealedTexts secrets_;
  std::mutex mutex_;
  const Edge* edge_ = nullptr;
};

/// What is sent: {"type", "timestamp", "org_seq", "data"}.
std::string webhook_body(const Edge& edge, const actors::WebhookDelivery& delivery);

}  // namespace bursar::net
