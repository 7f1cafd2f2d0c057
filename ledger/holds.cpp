#include "ledger/holds.hpp"

#include <algorithm>
#include <variant>

namespace bursar::ledger {

const OpenHold* find_hold(const OpenHolds& holds, Sequence request) {
  const auto found = std::ranges::lower_bound(holds, request, {}, &OpenHold::request);
  return found != holds.end() && found->request == request ? &*found : nullptr;
}

Money held_change(const Fact& fact, AccountNumber account) {
  if (const auto* held = std::get_if<PaymentHeld>(&fact); held && held->payment.payer == account)
    return held->held();
  if (const auto* ended = std::get_if<ApprovalEnded>(&fact); ended && ended->payer == account)
    return -ended->held;
  if (const auto* paid = std::get_if<Paid>(&fact); paid && paid->approved && paid->payer == account)
    return paid->drawn - paid->amount.money() - paid->fee;
  if (const auto* issued = std::get_if<TokenIssued>(&fact);
      issued && issued->payment.payer == account)
    return issued->held();
  if (const auto* token = std::get_if<TokenEnded>(&fact); token && token->payer == account)
    return -token->held;
  if (const auto* paid = std::get_if<Paid>(&fact); paid && paid->settles && paid->payer == account)
    return -paid->settles->held;
  if (const auto* asked = std::get_if<PayoutAsked>(&fact); asked && asked->payment.payer == account)
    return asked->held();
  if (const auto* payout = std::get_if<PayoutEnded>(&fact); payout && payout->payer == account)
    return -payout->held;
  if (const auto* payout = std::get_if<PayoutCompleted>(&fact); payout && payout->payer == account)
    return -payout->held();
  return {};
}

const Paid* counted_payment(const Fact& fact) {
  if (const auto* held = std::get_if<PaymentHeld>(&fact)) return &held->payment;
  if (const auto* issued = std::get_if<TokenIssued>(&fact)) return &issued->payment;
  if (const auto* asked = std::get_if<PayoutAsked>(&fact)) return &asked->payment;
  const auto* paid = std::get_if<Paid>(&fact);
  return paid != nullptr && !paid->approved && !paid->settles ? paid : nullptr;
}

Time counted_at(const Paid& paid) {
  return paid.counted_at == Time{} ? start_of_day(paid.usage_after.day) : paid.counted_at;
}

bool transacts(const Fact& fact) {
  return !std::holds_alternative<PaymentHeld>(fact) &&
         !std::holds_alternative<ApprovalEnded>(fact) &&
         !std::holds_alternative<TokenIssued>(fact) &&
         !std::holds_alternative<TokenAdvanced>(fact) &&
         !std::holds_alternative<TokenEnded>(fact) && !std::holds_alternative<PayoutAsked>(fact) &&
         !std::holds_alternative<PayoutAdvanced>(fact) &&
         !std::holds_alternative<PayoutEnded>(fact);
}

void apply_hold(OpenHolds& holds, const Record& record, AccountNumber payer) {
  const auto end = [&](Sequence request) {
    std::erase_if(holds, [&](const OpenHold& hold) { return hold.request == request; });
  };
  if (const auto* held = std::get_if<PaymentHeld>(&record.fact);
      held && held->payment.payer == payer)
    holds.push_back({.request = record.sequence,
                     .held = held->held(),
                     .amount = held->payment.amount.money(),
                     .counted_at = held->payment.counted_at,
                     .expires_at = held->expires_at});
  if (const auto* ended = std::get_if<ApprovalEnded>(&record.fact); ended && ended->payer == payer)
    end(ended->request);
  if (const auto* paid = std::get_if<Paid>(&record.fact);
      paid && paid->approved && paid->payer == payer)
    end(paid->approved->request);
}

}  // namespace bursar::ledger
