#include "ledger/policy.hpp"

#include <algorithm>
#include <array>

namespace bursar::ledger {

namespace {

/// One rule of a policy: what it allows in its window and how much of that was used.
struct Rule {
  PolicyRule name = PolicyRule::none;
  std::optional<Money> limit;
  Money used = {};
  Time resets_at = {};

  Money left() const { return limit ? std::max(*limit - used, Money{}) : amount_max; }
};

/// In the order in which they are judged.
std::array<Rule, 4> rules_of(const PolicyTerms& terms, const Usage& usage) {
  return {
      Rule{.name = PolicyRule::max_per_tx, .limit = terms.max_per_tx},
      Rule{PolicyRule::max_per_day, terms.max_per_day, usage.in_day, start_of_day(usage.day + 1)},
      Rule{PolicyRule::max_per_month, terms.max_per_month, usage.in_month,
           start_of_month(usage.month + 1)},
      Rule{.name = PolicyRule::max_total, .limit = terms.max_total, .used = usage.in_total},
  };
}

}  // namespace

Usage Usage::at(Time now) const {
  Usage current = *this;
  if (day_of(now) > day) {
    current.day = day_of(now);
    current.in_day = {};
  }
  if (const std::int64_t month_now = month_of(now); month_now > month) {
    current.month = month_now;
    current.in_month = {};
  }
  return current;
}

void Usage::add(Money amount, Time now) {
  *this = at(now);
  if (day == day_of(now)) in_day = saturating_sum(in_day, amount);
  if (month == month_of(now)) in_month = saturating_sum(in_month, amount);
  in_total = saturating_sum(in_total, amount);
}

void Usage::take_back(Money amount, Time then) {
  if (day == day_of(then)) in_day = in_day - amount;
  if (month == month_of(then)) in_month = in_month - amount;
  in_total = in_total - amount;
}

Result<void> judge(const PolicyTerms& terms, const Usage& usage, Amount amount, Time now) {
  for (const Rule& rule : rules_of(terms, usage.at(now))) {
    if (!rule.limit || amount.money() <= rule.left()) continue;
    return std::unexpected{Error{.code = Errc::policy_denied,
                                 .rule = rule.name,
                                 .limit = *rule.limit,
                                 .used = rule.used,
                                 .max_allowed_now = allowance(terms, usage, now),
                                 .resets_at = rule.resets_at}};
  }
  return {};
}

Money allowance(const PolicyTerms& terms, const Usage& usage, Time now) {
  Money smallest = amount_max;
  for (const Rule& rule : rules_of(terms, usage.at(now)))
    smallest = std::min(smallest, rule.left());
  return smallest;
}

}  // namespace bursar::ledger
