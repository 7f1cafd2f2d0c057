// The part of the façade that is about webhooks.

#include "actors/engine_impl.hpp"

#include <utility>

namespace bursar::actors {

void Engine::make_webhook(std::shared_ptr<MakeWebhookCall> call) {
  impl_->room->make_webhook(std::move(call));
}
void Engine::act_on_webhook(std::shared_ptr<WebhookActCall> call) {
  impl_->room->ask_webhooks(std::move(call));
}
void Engine::webhook(std::shared_ptr<WebhookCall> call) {
  impl_->room->ask_webhooks(std::move(call));
}
void Engine::webhooks(std::shared_ptr<WebhooksCall> call) {
  impl_->room->ask_webhooks(std::move(call));
}

std::optional<ledger::PaymentPlace> Engine::payment_place(const ledger::Bits128& id) const {
  const auto [high, low] = impl_->room->payment_ids().backward(id.high, id.low);
  const ledger::PaymentPlace place = ledger::unpack_payment({high, low});
  if (place.sequence.none() || place.sequence > last_durable()) return std::nullopt;
  return place;
}

std::uint64_t Engine::webhook_attempts(ledger::DeliveryEnd end) const {
  return impl_->room->webhook_figures().attempts.at(static_cast<std::size_t>(end)).load();
}

Engine::WebhookCounts Engine::webhook_counts() const {
  const WebhookFigures& figures = impl_->room->webhook_figures();
  return {.webhooks = figures.webhooks,
          .disabled = figures.disabled,
          .pending = figures.pending,
          .in_flight = figures.in_flight,
          .lag = figures.lag};
}

}  // namespace bursar::actors
