#pragma once

// A journal in memory that fails as a disk does: slowly, loudly, or by not saying what it kept.
// Reads see what was said to be durable; records() and restart() see what the disk kept.

#include "ledger/check.hpp"
#include "persistence/store.hpp"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <iterator>
#include <mutex>
#include <optional>
#include <ostream>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

namespace bursar::tests {

enum class Fault : std::uint8_t { none, throws, unknown_kept, unknown_lost };

inline void PrintTo(Fault fault, std::ostream* out) {
  constexpr std::array names{"none", "throws", "unknown_kept", "unknown_lost"};
  *out << names.at(static_cast<std::size_t>(fault));
}

class SimulatedStore final : public persistence::JournalStore, public persistence::JournalReader {
 public:
  SimulatedStore() = default;
  /// What an engine that ran before has left.
  explicit SimulatedStore(std::vector<ledger::Record> records)
      : kept_{std::make_move_iterator(records.begin()), std::make_move_iterator(records.end())},
        durable_{kept_.size()} {
    if (!kept_.empty()) at_ = kept_.back().time;
  }

  persistence::Durability append(std::span<const ledger::Record* const> batch,
                                 ledger::Time at) override {
    std::unique_lock lock{mutex_};
    let_go_.wait(lock, [this] { return !held_; });
    if (in_doubt_) return persistence::Durability::unknown;
    require_promises(batch, at);
    const Fault fault = std::exchange(next_, Fault::none);
    failed_ = failed_ || fault != Fault::none;
    if (fault == Fault::throws) throw std::runtime_error{"the disk is gone"};
    in_doubt_ = fault != Fault::none;
    if (fault != Fault::unknown_lost) keep(batch, at);
    if (in_doubt_) return persistence::Durability::unknown;
    durable_ = kept_.size();
    return persistence::Durability::durable;
  }

  ledger::Sequence last_sequence() const override {
    const std::lock_guard lock{mutex_};
    return {durable_};
  }

  ledger::Sequence first_sequence() const override {
    const std::lock_guard lock{mutex_};
    return first_;
  }
  /// What is before it cannot be read any more.
  void archive_before(ledger::Sequence first) {
    const std::lock_guard lock{mutex_};
    first_ = first;
  }

  std::optional<ledger::Record> record(ledger::Sequence sequence) const override {
    const std::lock_guard lock{mutex_};
    if (sequence < first_ || sequence.value > durable_) return std::nullopt;
    return kept_[sequence.value - 1];
  }

  void scan(ledger::Sequence from,
            const std::function<bool(const ledger::Record&)>& each) const override {
    for (ledger::Sequence next = std::max(from, first_sequence()); next <= last_sequence();
         ++next.value)
      if (!each(durable_record(next))) return;
  }

  /// Without a copy: what is durable is neither changed nor moved.
  const ledger::Record& durable_record(ledger::Sequence sequence) const {
    const std::lock_guard lock{mutex_};
    CHECK(!sequence.none() && sequence.value <= durable_);
    return kept_[sequence.value - 1];
  }

  /// Whether a fault came to pass since the beginning or the last restart.
  bool failed() const {
    const std::lock_guard lock{mutex_};
    return failed_;
  }

  /// From now on nothing is kept, and nothing is said of it: whoever appends has ended already.
  void cut_off() {
    const std::lock_guard lock{mutex_};
    in_doubt_ = true;
  }

  void fail_next(Fault fault) {
    const std::lock_guard lock{mutex_};
    next_ = fault;
  }

  /// Blocks whoever appends until let_go(); where one thread runs all actors, hold the writer
  /// instead.
  void hold() {
    const std::lock_guard lock{mutex_};
    held_ = true;
  }

  void let_go() {
    const std::lock_guard lock{mutex_};
    held_ = false;
    let_go_.notify_all();
  }

  /// As the next engine finds it: whatever was kept is durable, and nothing is in doubt.
  void restart() {
    const std::lock_guard lock{mutex_};
    durable_ = kept_.size();
    in_doubt_ = false;
    failed_ = false;
    next_ = Fault::none;
  }

  std::vector<ledger::Record> records() const {
    const std::lock_guard lock{mutex_};
    return {kept_.begin(), kept_.end()};
  }

  /// Of the batches that were kept.
  std::vector<std::size_t> batch_sizes() const {
    const std::lock_guard lock{mutex_};
    return batch_sizes_;
  }

 private:
  // What the port asks of whoever appends.
  void require_promises(std::span<const ledger::Record* const> batch, ledger::Time at) const {
    CHECK(!batch.empty());
    CHECK(at >= at_);
    std::uint64_t sequence = durable_;
    for (const ledger::Record* const record : batch) CHECK(record->sequence.value == ++sequence);
  }

  void keep(std::span<const ledger::Record* const> batch, ledger::Time at) {
    for (const ledger::Record* const record : batch) kept_.push_back(*record);
    batch_sizes_.push_back(batch.size());
    at_ = at;
  }

  mutable std::mutex mutex_;
  std::condition_variable let_go_;
  bool held_ = false;
  bool in_doubt_ = false;
  bool failed_ = false;
  Fault next_ = Fault::none;
  std::deque<ledger::Record> kept_;
  ledger::Sequence first_ = {1};
  std::uint64_t durable_ = 0;  // of them; the journal begins with sequence 1
  ledger::Time at_ = {};
  std::vector<std::size_t> batch_sizes_;
};

}  // namespace bursar::tests
