#pragma once

// Where keys are to be looked up at this moment. Any thread asks; a change is a new set, so that
// nobody waits and whoever looks sees one whole.

#include "persistence/key_run.hpp"
#include "persistence/key_table.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

namespace bursar::persistence {

struct KeySet {
  std::shared_ptr<KeyTable> newest;                      // the one that is added to
  std::vector<std::shared_ptr<const KeyTable>> waiting;  // to become runs, oldest first
  std::vector<std::shared_ptr<const KeyRun>> runs;       // oldest first
};

class KeySets {
 public:
  /// For as long as the asking thread does not ask again. A thread keeps the set that it saw last,
  /// and so costs no shared counter; one that sleeps keeps at most one that has passed.
  const KeySet& now() const;

  template <class How>
  void change(How how);

 private:
  static std::uint64_t next_version();

  mutable std::mutex mutex_;
  std::shared_ptr<const KeySet> current_ = std::make_shared<const KeySet>();
  std::atomic<std::uint64_t> version_ = next_version();  // no two sets of a process share one
};

template <class How>
void KeySets::change(How how) {
  const std::lock_guard lock{mutex_};
  auto changed = std::make_shared<KeySet>(*current_);
  how(*changed);
  current_ = std::move(changed);
  version_.store(next_version(), std::memory_order_release);
}

}  // namespace bursar::persistence
