// What the engine takes in of webhooks.

#include "actors/engine_room.hpp"

#include <utility>

#include <caf/send.hpp>

namespace bursar::actors {

void EngineRoom::make_webhook(std::shared_ptr<MakeWebhookCall> call) {
  if (has_room(call)) ask_webhooks(std::move(call));
}

void EngineRoom::open_webhooks(caf::actor_system& system, const Engine::Options& options,
                               const Engine::Ports& ports, const LedgerStates& books,
                               WriterThread thread) {
  KnownWebhooks known{options.webhooks};
  books.each_webhook([&](ledger::Sequence made, const ledger::Webhook& webhook) {
    known.add(made, webhook);
    if (webhook.status != ledger::WebhookStatus::removed) known.keep(webhook.organization);
  });
  webhooks_ = spawn_webhooks(system,
                             {.around = around_,
                              .clock = clock_,
                              .random = random_,
                              .marks = marks_,
                              .reading = event_reading(ports.reader),
                              .post = ports.webhooks,
                              .bounds = options.webhooks,
                              .figures = webhook_figures_,
                              .bell = webhook_bell_},
                             std::move(known), thread);
}

}  // namespace bursar::actors
