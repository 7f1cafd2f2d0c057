#pragma once

// Payments that stand for themselves, answered together when the last of them is. Owns itself while
// any of them is under way.

#include "actors/commands.hpp"

#include <atomic>
#include <cstddef>
#include <memory>
#include <vector>

namespace bursar::actors {

class PaymentBatch final : public Recipient {
 public:
  /// Takes the payments out of the batch, each addressed to it. The batch's place is given back at
  /// the end. With no payment at all, answer the call yourself.
  static std::vector<std::shared_ptr<PayCall>> split(const std::shared_ptr<PayBatchCall>& call,
                                                     Permit place);

  void answered(CallPtr call, std::uint64_t ticket) noexcept override;
  void lost(std::uint64_t ticket) noexcept override;

 private:
  PaymentBatch(std::shared_ptr<PayBatchCall> call, Permit place);

  void one_less() noexcept;

  std::shared_ptr<PayBatchCall> call_;
  Permit place_;
  std::atomic<std::size_t> missing_;
  std::atomic<std::uint64_t> rests_on_ = 0;
  std::atomic<bool> lost_ = false;
};

}  // namespace bursar::actors
