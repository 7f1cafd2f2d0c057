#pragma once

// The idempotency keys of one wallet whose records are not durable yet, by the keyed hash of their
// text. Few at a time, and none for most wallets.

#include "ledger/ids.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace bursar::actors {

struct KeyUnderWay {
  ledger::Bits128 key = {};
  std::uint64_t content = 0;  // the low half of the content's hash; the record holds it all
  std::uint32_t slot = 0;     // means what its owner says
};

class KeysUnderWay {
 public:
  const KeyUnderWay* find(const ledger::Bits128& key) const;
  /// The key must not be there yet.
  void add(const KeyUnderWay& entry);
  void erase(const ledger::Bits128& key);
  std::size_t size() const { return used_; }

 private:
  void grow();

  std::vector<KeyUnderWay> slots_;  // open addressing, a power of two; an empty slot has no key
  std::size_t used_ = 0;
};

}  // namespace bursar::actors
