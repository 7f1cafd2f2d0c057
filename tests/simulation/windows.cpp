#include "tests/simulation/windows.hpp"

#include "tests/simulation/calendar.hpp"

#include <algorithm>
#include <optional>

namespace bursar::simulation {
namespace {

using ledger::Errc;
using ledger::PolicyRule;

/// The day that a record's own figures name; none: it counts nothing.
std::optional<std::int64_t> named_day(const ledger::Record& record) {
  if (const ledger::Paid* paid = judged(record)) return paid->usage_after.day;
  const auto* funded = std::get_if<ledger::Funded>(&record.fact);
  const bool counted = funded != nullptr && funded->source == ledger::FundingSource::test_faucet;
  return counted ? std::optional{funded->faucet_day} : std::nullopt;
}

}  // namespace

// Until it decides, whatever else it is asked, and whoever pays it, may bring it further.
Days days_of(const Evidence& now, const Movement& asked) {
  const WalletRow& decider = *now.books.wallet(decider_of(asked.command));
  return {.first = day_at(asked.asked_at), .last = day_at(decider.reached)};
}

bool counts_in_its_windows(const Evidence& before, const ledger::Record& next) {
  const std::optional<std::int64_t> day = named_day(next);
  const Movement* asked = before.movements.find(salt_of(next));
  if (!day || asked == nullptr) return true;
  if (const ledger::Paid* paid = judged(next))
    if (paid->usage_after.month != month_of_day(*day) || day_at(paid->counted_at) != *day ||
        paid->counted_at < asked->asked_at ||
        paid->counted_at > before.books.wallet(paid->payer)->reached)
      return false;
  return days_of(before, *asked).have(*day);
}

// What no record knows yet may have been counted already: holds for payments between wallets.
bool claims_no_more_than_sums(const Evidence& before, const ledger::Record& next) {
  const ledger::Paid* paid = judged(next);
  const Movement* asked = paid == nullptr ? nullptr : before.movements.find(paid->salt);
  if (asked == nullptr) return true;
  Money more = paid->amount.money();
  for (const Movement* beside : before.movements.beside(*asked))
    if (std::holds_alternative<actors::PayCommand>(beside->command))
      more = more + money_of(beside->command);
  const Flow& durable = before.books.wallet(paid->payer)->durable;
  const ledger::Usage& claimed = paid->usage_after;
  return claimed.in_total <= counted(asked->told, durable).most + more &&
         claimed.in_day <= counted(asked->told.day, durable.days.at(claimed.day)).most + more &&
         claimed.in_month <=
             counted(asked->told.month, durable.months.at(claimed.month)).most + more;
}

bool resets_with_its_window(const Evidence& now, const Movement& asked,
                            const ledger::Error& error) {
  const bool of_faucet = error.code == Errc::faucet_exhausted;
  if (error.code != Errc::policy_denied && !of_faucet) return true;
  const Days days = days_of(now, asked);
  const ledger::Time last{error.resets_at.milliseconds - 1};  // of its window
  if (of_faucet || error.rule == PolicyRule::max_per_day)
    return error.resets_at == beginning_of_day(day_at(last) + 1) && days.have(day_at(last));
  if (error.rule > PolicyRule::max_total) return true;  // breaks_another_rule sees to it
  if (error.rule != PolicyRule::max_per_month) return error.resets_at == ledger::Time{};
  const std::int64_t month = month_at(last);
  return error.resets_at == beginning_of_month(month + 1) && month >= month_of_day(days.first) &&
         month <= month_of_day(days.last);
}

// A wallet shows the windows of its newest payment.
bool shows_its_windows(const WalletRow& now, const FlowThen& told,
                       const ledger::WalletState& shown) {
  const ledger::Usage& usage = shown.usage;
  return usage.day >= told.counted_day && usage.day <= now.durable.days.newest() &&
         usage.month == month_of_day(usage.day);
}

}  // namespace bursar::simulation
