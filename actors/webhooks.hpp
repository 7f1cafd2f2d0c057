#pragma once

#include "actors/durable_marks.hpp"
#include "actors/event_list.hpp"
#include "actors/journal_writer.hpp"
#include "actors/known_webhooks.hpp"
#include "actors/protocol.hpp"
#include "actors/surroundings.hpp"
#include "actors/webhook_bell.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

#include <caf/actor_system.hpp>

namespace bursar::actors {

/// As any thread reads them.
struct WebhookFigures {
  std::array<std::atomic<std::uint64_t>, 11> attempts = {};  // by DeliveryEnd
  std::atomic<std::size_t> webhooks = 0;
  std::atomic<std::size_t> disabled = 0;
  std::atomic<std::size_t> pending = 0;  // events that wait for another attempt
  std::atomic<std::size_t> in_flight = 0;
  std::atomic<std::uint64_t> lag = 0;  // records that the one which is furthest behind lacks
};

/// What outlives it.
struct WebhooksDesk {
  const Surroundings& around;
  const Clock& clock;
  Random& random;
  const DurableMarks& marks;
  EventReading reading;
  WebhookPost* post;  // none: nobody is told of anything
  WebhookBounds bounds;
  WebhookFigures& figures;
  std::shared_ptr<WebhookBell> bell;
};

Webhooks spawn_webhooks(caf::actor_system& system, const WebhooksDesk& desk, KnownWebhooks known,
                        WriterThread thread);

}  // namespace bursar::actors
