#include "actors/key_uses.hpp"

#include <algorithm>

namespace bursar::actors {

ledger::KeysUsed KeyUses::next(ledger::Time now) {
  ledger::KeysUsed told;
  const std::uint64_t end = tables_.tallies();
  const std::uint64_t last = std::min<std::uint64_t>(end, next_ + bounds_.looks_max);
  while (next_ < last && told.uses.size() < bounds_.uses_max) {
    KeyTally& tally = tables_.tally(next_++);
    const auto use = tally.take_use();
    if (use && !tally.key.bits.none()) told.uses.push_back({tally.key, std::min(*use, now)});
  }
  if (next_ == end) next_ = 0;
  return told;
}

}  // namespace bursar::actors
