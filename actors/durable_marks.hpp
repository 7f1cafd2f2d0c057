#pragma once

// How far the journal is durable, as a whole and for each organisation: set by the journal writer
// after a commit, read by any thread.

#include "actors/chunked_table.hpp"
#include "ledger/ids.hpp"

#include <atomic>
#include <cstdint>

namespace bursar::actors {

class DurableMarks {
 public:
  void mark(ledger::Sequence last) { last_.store(last.value, std::memory_order_release); }
  /// `newest` is the record that has that place.
  void mark(ledger::OrganizationNumber organization, ledger::OrganizationSequence sequence,
            ledger::Sequence newest) {
    organizations_.grow_to(organization.value);
    Mark& mark = *organizations_.find(organization.value);
    mark.newest.store(newest.value, std::memory_order_relaxed);
    mark.sequence.store(sequence.value, std::memory_order_release);
  }

  ledger::Sequence last() const { return {last_.load(std::memory_order_acquire)}; }
  ledger::OrganizationSequence of(ledger::OrganizationNumber organization) const {
    const Mark* mark = organizations_.find(organization.value);
    return {mark != nullptr ? mark->sequence.load(std::memory_order_acquire) : 0};
  }
  /// Its record; asked behind of(), that one's or a later one.
  ledger::Sequence newest(ledger::OrganizationNumber organization) const {
    const Mark* mark = organizations_.find(organization.value);
    return {mark != nullptr ? mark->newest.load(std::memory_order_relaxed) : 0};
  }

 private:
  struct Mark {
    std::atomic<std::uint64_t> sequence = 0;
    std::atomic<std::uint64_t> newest = 0;
  };
  std::atomic<std::uint64_t> last_ = 0;
  ChunkedTable<Mark> organizations_;
};

}  // namespace bursar::actors
