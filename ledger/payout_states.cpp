#include "ledger/payout_states.hpp"

#include <algorithm>
#include <array>

namespace bursar::ledger {

namespace {

using enum PayoutStatus;
using PayoutRow = std::array<std::optional<PayoutStatus>, payout_events>;
constexpr std::nullopt_t never = std::nullopt;

// submit  settle  complete  fail  cancel
constexpr std::array<PayoutRow, payout_statuses> payout_rows = {{
    {submitted, never, never, failed, cancelled},  // pending
    {never, settling, completed, failed, never},   // submitted
    {never, never, completed, failed, never},      // settling
    {},
    {},
    {},
}};

constexpr std::array<std::string_view, payout_statuses> payout_words = {
    "pending", "submitted", "settling", "completed", "failed", "cancelled"};

}  // namespace

std::optional<PayoutStatus> next_status(PayoutStatus from, PayoutEvent event) {
  return payout_rows.at(static_cast<std::size_t>(from)).at(static_cast<std::size_t>(event));
}

std::string_view word(PayoutStatus status) {
  return payout_words.at(static_cast<std::size_t>(status));
}

std::optional<PayoutStatus> payout_status(std::string_view written) {
  const auto* const found = std::ranges::find(payout_words, written);
  if (found == payout_words.end()) return std::nullopt;
  return static_cast<PayoutStatus>(found - payout_words.begin());
}

}  // namespace bursar::ledger
