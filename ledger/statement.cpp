#include "ledger/statement.hpp"

#include "ledger/check.hpp"

namespace bursar::ledger {

namespace {

/// Where they do not list it. What was only submitted may never have reached them.
Verdict verdict_on_unlisted(PayoutStatus here) {
  switch (here) {
    case PayoutStatus::pending:
    case PayoutStatus::failed:
    case PayoutStatus::cancelled:
      return Verdict::agrees;
    case PayoutStatus::submitted:
      return Verdict::under_way;
    case PayoutStatus::settling:
    case PayoutStatus::completed:
      break;
  }
  return Verdict::missing_there;
}

/// What is with them is asked about until it has an end; what never was must not have one there,
/// but that it was refused.
Verdict verdict_on_listed(PayoutStatus here, StatedStatus there) {
  switch (here) {
    case PayoutStatus::submitted:
    case PayoutStatus::settling:
      return Verdict::under_way;
    case PayoutStatus::completed:
      return there == StatedStatus::completed ? Verdict::agrees : Verdict::other_status;
    case PayoutStatus::pending:
    case PayoutStatus::failed:
    case PayoutStatus::cancelled:
      break;
  }
  return there == StatedStatus::refused ? Verdict::agrees : Verdict::other_status;
}

}  // namespace

std::string_view word(StatedStatus status) {
  switch (status) {
    case StatedStatus::accepted:
      return "accepted";
    case StatedStatus::completed:
      return "completed";
    case StatedStatus::refused:
      break;
  }
  return "refused";
}

std::string_view word(Verdict verdict) {
  switch (verdict) {
    case Verdict::agrees:
      return "agrees";
    case Verdict::under_way:
      return "under_way";
    case Verdict::missing_here:
      return "missing_here";
    case Verdict::missing_there:
      return "missing_there";
    case Verdict::other_amount:
      return "other_amount";
    case Verdict::other_status:
      return "other_status";
    case Verdict::listed_twice:
      break;
  }
  return "listed_twice";
}

Verdict verdict(const std::optional<KnownPayout>& here, const std::optional<StatedPayout>& there,
                Time began) {
  CHECK(here || there);
  if (!here) return Verdict::missing_here;
  if (there && there->amount != here->amount) return Verdict::other_amount;
  if (here->since >= began) return Verdict::under_way;
  return there ? verdict_on_listed(here->status, there->status) : verdict_on_unlisted(here->status);
}

}  // namespace bursar::ledger
