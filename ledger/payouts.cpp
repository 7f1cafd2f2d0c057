#include "ledger/payouts.hpp"

#include <algorithm>
#include <variant>

namespace bursar::ledger {

const OpenPayout* find_payout(const OpenPayouts& payouts, Sequence payout) {
  const auto found = std::ranges::lower_bound(payouts, payout, {}, &OpenPayout::payout);
  return found != payouts.end() && found->payout == payout ? &*found : nullptr;
}

void apply_payout(OpenPayouts& payouts, const Record& record, AccountNumber payer) {
  const auto find = [&](Sequence payout) {
    return std::ranges::lower_bound(payouts, payout, {}, &OpenPayout::payout);
  };
  if (const auto* asked = std::get_if<PayoutAsked>(&record.fact);
      asked && asked->payment.payer == payer)
    payouts.push_back({.payout = record.sequence,
                       .held = asked->held(),
                       .amount = asked->payment.amount.money(),
                       .counted_at = asked->payment.counted_at,
                       .submit_at = asked->submit_at,
                       .since = asked->payment.counted_at});
  if (const auto* advanced = std::get_if<PayoutAdvanced>(&record.fact);
      advanced && advanced->payer == payer) {
    OpenPayout& payout = *find(advanced->payout);
    payout.status = advanced->status;
    payout.since = advanced->at;
  }
  if (const auto* ended = std::get_if<PayoutEnded>(&record.fact); ended && ended->payer == payer)
    payouts.erase(find(ended->payout));
  if (const auto* paid = std::get_if<PayoutCompleted>(&record.fact); paid && paid->payer == payer)
    payouts.erase(find(paid->payout));
}

std::optional<PayoutMove> payout_move(const Fact& fact) {
  if (const auto* advanced = std::get_if<PayoutAdvanced>(&fact))
    return PayoutMove{advanced->payout, advanced->status};
  if (const auto* ended = std::get_if<PayoutEnded>(&fact))
    return PayoutMove{ended->payout, ended->status};
  if (const auto* paid = std::get_if<PayoutCompleted>(&fact))
    return PayoutMove{paid->payout, PayoutStatus::completed};
  return std::nullopt;
}

}  // namespace bursar::ledger
