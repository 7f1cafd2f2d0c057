#pragma once

// Whoever is told of events, and remembers what came. An answer may be lost, or never come.

#include "actors/webhook_commands.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bursar::tests {

class FakePost final : public actors::WebhookPost {
 public:
  using Answer = actors::OutboundAnswer;

  struct Sent {
    ledger::WebhookId webhook = {};
    std::string url;
    std::string type;
    ledger::EventPosition at = {};
    bool two_secrets = false;
    ledger::Time time = {};
  };

  void judge(const std::string& url, actors::Outbound::Then then) override {
    if (judges_hang)
      judging.push_back(std::move(then));
    else
      then({.end = judges(url)});
  }
  std::vector<std::uint8_t> seal(ledger::WebhookId /*webhook*/,
                                 const actors::WebhookKeyBytes& key) override {
    return {key.begin(), key.end()};
  }
  void deliver(const actors::WebhookDelivery& delivery, actors::Outbound::Then then) override {
    if (takes) return takes(delivery, std::move(then));
    sent.push_back({.webhook = delivery.webhook.id,
                    .url = delivery.webhook.terms.url,
                    .type = std::string{word(delivery.event.event.type)},
                    .at = delivery.event.at,
                    .two_secrets = !delivery.previous_secret.empty(),
                    .time = delivery.now});
    if (const auto answer = answers(sent.back()))
      then(*answer);
    else
      hanging.push_back(std::move(then));
  }

  /// Those who never answered do now.
  void answer_all(const Answer& answer) {
    for (auto& then : std::exchange(hanging, {})) then(answer);
  }
  void judge_all(actors::OutboundEnd end) {
    for (auto& then : std::exchange(judging, {})) then({.end = end});
  }
  std::vector<std::string> types() const {
    std::vector<std::string> all;
    for (const Sent& one : sent) all.push_back(one.type);
    return all;
  }

  static Answer status(int status) {
    return {.end = actors::OutboundEnd::answered, .status = status};
  }

  std::vector<Sent> sent;
  std::vector<actors::Outbound::Then> hanging;
  bool judges_hang = false;
  std::vector<actors::Outbound::Then> judging;  // while they hang
  std::function<actors::OutboundEnd(const std::string&)> judges = [](const std::string&) {
    return actors::OutboundEnd::answered;
  };
  /// None: it hangs.
  std::function<std::optional<Answer>(const Sent&)> answers = [](const Sent&) {
    return std::optional{status(200)};
  };
  /// Takes all that is sent in this one's place, where there is such a one.
  std::function<void(const actors::WebhookDelivery&, actors::Outbound::Then)> takes = {};
};

}  // namespace bursar::tests
