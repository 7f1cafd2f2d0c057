#pragma once

// Webhooks whose events never end, and what is heard of them.

#include "actors/known_webhooks.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace bursar::tests {

constexpr ledger::Time told_from{1'795'608'000'000};
constexpr std::uint64_t endless = 1'000'000;

/// Webhooks of events that never end.
struct Receivers {
  explicit Receivers(actors::WebhookBounds bounds) : known{bounds} {}

  ledger::Sequence add(std::uint64_t organization = 1) {
    const ledger::Sequence made{++records};
    known.add(made, {.made = {.id = {{0, made.value}}, .terms = {.events = {"*"}}},
                     .organization = {organization},
                     .progress = {.next = {{1}, 0}}});
    return made;
  }
  /// As time has passed.
  std::optional<actors::KnownWebhooks::Turn> next() {
    known.look_at_all(now, [](const actors::KnownWebhooks::Entry&) { return true; });
    return next_heard();
  }
  /// As something was heard.
  std::optional<actors::KnownWebhooks::Turn> next_heard() {
    return known.next(now, [this](ledger::Sequence, actors::KnownWebhooks::Entry& entry) {
      ++read;
      const std::uint64_t first =
          entry.ahead.next.sequence.value + (entry.ahead.next.index > 0 ? 1 : 0);
      for (std::uint64_t i = 0; i < 3 && first + 3 < endless; ++i) {
        auto record = std::make_shared<ledger::Record>();
        const ledger::EventPosition at{{first + i}, 0};
        record->sequence = {at.sequence.value};
        entry.coming.push_back({.record = std::move(record), .event = {}, .at = at, .last = true});
        entry.read = {{at.sequence.value + 1}, 0};
      }
    });
  }
  /// All whose turn it is, at once.
  std::vector<actors::KnownWebhooks::Turn> all() {
    std::vector<actors::KnownWebhooks::Turn> turns;
    while (auto turn = next()) turns.push_back(*std::move(turn));
    return turns;
  }
  void end(const actors::KnownWebhooks::Turn& turn, ledger::DeliveryEnd end,
           std::uint16_t status = 0) {
    const ledger::DeliveryAnswer answer{.end = end, .status = status};
    known.end(turn.made, attempt_of(turn.attempt.before, answer, now, 0), answer);
  }
  /// One event of each is taken, so that none is in doubt.
  void trust_all() {
    std::set<ledger::Sequence> trusted;
    while (trusted.size() < known.size())
      for (const auto& turn : all()) {
        trusted.insert(turn.made);
        end(turn, ledger::DeliveryEnd::delivered);
      }
  }

  actors::KnownWebhooks known;
  ledger::Time now = told_from;
  std::uint64_t records = 0;
  std::size_t read = 0;  // how often somebody read on
};

}  // namespace bursar::tests
