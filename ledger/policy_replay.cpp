#include "ledger/policy_replay.hpp"

namespace bursar::ledger {

void PolicyVerdicts::add(const PolicyVerdicts& more) {
  seen.add(more.seen);
  denied.add(more.denied);
  for (const auto& [rule, sum] : more.denied_by) denied_by[rule].add(sum);
}

void PolicyReplay::judge(const Paid& paid, Time at) {
  const Money amount = paid.amount.money();
  const Spend spend{.amount = amount,
                    .to = paid.payee_id,
                    .to_external = paid.payee_external,
                    .category = paid.category,
                    .now = at};
  if (verdicts_.seen.payments == 0) {
    usage_ = paid.usage_after;
    usage_.take_back(amount, at);
  }
  verdicts_.seen.add(amount);
  const auto may = ledger::judge(&policy_, {.usage = usage_, .recent = recent_}, spend);
  if (may) {
    usage_.add(amount, at);
    recent_.add(at, policy_.velocity_count());
    return;
  }
  verdicts_.denied.add(amount);
  verdicts_.denied_by[may.error().rule].add(amount);
  if (verdicts_.first_denied_at == Time{}) verdicts_.first_denied_at = at;
}

}  // namespace bursar::ledger
