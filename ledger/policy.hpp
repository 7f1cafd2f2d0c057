#pragma once

// What a wallet may spend. A policy in force is shared by all the wallets that it binds and judges
// a payment without asking anybody; counters live with the wallet and survive a change of policy.

#include "ledger/ids.hpp"
#include "ledger/money.hpp"
#include "ledger/recent_payments.hpp"
#include "ledger/result.hpp"
#include "ledger/time.hpp"
#include "ledger/zone.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bursar::ledger {

constexpr std::size_t policy_list_max = 1'000;
constexpr std::uint16_t velocity_count_max = 1'000;
constexpr std::uint32_t velocity_window_seconds_max = 2'678'400;  // 31 days

/// At most so many payments in a window that ends with each of them.
struct Velocity {
  std::uint16_t count = 0;
  std::uint32_t window_seconds = 0;

  std::int64_t window_ms() const { return std::int64_t{window_seconds} * 1'000; }
  friend bool operator==(const Velocity&, const Velocity&) = default;
};

/// Who is paid, by id or, outside, by the very label. Each list is sorted and names nobody twice.
struct Recipients {
  std::vector<WalletId> wallets = {};
  std::vector<ServiceId> services = {};
  std::vector<std::string> labels = {};

  std::size_t count() const { return wallets.size() + services.size() + labels.size(); }
  friend bool operator==(const Recipients&, const Recipients&) = default;
};

/// Sorted, and none twice.
using Categories = std::vector<std::string>;

/// Every rule is optional and all must hold; they are judged in this order.
struct PolicyTerms {
  PolicyId id = {};
  std::uint32_t version = 0;
  std::optional<Money> max_per_tx = {};  // zero means read-only
  std::optional<Money> max_per_day = {};
  std::optional<Money> max_per_month = {};
  std::optional<Money> max_total = {};
  std::optional<Velocity> velocity = {};
  std::optional<Recipients> allowed_recipients = {};  // empty: nobody is
  std::optional<Recipients> blocked_recipients = {};
  std::optional<Categories> allowed_categories = {};
  std::optional<Categories> blocked_categories = {};
  std::optional<ActiveHours> active_hours = {};
  std::optional<Time> expires_at = {};  // from then on everything is denied
  // What passes all of these waits for approval:
  std::optional<Money> approval_above = {};  // when its amount is larger
  bool require_approval = false;             // whatever its amount

  friend bool operator==(const PolicyTerms&, const PolicyTerms&) = default;
};

/// The terms with what judging by them needs.
struct PolicyInForce {
  PolicyTerms terms = {};
  std::shared_ptr<const Zone> zone = {};  // of the active hours; none: unknown, and they deny
  std::string name = {};

  /// How many payments the wallet is to remember for it.
  std::uint16_t velocity_count() const { return terms.velocity ? terms.velocity->count : 0; }
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

/// What of a wallet's past its rules count. Refers to what lives longer.
struct Counters {
  const Usage& usage;
  const RecentPayments& recent;
  std::span<const Time> under_way = {};  // payments that count and are not among the recent ones
};

/// A payment, as rules see it.
struct Spend {
  Money amount = {};
  WalletId to = {};        // none: somebody outside
  ServiceId service = {};  // that is bought from; none: nothing of the kind
  std::string_view to_external = {};
  std::string_view category = {};  // the service's own, or what the payer says
  Time now = {};
};

/// What one rule says of a payment. Figures are zero where it has none.
struct Ruling {
  PolicyRule rule = PolicyRule::none;
  bool allows = true;
  Money limit = {};  // velocity counts payments in units of Money
  Money used = {};
  Money left = {};  // the largest amount that it would allow
  Time resets_at = {};
};

/// By which rule a payment that passes needs approval; none: it needs none.
PolicyRule approval_rule(const PolicyTerms& terms, Money amount);

/// None: the policy has no such rule.
std::optional<Ruling> ruling(PolicyRule rule, const PolicyInForce& policy, const Counters& counters,
                             const Spend& spend);
/// The first of the four lists that the payment is against: they need no counters and no clock.
PolicyRule forbidding_list(const PolicyTerms& terms, const Spend& spend);
/// Every rule there may be, in the order in which they are judged.
extern const std::array<PolicyRule, 11> policy_rules;

/// The first rule that the payment would break, with the largest amount that would break none.
/// Without a policy to go by (it binds the wallet, and cannot be found) nothing passes.
Result<void> judge(const PolicyInForce* policy, const Counters& counters, const Spend& spend);
/// The largest amount that no rule refuses; zero when there is none.
Money allowance(const PolicyInForce* policy, const Counters& counters, const Spend& spend);

}  // namespace bursar::ledger
