#pragma once

// How a wallet is at a moment, in a word. Frozen and archived are set; the others follow from what
// happened and how long ago, and forbid nothing.

#include "ledger/identity.hpp"
#include "ledger/time.hpp"

#include <cstdint>
#include <limits>

namespace bursar::ledger {

enum class Condition : std::uint8_t { active, idle, policy_violation, frozen, unfunded, archived };

/// What the words that are not set follow from.
struct Signs {
  Time moved_at = {};  // when money last moved
  bool ever_held_money = false;
  Time denied_at = {};  // its last decision was a policy refusal, then; else zero

  friend bool operator==(const Signs&, const Signs&) = default;
};

constexpr std::int64_t idle_after_ms = 30 * day_ms;  // without a transaction
constexpr std::int64_t violation_ms = day_ms;        // so long a policy refusal is told of

/// Of a wallet that is neither frozen nor archived.
constexpr Condition condition(const Signs& signs, Time now) {
  const auto since = [now](Time then) { return now.milliseconds - then.milliseconds; };
  if (signs.denied_at != Time{} && since(signs.denied_at) < violation_ms)
    return Condition::policy_violation;
  if (!signs.ever_held_money) return Condition::unfunded;
  return since(signs.moved_at) > idle_after_ms ? Condition::idle : Condition::active;
}

constexpr Condition condition(WalletStatus set, const Signs& signs, Time now) {
  if (set == WalletStatus::frozen) return Condition::frozen;
  if (set == WalletStatus::archived) return Condition::archived;
  return condition(signs, now);
}

/// From when on it is another if nothing happens; never: the end of time.
constexpr Time condition_ends(const Signs& signs, Time now) {
  const Condition is = condition(signs, now);
  if (is == Condition::policy_violation) return {signs.denied_at.milliseconds + violation_ms};
  if (is == Condition::active) return {signs.moved_at.milliseconds + idle_after_ms + 1};
  return {std::numeric_limits<std::int64_t>::max()};
}

}  // namespace bursar::ledger
