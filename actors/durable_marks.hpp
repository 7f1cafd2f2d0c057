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
  void mark(ledger::OrganizationNumber organization, ledger::OrganizationSequence sequence) {
    organizations_.grow_to(organization.value);
    organizations_.find(organization.value)->store(sequence.value, std::memory_order_release);
  }

  ledger::Sequence last() const { return {last_.load(std::memory_order_acquire)}; }
  ledger::OrganizationSequence of(ledger::OrganizationNumber organization) const {
    const auto* mark = organizations_.find(organization.value);
    return {mark != nullptr ? mark->load(std::memory_order_acquire) : 0};
  }

 private:
  std::atomic<std::uint64_t> last_ = 0;
  ChunkedTable<std::atomic<std::uint64_t>> organizations_;
};

}  // namespace bursar::actors
