#include "ledger/past.hpp"

#include "ledger/receivables.hpp"

#include <algorithm>
#include <variant>
#include <vector>

namespace bursar::ledger {

namespace {

/// Which tokens were open before the record, and what each of them held.
void take_back_token(OpenTokens& tokens, const Record& record, AccountNumber payer) {
  const auto reopen = [&](Sequence token, Money held, Money amount) {
    const auto place = std::ranges::lower_bound(tokens, token, {}, &OpenToken::token);
    tokens.insert(place, {.token = token, .held = held, .amount = amount});
  };
  if (const auto* issued = std::get_if<TokenIssued>(&record.fact);
      issued && issued->payment.payer == payer)
    std::erase_if(tokens, [&](const OpenToken& one) { return one.token == record.sequence; });
  if (const auto* ended = std::get_if<TokenEnded>(&record.fact); ended && ended->payer == payer)
    reopen(ended->token, ended->held, ended->amount.money());
  if (const auto* paid = std::get_if<Paid>(&record.fact);
      paid && paid->settles && paid->payer == payer)
    reopen(paid->settles->token, paid->settles->held, paid->settles->reserved);
}

}  // namespace

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
  state.owed = state.owed - owed_change(record.fact, account);
  take_back_token(state.tokens, record, account);
  if (const Paid* paid = counted_payment(record.fact); paid && paid->payer == account)
    state.usage.in_total = state.usage.in_total - paid->amount.money();
  state.usage.in_total = state.usage.in_total + given_back(record.fact, account).amount;
  if (const auto* paid = std::get_if<Paid>(&record.fact); paid && paid->payer == account) {
    state.total_spent = state.total_spent - paid->cost();
    state.total_drawn = state.total_drawn - paid->drawn;
  }
  if (const auto* out = std::get_if<PayoutCompleted>(&record.fact); out && out->payer == account) {
    state.total_spent = state.total_spent - out->amount.money();
    state.total_drawn = state.total_drawn - out->drawn;
  }
}

void hold_as_of(WalletState& state, const Record& record) {
  for (const Entry& entry : record.entries)
    if (entry.account == state.address.account) state.held = entry.held_after;
}

}  // namespace bursar::ledger
