#pragma once

// Everything in a journal recomputed from nothing: checksums, chain, every balance, held figure and
// counter, every organisation's gap-free numbers, the trial balances. Where its first records are
// archived, from their checkpoint.

#include "ledger/examiner.hpp"
#include "persistence/closed_journal.hpp"

#include <functional>
#include <optional>
#include <string>

namespace bursar::persistence {

struct Verdict {
  struct Fault {
    ledger::Sequence at = {};  // the first wrong record
    std::string what = {};     // one line that names it
  };

  std::optional<Fault> fault = {};  // none: all is well
  ledger::Sequence first = {1};  // where the journal begins: 1, or the first that is not archived
  // Of what was found to be right, up to the fault.
  std::uint64_t records = 0;
  std::uint64_t batches = 0;
  std::uint64_t wallets = 0;
  std::uint64_t organizations = 0;
  BatchMark last = {};
  std::uint16_t epoch = 0;
  ledger::Time last_time = {};
  crypto::Bytes<32> secrets_fingerprint = {};
  std::vector<ledger::TrialBalance> trial_balances = {};
};

using EachRecord = std::function<void(const ledger::Record&)>;

/// `progress` hears of records. `views` are held against the journal at the record up to which they
/// say that they follow it. `each` is told of each record that is right.
Verdict verify(const ClosedJournal& journal, const Progressed& progress = {},
               const ledger::Books* views = nullptr, const EachRecord& each = {});

}  // namespace bursar::persistence
