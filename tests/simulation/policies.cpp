#include "tests/simulation/policies.hpp"

#include "tests/simulation/invariants.hpp"

#include <algorithm>
#include <ctime>

namespace bursar::simulation {
namespace {

using ledger::PolicyRule;
using ledger::PolicyTerms;
using ledger::Time;

constexpr std::int64_t second_ms = 1'000;
constexpr std::int64_t ms_per_hour = 3'600'000;

/// 01:00 UTC on the last Sunday of that month, of 31 days: when Europe's clocks shift.
Time shift_of(int year, int month) {
  std::tm last{};
  last.tm_year = year;
  last.tm_mon = month;
  last.tm_mday = 31;
  last.tm_hour = 1;
  const std::time_t second = timegm(&last);
  return {(second - std::int64_t{last.tm_wday} * 86'400) * second_ms};
}

std::int64_t ahead_of_utc(const std::string& zone, Time now) {
  if (zone == "UTC") return 0;
  const std::time_t second = now.milliseconds / second_ms;
  std::tm date{};
  gmtime_r(&second, &date);
  const bool summer = now >= shift_of(date.tm_year, 2) && now < shift_of(date.tm_year, 9);
  return summer ? 2 * ms_per_hour : ms_per_hour;
}

template <class List, class Value>
bool in(const List& list, const Value& value) {
  return std::ranges::find(list, value) != list.end();
}

bool names(const ledger::Recipients& list, ledger::WalletId payee, std::string_view outside) {
  return payee.bits.none() ? in(list.labels, outside) : in(list.wallets, payee);
}

const PolicyTerms* terms_of(const NaiveBooks& books, const ledger::Paid& paid) {
  const auto policy = books.histories.find(paid.policy);
  return policy == books.histories.end() ? nullptr : policy->second.terms(paid.policy_version);
}

/// The time in which a decision may have been made, both ends included.
struct Span {
  Time first;
  Time last;
};

Span when(const Evidence& now, const Movement& asked) {
  return {asked.asked_at, now.books.wallet(decider_of(asked.command))->reached};
}

// Those before it in its batch count too, at the same moment.
bool too_often(const PolicyTerms& terms, const WalletRow& payer, const Span& span,
               std::size_t before, const ledger::Error& error) {
  if (!terms.velocity || error.limit.units() != terms.velocity->count) return false;
  const std::int64_t window = terms.velocity->window_seconds * second_ms;
  const auto counted = std::ranges::count_if(payer.counted, [&](const CountedPayment& one) {
    return one.at.milliseconds > span.first.milliseconds - window;
  });
  const Time opens{error.resets_at.milliseconds - window};
  const bool of_a_payment = (before > 0 && opens >= span.first && opens <= span.last) ||
                            std::ranges::any_of(payer.counted, [&](const CountedPayment& one) {
                              return one.at == opens;
                            });
  const std::int64_t most = counted + static_cast<std::int64_t>(before);
  return error.used >= error.limit && error.used.units() <= most && of_a_payment;
}

bool closed_then(const PolicyTerms& terms, const Span& span, const ledger::Error& error) {
  if (!terms.active_hours) return false;
  const ledger::ActiveHours& hours = *terms.active_hours;
  const bool long_enough = span.last.milliseconds - span.first.milliseconds >= ms_per_hour / 60;
  if (open(hours, span.first) && open(hours, span.last) && !long_enough) return false;
  return error.resets_at > span.first && open(hours, error.resets_at) &&
         !open(hours, {error.resets_at.milliseconds - 1});
}

bool breaks(const Evidence& now, const Movement& asked, const PolicyTerms& terms,
            const ledger::Error& error) {
  const ledger::Pay& pay = std::get<actors::PayCommand>(asked.command).pay;
  const Span span = when(now, asked);
  if (error.rule == PolicyRule::velocity)
    return too_often(terms, *now.books.wallet(pay.payer.account), span,
                     now.movements.before(asked).size(), error);
  if (error.rule == PolicyRule::active_hours) return closed_then(terms, span, error);
  if (error.resets_at != Time{}) return false;
  if (error.rule == PolicyRule::require_approval)
    return !asked.together.none() && terms.require_approval;
  if (error.rule == PolicyRule::approval_above)
    return !asked.together.none() && terms.approval_above == error.limit &&
           pay.amount.money() > error.limit;
  if (error.rule == PolicyRule::expires_at)
    return terms.expires_at && span.last >= *terms.expires_at;
  return !lists_allow(terms, pay.payee ? pay.payee->id : ledger::WalletId{}, pay.payee_external,
                      pay.category, error.rule);
}

}  // namespace

bool PolicyHistory::was(const ledger::PolicyMade& made, ledger::Sequence since) const {
  for (std::size_t n = 0; n < versions.size(); ++n) {
    const bool over = n + 1 < versions.size() && versions[n + 1].since <= since;
    if (versions[n].made == made && !over) return true;
  }
  return false;
}

bool open(const ledger::ActiveHours& hours, Time now) {
  const std::int64_t local = now.milliseconds + ahead_of_utc(hours.timezone, now);
  const std::int64_t minute = local / 60'000 % 1'440;
  if (hours.from < hours.to) return minute >= hours.from && minute < hours.to;
  return minute >= hours.from || minute < hours.to;
}

bool lists_allow(const PolicyTerms& terms, ledger::WalletId payee, std::string_view outside,
                 std::string_view category, PolicyRule rule) {
  if (rule == PolicyRule::allowed_recipients)
    return !terms.allowed_recipients || names(*terms.allowed_recipients, payee, outside);
  if (rule == PolicyRule::blocked_recipients)
    return !terms.blocked_recipients || !names(*terms.blocked_recipients, payee, outside);
  if (rule == PolicyRule::allowed_categories) return !terms.allowed_categories;
  if (rule == PolicyRule::blocked_categories)
    return !terms.blocked_categories || !in(*terms.blocked_categories, category);
  return true;
}

bool passes_whom_what_and_when(const Evidence& before, const ledger::Record& next) {
  const ledger::Paid* paid = judged(next);
  if (paid == nullptr || paid->policy.bits.none()) return true;
  const PolicyTerms* terms = terms_of(before.books, *paid);
  if (terms == nullptr) return false;
  for (const PolicyRule rule : {PolicyRule::allowed_recipients, PolicyRule::blocked_recipients,
                                PolicyRule::allowed_categories, PolicyRule::blocked_categories})
    if (!lists_allow(*terms, paid->payee_id, paid->payee_external, paid->category, rule))
      return false;
  if (terms->expires_at && paid->counted_at >= *terms->expires_at) return false;
  return !terms->active_hours || open(*terms->active_hours, paid->counted_at);
}

// Of those that were judged by one version the last decided knew of all the others.
bool pays_no_more_often(const Evidence& before, const ledger::Record& next) {
  const ledger::Paid* paid = judged(next);
  if (paid == nullptr || paid->policy.bits.none()) return true;
  const PolicyTerms* terms = terms_of(before.books, *paid);
  if (terms == nullptr || !terms->velocity) return true;
  const std::int64_t begin =
      paid->counted_at.milliseconds - terms->velocity->window_seconds * second_ms;
  std::int64_t counted = 1;
  for (const CountedPayment& one : before.books.wallet(paid->payer)->counted)
    if (one.policy == paid->policy && one.version == paid->policy_version &&
        one.at.milliseconds > begin && one.at <= paid->counted_at)
      ++counted;
  return counted <= terms->velocity->count;
}

bool goes_by_what_was_told(const Evidence& before, const ledger::Record& next) {
  const ledger::Paid* paid = judged(next);
  const Movement* asked = paid == nullptr ? nullptr : before.movements.find(paid->salt);
  if (asked == nullptr) return true;
  for (std::size_t n = 0; n < asked->policy_changes_told; ++n) {
    const auto& [policy, version] = before.books.changes_told[n];
    if (policy == paid->policy && paid->policy_version < version) return false;
  }
  return true;
}

bool breaks_another_rule(const Evidence& now, const Movement& asked, const ledger::Error& error) {
  return std::ranges::any_of(bound_by(now, asked), [&](ledger::PolicyId id) {
    const auto policy = now.books.histories.find(id);
    return policy != now.books.histories.end() &&
           std::ranges::any_of(policy->second.versions, [&](const auto& version) {
             return breaks(now, asked, version.made.terms, error);
           });
  });
}

}  // namespace bursar::simulation
