#include "ledger/record.hpp"

#include <algorithm>
#include <cstddef>

namespace bursar::ledger {

namespace {

constexpr std::array<std::string_view, std::variant_size_v<Fact>> kinds = {
    "genesis",        "opened",         "key_revoked",     "policy_attached", "paid",
    "funded",         "refused",        "recovered",       "clock_accepted",  "checkpointed",
    "cleared",        "key_rotated",    "keys_used",       "policy_changed",  "policy_deleted",
    "session_issued", "wallet_changed", "wallet_archived", "withdrawn",       "payment_held",
    "approval_ended", "batch_funded",   "topup_set",       "service_made",    "service_changed",
    "service_marked", "token_issued",   "token_advanced",  "token_ended",     "refunded",
    "sealed",
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
  const auto* const held = std::get_if<PaymentHeld>(&record.fact);
  const auto salt = held != nullptr ? held->payment.salt : salt_of(record.fact);
  if (!salt) return std::nullopt;
  const auto* const paid = std::get_if<Paid>(&record.fact);
  const bool approved = paid != nullptr && paid->approved;
  return PaymentPlace{.stream = record.stream,
                      .epoch = approved ? paid->approved->request_epoch : record.epoch,
                      .sequence = approved ? paid->approved->request : record.sequence,
                      .salt = *salt};
}

bool balanced(const std::vector<Entry>& entries) {
  Wide sum = 0;
  for (const Entry& entry : entries) sum += entry.amount.units();
  return sum == 0;
}

}  // namespace bursar::ledger
