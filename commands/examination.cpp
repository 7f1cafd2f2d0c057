#include "commands/examination.hpp"

#include "commands/closed.hpp"
#include "commands/counted.hpp"
#include "commands/evidence_audit.hpp"
#include "persistence/errors.hpp"
#include "persistence/views.hpp"

#include <filesystem>

namespace bursar::commands {

namespace {

using persistence::Verdict;

// Views are no part of a backup, and a start makes them where there are none.
Verdict verified_with_views(const persistence::ClosedJournal& journal,
                            const std::filesystem::path& directory,
                            const persistence::EachRecord& each) {
  if (!std::filesystem::exists(directory)) return verify_closed(journal, nullptr, each);
  const auto views = persistence::read_views(directory);
  if (views) return verify_closed(journal, &*views, each);
  Verdict verdict = verify_closed(journal, nullptr, each);
  if (!verdict.fault)
    verdict.fault = {.what = "the views " + views.error() +
                             ": remove them, and the next start makes them anew"};
  return verdict;
}

Verdict::Fault fault_of(const EvidenceAudit& evidence) {
  return {.at = evidence.first_wrong(),
          .what = "evidence is not as it was shown: " + counted(evidence.wrong()) + " of " +
                  counted(evidence.right() + evidence.wrong(), "piece", "pieces") +
                  ", that of record " + std::to_string(evidence.first_wrong().value) +
                  " first; bring the files back from a backup"};
}

}  // namespace

Verified examine(const DataDirectory& data) {
  try {
    const auto journal = open_closed(data.journal());
    EvidenceAudit evidence{data.evidence()};
    Verified verified{
        .verdict = verified_with_views(
            *journal, data.views(), [&](const ledger::Record& record) { evidence.take(record); }),
        .evidence = evidence.right(),
        .evidence_wrong = evidence.wrong(),
        .evidence_lines = evidence.lines(),
        .clean = journal->clean()};
    if (!verified.verdict.fault && evidence.wrong() > 0)
      verified.verdict.fault = fault_of(evidence);
    return verified;
  } catch (const persistence::Corrupt& damage) {  // before any record could be read
    Verified nothing;
    nothing.verdict.fault = Verdict::Fault{.what = damage.what()};
    return nothing;
  }
}

}  // namespace bursar::commands
