#include "commands/payouts_asked.hpp"

#include <cstdint>
#include <limits>
#include <variant>

namespace bursar::commands {

using ledger::KnownPayout;
using ledger::Record;

std::optional<KnownPayout> PayoutsAsked::find(const ledger::Bits128& id,
                                              ledger::Environment environment) const {
  const auto asked = engine_.payment(id);
  if (!asked) return std::nullopt;
  const auto* fact = std::get_if<ledger::PayoutAsked>(&asked->fact);
  if (fact == nullptr) return std::nullopt;
  const auto payer = engine_.find_wallet(fact->payment.payer_id);
  if (!payer || payer->environment != environment) return std::nullopt;
  return known(*asked);
}

// What the views do not know yet was asked for a moment ago: nothing can be said of it.
KnownPayout PayoutsAsked::known(const Record& asked) const {
  const auto& fact = std::get<ledger::PayoutAsked>(asked.fact);
  KnownPayout payout{.amount = fact.payment.amount.money(),
                     .since = {std::numeric_limits<std::int64_t>::max()}};
  const auto row = views_.payout(asked.sequence);
  if (!row) return payout;
  payout.status = row->status;
  const auto last = row->last == asked.sequence ? std::nullopt : engine_.record(row->last);
  payout.since = last ? last->time : asked.time;
  return payout;
}

void PayoutsAsked::each(const net::StatementSpan& span, const Each& each) const {
  const auto which = static_cast<std::size_t>(span.environment);
  for (ledger::OrganizationNumber number{1};; ++number.value) {
    const auto organization = views_.organization(number);
    if (!organization) return;
    each_of(number, organization->payouts.at(which), span, each);
  }
}

std::optional<Record> PayoutsAsked::nth(ledger::OrganizationNumber organization,
                                        ledger::Environment environment, std::uint64_t n) const {
  const auto found =
      views_.listed(persistence::payouts_of_organization(environment), organization.value, n);
  if (!found) return std::nullopt;
  return engine_.record({found->low});
}

// The list is in the order of their asking, and time never goes back. What was archived is older
// than any that a statement is asked for.
void PayoutsAsked::each_of(ledger::OrganizationNumber organization, std::uint64_t count,
                           const net::StatementSpan& span, const Each& each) const {
  std::uint64_t before = 0;  // that many are too old
  for (std::uint64_t end = count; before < end;) {
    const std::uint64_t middle = before + (end - before) / 2 + 1;
    const auto record = nth(organization, span.environment, middle);
    if (!record || record->time < span.from)
      before = middle;
    else
      end = middle - 1;
  }
  for (std::uint64_t n = before + 1; n <= count; ++n) {
    const auto record = nth(organization, span.environment, n);
    if (!record || record->time >= span.to) return;
    each(engine_.payment_id(*record), known(*record));
  }
}

}  // namespace bursar::commands
