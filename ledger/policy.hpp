#pragma once

// What a wallet may spend. The terms are copied into the wallet they bind, so that a payment is
// judged without asking anybody; counters live with the wallet and survive a change of policy.

#include "ledger/ids.hpp"
#include "ledger/money.hpp"
#include "ledger/result.hpp"
#include "ledger/time.hpp"

#include <cstdint>
#include <optional>

namespace bursar::ledger {

struct PolicyTerms {
  PolicyId id = {};  // none: no policy
  std::uint32_t version = 0;
  std::optional<Money> max_per_tx = {};  // zero means read-only
  std::optional<Money> max_per_day = {};
  std::optional<Money> max_per_month = {};
  std::optional<Money> max_total = {};

  friend bool operator==(const PolicyTerms&, const PolicyTerms&) = default;
};

/// What has been spent, amounts without fees, in the windows that `day` and `month` name.
struct Usage {
  std::int64_t day = 0;
  std::int64_t month = 0;
  Money in_day = {};
  Money in_month = {};
  Money in_total = {};

  /// The same with windows that have ended set to nothing. A window never goes back.
  Usage at(Time now) const;
  /// Counts in the windows of `now`, those that are not over yet, so that the order in which
  /// payments are added makes no difference.
  void add(Money amount, Time now);
  /// Takes back what add() did at `then`, where its windows are still the current ones.
  void take_back(Money amount, Time then);

  friend bool operator==(const Usage&, const Usage&) = default;
};

/// The first rule, in the order of the fields, that `amount` would break.
Result<void> judge(const PolicyTerms& terms, const Usage& usage, Amount amount, Time now);
/// The largest amount that no rule refuses; zero when there is none.
Money allowance(const PolicyTerms& terms, const Usage& usage, Time now);

}  // namespace bursar::ledger
