#pragma once

// Which keys have spoken since that was last told, as facts of a bounded size. Going through all
// keys is done in steps, each as short as any other message.

#include "actors/call.hpp"
#include "actors/tables.hpp"
#include "ledger/record.hpp"

#include <cstddef>
#include <cstdint>

namespace bursar::actors {

class KeyUses {
 public:
  struct Bounds {
    std::size_t uses_max = 1'024;    // of one fact
    std::size_t looks_max = 16'384;  // of one step
  };

  explicit KeyUses(const Tables& tables) : KeyUses{tables, Bounds{}} {}
  KeyUses(const Tables& tables, Bounds bounds) : tables_{tables}, bounds_{bounds} {}

  /// The uses of the next keys, none later than `now`; what is told here is not told again.
  ledger::KeysUsed next(ledger::Time now);
  /// Whether the last step came to the end of all keys; the next one begins anew.
  bool round_over() const { return next_ == 0; }

 private:
  const Tables& tables_;
  const Bounds bounds_;
  std::uint64_t next_ = 0;  // the number of the next key
};

/// Nobody waits for it.
CallPtr call_that_records(ledger::KeysUsed used, ledger::Time now);

}  // namespace bursar::actors
