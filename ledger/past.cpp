#include "ledger/past.hpp"

namespace bursar::ledger {

bool there_by(const PastPoint& point, const Record& record, OrganizationNumber organization) {
  if (const auto* time = std::get_if<Time>(&point)) return record.time <= *time;
  for (const OrganizationLink& link : record.organizations)
    if (link.organization == organization)
      return link.sequence <= std::get<OrganizationSequence>(point);
  return false;
}

void take_back(WalletState& state, const Record& record) {
  const AccountNumber account = state.address.account;
  for (const Entry& entry : record.entries) {
    if (entry.account != account || !transacts(record.fact)) continue;
    state.posted = state.posted - entry.amount;
    --state.transaction_count;
  }
  state.held = state.held - held_change(record.fact, account);
  if (const Paid* paid = counted_payment(record.fact); paid && paid->payer == account)
    state.usage.in_total = state.usage.in_total - paid->amount.money();
  if (const auto* ended = std::get_if<ApprovalEnded>(&record.fact);
      ended && ended->payer == account)
    state.usage.in_total = state.usage.in_total + ended->amount.money();
  if (const auto* paid = std::get_if<Paid>(&record.fact); paid && paid->payer == account) {
    state.total_spent = state.total_spent - (paid->amount.money() + paid->fee);
    state.total_drawn = state.total_drawn - paid->drawn;
  }
}

void hold_as_of(WalletState& state, const Record& record) {
  for (const Entry& entry : record.entries)
    if (entry.account == state.address.account) state.held = entry.held_after;
}

}  // namespace bursar::ledger
