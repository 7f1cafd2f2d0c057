#include "actors/payment_batch.hpp"

#include <utility>

namespace bursar::actors {

PaymentBatch::PaymentBatch(std::shared_ptr<PayBatchCall> call, Permit place)
    : call_{std::move(call)}, place_{std::move(place)}, missing_{call_->command.payments.size()} {
  call_->outcome = std::vector<ledger::Result<Receipt>>(
      call_->command.payments.size(), ledger::refuse(ledger::Errc::outcome_unknown));
}

std::vector<std::shared_ptr<PayCall>> PaymentBatch::split(const std::shared_ptr<PayBatchCall>& call,
                                                          Permit place) {
  std::vector<PayCommand>& payments = call->command.payments;
  CHECK(!payments.empty());
  std::vector<std::shared_ptr<PayCall>> parts;
  parts.reserve(payments.size());
  auto* const batch = new PaymentBatch{call, std::move(place)};
  for (std::size_t i = 0; i < payments.size(); ++i) {
    auto& part = parts.emplace_back(std::make_shared<PayCall>());
    part->organization = call->organization;
    part->command = std::move(payments[i]);
    part->address(*batch, i);
  }
  return parts;
}

void PaymentBatch::answered(CallPtr call, std::uint64_t ticket) noexcept {
  std::uint64_t rests_on = rests_on_.load(std::memory_order_relaxed);
  while (rests_on < call->rests_on.value &&
         !rests_on_.compare_exchange_weak(rests_on, call->rests_on.value)) {
  }
  (*call_->outcome)[ticket] = std::move(static_cast<PayCall&>(*call).outcome);
  one_less();
}

void PaymentBatch::lost(std::uint64_t /*ticket*/) noexcept {
  lost_.store(true, std::memory_order_relaxed);
  one_less();
}

// With one of them lost nothing is told of the others: the batch's outcome is unknown as a whole.
void PaymentBatch::one_less() noexcept {
  if (missing_.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  const std::unique_ptr<PaymentBatch> self{this};
  place_ = {};
  if (lost_.load(std::memory_order_relaxed)) return call_.reset();
  call_->rests_on = {rests_on_.load(std::memory_order_relaxed)};
  Call::answer(std::move(call_));
}

}  // namespace bursar::actors
