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

CallPtr call_that_records(ledger::KeysUsed used, ledger::Time now) {
  struct UsesCall final : Call {};
  auto call = std::make_shared<UsesCall>();
  call->draft = std::make_shared<Draft>();
  call->draft->record.time = now;
  call->draft->record.fact = std::move(used);
  call->when_durable = [](CallPtr& journaled) { journaled.reset(); };
  return call;
}

}  // namespace bursar::actors
