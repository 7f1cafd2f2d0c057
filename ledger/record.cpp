#include "ledger/record.hpp"

#include <algorithm>
#include <cstddef>

namespace bursar::ledger {

namespace {

constexpr std::array<std::string_view, std::variant_size_v<Fact>> kinds = {
    "genesis",
    "opened",
    "key_revoked",
    "policy_attached",
    "paid",
    "funded",
    "refused",
    "recovered",
    "clock_accepted",
    "checkpointed",
    "cleared",
    "key_rotated",
    "keys_used",
    "policy_changed",
    "policy_deleted",
    "session_issued",
    "wallet_changed",
    "wallet_archived",
    "withdrawn",
    "payment_held",
    "approval_ended",
    "batch_funded",
    "topup_set",
    "service_made",
    "service_changed",
    "service_marked",
    "token_issued",
    "token_advanced",
    "token_ended",
    "refunded",
    "sealed",
    "payout_asked",
    "payout_advanced",
    "payout_ended",
    "payout_completed",
    "dispute_opened",
    "evidence_added",
    "dispute_moved",
    "dispute_refunded",
    "receivable_repaid",
    "webhook_made",
    "webhook_changed",
    "webhook_rotated",
    "webhook_marked",
    "webhook_asked",
    "deliveries_made",
};

}  // namespace

std::string_view kind(const Fact& fact) {
  return kinds.at(fact.index());
}

std::optional<std::uint64_t> salt_of(const Fact& fact) {
  return std::visit(
      [](const auto& one) -> std::optional<std::uint64_t> {
        if constexpr (requires { one.salt; })
          return one.salt;
        else if constexpr (requires { one.refund.salt; })
          return one.refund.salt;
        else
          return std::nullopt;
      },
      fact);
}

Money posted_to(AccountNumber account, const std::vector<Entry>& entries) {
  const auto entry = std::ranges::find(entries, account, &Entry::account);
  return entry == entries.end() ? Money{} : entry->amount;
}

std::optional<PaymentPlace> payment_place(const Record& record) {
  PaymentPlace place{.stream = record.stream, .epoch = record.epoch, .sequence = record.sequence};
  if (const auto* held = std::get_if<PaymentHeld>(&record.fact)) {
    place.salt = held->payment.salt;
    return place;
  }
  if (const auto* asked = std::get_if<PayoutAsked>(&record.fact)) {
    place.salt = asked->payment.salt;
    return place;
  }
  const auto salt = salt_of(record.fact);
  if (!salt) return std::nullopt;
  place.salt = *salt;
  if (const auto* paid = std::get_if<Paid>(&record.fact); paid && paid->approved) {
    place.epoch = paid->approved->request_epoch;
    place.sequence = paid->approved->request;
  }
  if (const auto* completed = std::get_if<PayoutCompleted>(&record.fact)) {
    place.epoch = completed->payout_epoch;
    place.sequence = completed->payout;
  }
  return place;
}

bool balanced(const std::vector<Entry>& entries) {
  Wide sum = 0;
  for (const Entry& entry : entries) sum += entry.amount.units();
  return sum == 0;
}

}  // namespace bursar::ledger
