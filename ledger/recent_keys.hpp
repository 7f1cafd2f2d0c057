#pragma once

// The idempotency keys that one wallet has seen, by the keyed hash of their text. A key is kept for
// a day at least: it is dropped only with the generation of a whole UTC day, when that lies two
// days back.

#include "ledger/ids.hpp"
#include "ledger/time.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace bursar::ledger {

/// What became of a key. Until the record has a sequence, `place` means what its owner says.
struct KeyEntry {
  Bits128 key = {};
  std::uint64_t content = 0;  // the low half of the content's hash; the record holds it all
  std::uint64_t place = 0;
};

class RecentKeys {
 public:
  const KeyEntry* find(const Bits128& key) const;
  KeyEntry* find(const Bits128& key);
  /// The key must not be there yet. Where keys are counted from outside, call forget() first: the
  /// first key of a day may drop a generation of three days ago.
  void add(const KeyEntry& entry, Time now);
  void erase(const Bits128& key);
  /// Drops generations older than the day before `now`; how many keys that were.
  std::size_t forget(Time now);
  std::size_t size() const;

 private:
  struct Generation {
    std::int64_t day = 0;
    std::vector<KeyEntry> slots;  // open addressing, a power of two, an empty slot has no key
    std::size_t used = 0;
  };

  std::vector<Generation> generations_;  // oldest first, at most three
};

}  // namespace bursar::ledger
