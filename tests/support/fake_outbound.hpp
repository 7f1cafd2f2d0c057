#pragma once

// Somebody far away whom things are posted to, and who says what a test lets it say, at once or
// later. As a bridge it signs what it says.

#include "actors/outbound.hpp"
#include "crypto/webhook_signature.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bursar::tests {

class FakeOutbound final : public actors::Outbound {
 public:
  using Request = actors::OutboundRequest;
  using Answer = actors::OutboundAnswer;

  void post(Request request, Then then) override {
    asked.push_back(std::move(request));
    if (holds) return held.push_back(std::move(then));
    then(says(asked.back()));
  }
  void let_go() {
    for (std::size_t i = 0; i < held.size(); ++i)
      held[i](says(asked[asked.size() - held.size() + i]));
    held.clear();
  }

  static std::string field(const Request& request, std::string_view name) {
    for (const auto& [known, value] : request.fields)
      if (known == name) return value;
    return {};
  }

  std::vector<Request> asked;
  std::function<Answer(const Request&)> says = [](const Request&) { return Answer{}; };
  bool holds = false;
  std::vector<Then> held;
};

/// What a bridge says to a question, as it should be said; a test spoils it.
struct BridgeSays {
  std::string body = {};
  std::int64_t seconds = 0;
  std::vector<std::vector<std::uint8_t>> keys = {};
  std::optional<std::string> id = {};  // none: that of the question
  int status = 200;

  FakeOutbound::Answer to(const FakeOutbound::Request& request) const {
    const std::string named =
        id.value_or("ans_" + FakeOutbound::field(request, "webhook-id").substr(4));
    const std::vector<crypto::ByteView> views{keys.begin(), keys.end()};
    return {.end = actors::OutboundEnd::answered,
            .status = status,
            .fields = {{"webhook-id", named},
                       {"webhook-timestamp", std::to_string(seconds)},
                       {"webhook-signature",
                        crypto::webhook_signature(
                            views, {.id = named, .timestamp = seconds, .body = body})}},
            .body = body};
  }
};

}  // namespace bursar::tests
