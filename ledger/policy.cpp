#include "ledger/policy.hpp"

#include <algorithm>
#include <functional>

namespace bursar::ledger {

namespace {

Ruling up_to(PolicyRule rule, Money limit, Money used, Money amount, Time resets_at = {}) {
  const Money left = std::max(limit - used, Money{});
  return {.rule = rule,
          .allows = amount <= left,
          .limit = limit,
          .used = used,
          .left = left,
          .resets_at = resets_at};
}

Ruling whatever_the_amount(PolicyRule rule, bool allows, Time resets_at = {}) {
  return {.rule = rule,
          .allows = allows,
          .left = allows ? amount_max : Money{},
          .resets_at = resets_at};
}

/// When the wallet paid in the window that ends now, the newest first, holds and all. One that was
/// decided a little later, at another thread's time, counts as well.
std::vector<Time> paid_after(const Counters& counters, Time time) {
  std::vector<Time> times = counters.recent.newest_first();
  times.insert(times.end(), counters.under_way.begin(), counters.under_way.end());
  std::erase_if(times, [&](Time paid) { return paid <= time; });
  std::ranges::sort(times, std::ranges::greater{});
  return times;
}

Ruling by_velocity(const Velocity& velocity, const Counters& counters, Time now) {
  const Time begin{now.milliseconds - velocity.window_ms()};
  const auto under_way =
      std::ranges::count_if(counters.under_way, [&](Time t) { return t > begin; });
  const std::size_t used = counters.recent.count_after(begin) + static_cast<std::size_t>(under_way);
  Ruling ruling = whatever_the_amount(PolicyRule::velocity, used < velocity.count);
  ruling.limit = Money::units(velocity.count);
  ruling.used = Money::units(static_cast<std::int64_t>(used));
  // It opens when so many have left that one more is within the count.
  if (!ruling.allows)
    ruling.resets_at = {paid_after(counters, begin)[velocity.count - 1].milliseconds +
                        velocity.window_ms()};
  return ruling;
}

bool names(const Recipients& recipients, const Spend& spend) {
  // Who buys from a service pays its provider: either may be meant.
  if (!spend.service.bits.none() && std::ranges::binary_search(recipients.services, spend.service))
    return true;
  if (!spend.to.bits.none()) return std::ranges::binary_search(recipients.wallets, spend.to);
  return spend.service.bits.none() &&
         std::ranges::binary_search(recipients.labels, spend.to_external);
}

bool names(const Categories& categories, const Spend& spend) {
  return std::ranges::binary_search(categories, spend.category);
}

/// A service's category is its own; what a payer says opens no door: it may only close one.
bool allowed(const Categories& categories, const Spend& spend) {
  return !spend.service.bits.none() && names(categories, spend);
}

Ruling by_hours(const PolicyInForce& policy, Time now) {
  const ActiveHours& hours = *policy.terms.active_hours;
  if (policy.zone == nullptr) return whatever_the_amount(PolicyRule::active_hours, false);
  const auto opens = next_within(hours, *policy.zone, now);
  const bool open = opens == now;
  return whatever_the_amount(PolicyRule::active_hours, open,
                             open ? Time{} : opens.value_or(Time{}));
}

template <class Value, class Rule>
std::optional<Ruling> where(const std::optional<Value>& given, Rule rule) {
  return given ? std::optional<Ruling>{rule(*given)} : std::nullopt;
}

}  // namespace

const std::array<PolicyRule, 11> policy_rules = {
    PolicyRule::max_per_tx,         PolicyRule::max_per_day,        PolicyRule::max_per_month,
    PolicyRule::max_total,          PolicyRule::velocity,           PolicyRule::allowed_recipients,
    PolicyRule::blocked_recipients, PolicyRule::allowed_categories, PolicyRule::blocked_categories,
    PolicyRule::active_hours,       PolicyRule::expires_at};

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

std::optional<Ruling> ruling(PolicyRule rule, const PolicyInForce& policy, const Counters& counters,
                             const Spend& spend) {
  const PolicyTerms& terms = policy.terms;
  const auto usage = [&] { return counters.usage.at(spend.now); };
  const auto limit = [&](const std::optional<Money>& given, Money used) {
    return where(given, [&](Money most) { return up_to(rule, most, used, spend.amount); });
  };
  const auto one_of = [&](const auto& list, bool passes) {
    return where(list, [&](const auto& all) {
      return whatever_the_amount(rule, names(all, spend) == passes);
    });
  };
  switch (rule) {
    case PolicyRule::max_per_tx:
      return limit(terms.max_per_tx, {});
    case PolicyRule::max_per_day:
      return where(terms.max_per_day, [&](Money most) {
        return up_to(rule, most, usage().in_day, spend.amount, start_of_day(usage().day + 1));
      });
    case PolicyRule::max_per_month:
      return where(terms.max_per_month, [&](Money most) {
        return up_to(rule, most, usage().in_month, spend.amount, start_of_month(usage().month + 1));
      });
    case PolicyRule::max_total:
      return limit(terms.max_total, counters.usage.in_total);
    case PolicyRule::velocity:
      return where(terms.velocity, [&](const Velocity& velocity) {
        return by_velocity(velocity, counters, spend.now);
      });
    case PolicyRule::allowed_recipients:
      return one_of(terms.allowed_recipients, true);
    case PolicyRule::blocked_recipients:
      return one_of(terms.blocked_recipients, false);
    case PolicyRule::allowed_categories:
      return where(terms.allowed_categories, [&](const Categories& all) {
        return whatever_the_amount(rule, allowed(all, spend));
      });
    case PolicyRule::blocked_categories:
      return one_of(terms.blocked_categories, false);
    case PolicyRule::active_hours:
      return where(terms.active_hours,
                   [&](const ActiveHours&) { return by_hours(policy, spend.now); });
    case PolicyRule::expires_at:
      return where(terms.expires_at,
                   [&](Time expires) { return whatever_the_amount(rule, spend.now < expires); });
    case PolicyRule::none:
    case PolicyRule::policy_missing:
    case PolicyRule::approval_above:
    case PolicyRule::require_approval:
      break;
  }
  return std::nullopt;
}

PolicyRule approval_rule(const PolicyTerms& terms, Money amount) {
  if (terms.require_approval) return PolicyRule::require_approval;
  return terms.approval_above && amount > *terms.approval_above ? PolicyRule::approval_above
                                                                : PolicyRule::none;
}

PolicyRule forbidding_list(const PolicyTerms& terms, const Spend& spend) {
  if (terms.allowed_recipients && !names(*terms.allowed_recipients, spend))
    return PolicyRule::allowed_recipients;
  if (terms.blocked_recipients && names(*terms.blocked_recipients, spend))
    return PolicyRule::blocked_recipients;
  if (terms.allowed_categories && !allowed(*terms.allowed_categories, spend))
    return PolicyRule::allowed_categories;
  if (terms.blocked_categories && names(*terms.blocked_categories, spend))
    return PolicyRule::blocked_categories;
  return PolicyRule::none;
}

Result<void> judge(const PolicyInForce* policy, const Counters& counters, const Spend& spend) {
  if (policy == nullptr)
    return std::unexpected{Error{.code = Errc::policy_denied, .rule = PolicyRule::policy_missing}};
  for (const PolicyRule rule : policy_rules) {
    const auto says = ruling(rule, *policy, counters, spend);
    if (!says || says->allows) continue;
    return std::unexpected{Error{.code = Errc::policy_denied,
                                 .rule = rule,
                                 .limit = says->limit,
                                 .used = says->used,
                                 .max_allowed_now = allowance(policy, counters, spend),
                                 .resets_at = says->resets_at}};
  }
  return {};
}

Money allowance(const PolicyInForce* policy, const Counters& counters, const Spend& spend) {
  if (policy == nullptr) return {};
  Money smallest = amount_max;
  for (const PolicyRule rule : policy_rules)
    if (const auto says = ruling(rule, *policy, counters, spend))
      smallest = std::min(smallest, says->left);
  return smallest;
}

}  // namespace bursar::ledger
