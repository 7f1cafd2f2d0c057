#include "persistence/verify.hpp"

#include "ledger/books_difference.hpp"
#include "ledger/decimal.hpp"
#include "persistence/refunded_payments.hpp"

#include <algorithm>
#include <utility>

namespace bursar::persistence {

namespace {

/// Rows that were written as they are, and are wrong all the same.
std::optional<Verdict::Fault> fault_of(const ledger::Books& views, const ledger::Books& books) {
  const auto differs = ledger::difference(views, books);
  if (!differs) return std::nullopt;
  return Verdict::Fault{.at = views.last(),
                        .what = "the views are wrong as of record " +
                                std::to_string(views.last().value) + " about " + *differs +
                                ": remove them, and the next start makes them anew"};
}

Verdict::Fault fault_at(ledger::Sequence at, const std::string& what) {
  return {.at = at, .what = "record " + std::to_string(at.value) + " of the journal " + what};
}

/// What a journal is held to.
struct Judges {
  ledger::Examiner examiner;
  RefundedPayments refunds = {};
  const EachRecord& each;
};

/// Whether the whole batch is right; else the verdict knows its first wrong record.
bool take(const ReadBatch& batch, Judges& judges, const ledger::Books* views, Verdict& verdict) {
  auto& [examiner, refunds, each] = judges;
  for (const ledger::Record& record : batch.records) {
    const auto fault = examiner.take(record);
    if (fault) {
      verdict.fault = fault_at(record.sequence, *fault);
      return false;
    }
    refunds.take(record);
    ++verdict.records;
    if (each) each(record);
    if (views != nullptr && views->last() == record.sequence)
      verdict.fault = fault_of(*views, examiner.books());
    if (verdict.fault) return false;
  }
  ++verdict.batches;
  verdict.last = batch.mark;
  return true;
}

/// Views that are older than what is kept say nothing that could be compared.
std::optional<Verdict::Fault> fault_before(const ledger::Books* views, const ledger::Books& books) {
  if (views == nullptr || books.last().none() || views->last() != books.last()) return std::nullopt;
  return fault_of(*views, books);
}

void sum_up(const ledger::Examiner& examiner, Verdict& verdict) {
  const ledger::Books& books = examiner.books();
  verdict.wallets = books.wallets.size();
  verdict.organizations = books.organizations.size() - 1;
  verdict.epoch = books.epoch();
  verdict.last_time = books.last_time();
  verdict.secrets_fingerprint = books.genesis().secrets_fingerprint;
  verdict.trial_balances = examiner.trial_balances();
}

}  // namespace

Verdict verify(const ClosedJournal& journal, const Progressed& progress, const ledger::Books* views,
               const EachRecord& each) {
  Verdict verdict{.first = journal.first()};
  Checkpoint before = journal.before();
  Judges judges{.examiner = {std::move(before.books), std::move(before.peaks)}, .each = each};
  const ledger::Examiner& examiner = judges.examiner;
  verdict.fault = fault_before(views, examiner.books());
  if (verdict.fault) return verdict;
  try {
    journal.read([&](const ReadBatch& batch) {
      const bool right = take(batch, judges, views, verdict);
      if (progress) progress(verdict.records, journal.last().last.value);
      return right;
    });
    if (!verdict.fault)
      if (const auto wrong = judges.refunds.fault(journal))
        verdict.fault = fault_at(wrong->at, wrong->what);
  } catch (const Damage& damage) {
    verdict.fault = {.at = damage.at(), .what = damage.what()};
  }
  if (views != nullptr && !verdict.fault && views->last() > verdict.last.last)
    verdict.fault = {.at = {verdict.last.last.value + 1},
                     .what = "the journal has lost records: it ends with " +
                             std::to_string(verdict.last.last.value) +
                             ", and its views have seen record " +
                             std::to_string(views->last().value)};
  if (verdict.fault) return verdict;
  sum_up(examiner, verdict);
  const auto wrong = std::ranges::find_if(
      verdict.trial_balances, [](const ledger::TrialBalance& balance) { return balance.sum != 0; });
  if (wrong != verdict.trial_balances.end())
    verdict.fault = {.at = verdict.last.last,
                     .what = "the trial balance of organisation " +
                             ledger::text("org_", wrong->organization.bits) + " is " +
                             text(ledger::nearest(wrong->sum)) + ", not zero"};
  return verdict;
}

}  // namespace bursar::persistence
