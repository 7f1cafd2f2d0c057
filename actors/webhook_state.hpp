#pragma once

// What the handlers of webhooks share: their state, and how something of it is recorded.

#include "actors/webhook_judgments.hpp"
#include "actors/webhooks.hpp"

#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include <caf/actor_clock.hpp>

namespace bursar::actors {

using WebhookAsker = decltype(WebhookJudged::call);

struct WebhooksState {
  static inline const char* name = "webhooks";
  std::optional<WebhooksDesk> desk;
  std::optional<KnownWebhooks> known;
  WebhookJudgments judgments{webhooks_judged_max};
  std::optional<caf::actor_clock::time_point> wakes;    // when Due comes that is under way
  std::optional<caf::actor_clock::time_point> records;  // when what was tried is recorded
  bool behind = false;                                  // somebody reads on who heard nothing
  std::optional<caf::actor_clock::time_point> shows;    // when the figures are shown again
  bool stopping = false;                                // nothing more is sent
  std::set<WebhookAsker> judged;                        // who waits for an address to be looked up
  std::vector<std::shared_ptr<std::promise<void>>> rested;  // who waits until nothing is under way
};

inline ledger::Time later(ledger::Time from, std::int64_t ms) {
  return {from.milliseconds + ms};
}

inline std::shared_ptr<Draft> webhook_draft(ledger::Fact fact, ledger::Time now,
                                            ledger::OrganizationNumber organization = {}) {
  auto draft = std::make_shared<Draft>();
  draft->record.time = now;
  draft->record.organizations[0].organization = organization;
  draft->record.fact = std::move(fact);
  return draft;
}

/// Where others wake the writer at the end of their rounds, who has none wakes it at once.
inline void append(WebhooksState& state, CallPtr call) {
  state.desk->around.line.append(std::move(call));
  state.desk->around.line.end_round();
}

/// What was tried, many attempts with one record; who is disabled by it is so in the same batch.
void record_attempts(WebhooksState& state);

}  // namespace bursar::actors
