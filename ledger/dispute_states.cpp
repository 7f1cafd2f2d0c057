#include "ledger/dispute_states.hpp"

#include <algorithm>
#include <array>

namespace bursar::ledger {

namespace {

using DisputeRow = std::array<std::optional<DisputeStatus>, dispute_events>;

constexpr std::nullopt_t nowhere = std::nullopt;
constexpr auto opened = DisputeStatus::open;
constexpr auto reviewed = DisputeStatus::under_review;
constexpr auto won = DisputeStatus::resolved_refunded;
constexpr auto denied = DisputeStatus::resolved_denied;
constexpr auto dropped = DisputeStatus::withdrawn;

// open  add_evidence  withdraw  review  refund  deny
constexpr std::array<DisputeRow, dispute_statuses> dispute_rows = {{
    {opened, nowhere, nowhere, nowhere, nowhere, nowhere},   // none
    {nowhere, opened, dropped, reviewed, nowhere, nowhere},  // open
    {nowhere, reviewed, nowhere, nowhere, won, denied},      // under_review
    {},
    {},
    {},
}};

constexpr std::array<std::string_view, dispute_statuses> dispute_words = {
    "none", "open", "under_review", "resolved_refunded", "resolved_denied", "withdrawn"};

}  // namespace

std::optional<DisputeStatus> next_status(DisputeStatus from, DisputeEvent event) {
  return dispute_rows.at(static_cast<std::size_t>(from)).at(static_cast<std::size_t>(event));
}

std::string_view word(DisputeStatus status) {
  return dispute_words.at(static_cast<std::size_t>(status));
}

std::optional<DisputeStatus> dispute_status(std::string_view written) {
  const auto* const found =
      std::ranges::find(dispute_words.begin() + 1, dispute_words.end(), written);
  if (found == dispute_words.end()) return std::nullopt;
  return static_cast<DisputeStatus>(found - dispute_words.begin());
}

}  // namespace bursar::ledger
