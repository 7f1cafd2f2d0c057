#include "ledger/statement.hpp"

#include "ledger/check.hpp"

#include <array>
#include <cstddef>

namespace bursar::ledger {

namespace {

/// Where they do not list it. What was only submitted may never have reached them.
constexpr std::array<Verdict, payout_statuses> verdicts_on_unlisted = {
    Verdict::agrees,         // pending
    Verdict::under_way,      // submitted
    Verdict::missing_there,  // settling
    Verdict::missing_there,  // completed
    Verdict::agrees,         // failed
    Verdict::agrees,         // cancelled
};

constexpr std::array<std::string_view, 3> stated_words = {"accepted", "completed", "refused"};
constexpr std::array<std::string_view, 7> verdict_words = {
    "agrees",       "under_way",    "missing_here", "missing_there",
    "other_amount", "other_status", "listed_twice"};

/// What is with them is asked about until it has an end; what never was must not have one there,
/// but that it was refused.
Verdict verdict_on_listed(PayoutStatus here, StatedStatus there) {
  if (here == PayoutStatus::submitted || here == PayoutStatus::settling) return Verdict::under_way;
  const StatedStatus expected =
      here == PayoutStatus::completed ? StatedStatus::completed : StatedStatus::refused;
  return there == expected ? Verdict::agrees : Verdict::other_status;
}

}  // namespace

std::string_view word(StatedStatus status) {
  return stated_words.at(static_cast<std::size_t>(status));
}

std::string_view word(Verdict verdict) {
  return verdict_words.at(static_cast<std::size_t>(verdict));
}

Verdict verdict(const std::optional<KnownPayout>& here, const std::optional<StatedPayout>& there,
                Time began) {
  CHECK(here || there);
  if (!here) return Verdict::missing_here;
  if (there && there->amount != here->amount) return Verdict::other_amount;
  if (here->since >= began) return Verdict::under_way;
  if (there) return verdict_on_listed(here->status, there->status);
  return verdicts_on_unlisted.at(static_cast<std::size_t>(here->status));
}

}  // namespace bursar::ledger
