#pragma once

// What follows a journal and keeps nothing of it but how far it is, and how large its batches were.

#include "persistence/errors.hpp"
#include "persistence/store.hpp"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

namespace bursar::tests {

class SimulatedFollower final : public persistence::JournalFollower {
 public:
  /// `durable` says how long the journal is.
  explicit SimulatedFollower(std::function<ledger::Sequence()> durable)
      : durable_{std::move(durable)} {}

  persistence::Durability follow(std::uint64_t records_max) override {
    if (damaged) throw persistence::Corrupt{"a row is not what was written"};
    if (failing) return persistence::Durability::unknown;
    const std::uint64_t batch = std::min(records_max, durable_().value - watermark_);
    batches.push_back(batch);
    watermark_ += batch;
    return persistence::Durability::durable;
  }
  ledger::Sequence watermark() const override { return {watermark_}; }

  std::vector<std::uint64_t> batches;
  bool damaged = false;
  bool failing = false;

 private:
  std::function<ledger::Sequence()> durable_;
  std::atomic<std::uint64_t> watermark_ = 0;
};

}  // namespace bursar::tests
