// The part of the façade that is about payouts.

#include "actors/engine_impl.hpp"

#include <utility>

namespace bursar::actors {

void Engine::pay_out(std::shared_ptr<PayOutCall> call) {
  impl_->room->pay_out(std::move(call));
}
void Engine::cancel_payout(std::shared_ptr<CancelPayoutCall> call) {
  impl_->room->cancel_payout(std::move(call));
}
void Engine::payout(std::shared_ptr<PayoutCall> call) {
  impl_->room->ask_payouts(std::move(call));
}
void Engine::payouts(std::shared_ptr<PayoutsCall> call) {
  impl_->room->ask_payouts(std::move(call));
}

std::size_t Engine::payouts_open() const {
  return impl_->room->payout_figures().open.load(std::memory_order_relaxed);
}

std::size_t Engine::payouts_silent() const {
  return impl_->room->payout_figures().silent.load(std::memory_order_relaxed);
}

std::optional<ledger::Time> Engine::connector_silent_since() const {
  const auto since =
      impl_->room->payout_figures().connector_silent_since_ms.load(std::memory_order_relaxed);
  if (since == 0) return std::nullopt;
  return ledger::Time{since};
}

}  // namespace bursar::actors
