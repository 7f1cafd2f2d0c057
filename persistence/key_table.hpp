#pragma once

// The rows of the newest records, before they are a run: one thread adds, any thread looks, nobody
// waits. It speaks for a part of the journal without gaps, at most about an hour of it.

#include "persistence/key_row.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <vector>

namespace bursar::persistence {

class KeyTable {
 public:
  explicit KeyTable(std::size_t rows_max);

  // --- The one thread that adds.

  /// Whether a record of that time may still go in: older keys are dropped by whole runs.
  bool takes(ledger::Time time) const;
  /// The next record, with the hash of its key or none (0).
  void add(ledger::Sequence sequence, ledger::Time time, std::uint64_t hash);
  bool full() const { return rows() >= rows_max_; }
  /// After a crash as many are read again.
  std::uint64_t records() const;

  // --- Any thread.

  /// Calls `is_it` with the places of rows with that hash, the newest first, until it says true;
  /// whether it did.
  template <class IsIt>
  bool find(std::uint64_t hash, IsIt is_it) const;
  void prefetch(std::uint64_t hash) const { __builtin_prefetch(&slots_[place(hash)]); }
  std::size_t rows() const { return rows_.load(std::memory_order_relaxed); }

  // --- Once nobody adds any more.

  const KeySpan& span() const { return span_; }
  std::vector<KeyRow> sorted() const;

 private:
  struct Free {
    void operator()(void* memory) const { std::free(memory); }
  };

  // The low bits, because the filters of the runs go by the high ones.
  std::size_t place(std::uint64_t hash) const { return hash & mask_; }

  const std::size_t rows_max_;
  const std::size_t mask_;
  std::atomic<std::size_t> rows_ = 0;
  KeySpan span_;
  // Half of the slots stay empty, and an empty one ends every search. Zeros from calloc: pages that
  // no row has touched take no memory.
  std::unique_ptr<KeyRow[], Free> slots_;
};

template <class IsIt>
bool KeyTable::find(std::uint64_t hash, IsIt is_it) const {
  // The hash is written last: whoever sees it sees the sequence.
  const auto hash_in = [this](std::size_t slot) {
    return std::atomic_ref{slots_[slot].hash}.load(std::memory_order_acquire);
  };
  const std::size_t home = place(hash);
  std::size_t slot = home;
  bool there = false;
  for (std::uint64_t found = hash_in(slot); found != 0; found = hash_in(slot)) {
    there = there || found == hash;
    slot = (slot + 1) & mask_;
  }
  // What was added later stands further from home.
  while (there && slot != home) {
    slot = (slot - 1) & mask_;
    if (hash_in(slot) == hash && is_it(ledger::Sequence{slots_[slot].sequence})) return true;
  }
  return false;
}

}  // namespace bursar::persistence
