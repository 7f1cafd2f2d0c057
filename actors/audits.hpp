#pragma once

// The engine doubts itself: the sums of an organisation's books, and every wallet compared with the
// journal. The accounts are the registry's to name; their figures are read at one place of the
// journal.

#include "actors/registry_books.hpp"
#include "actors/surroundings.hpp"

#include <memory>

namespace bursar::actors {

void sum_up(std::shared_ptr<TrialBalanceCall> call, const RegistryBooks::Tenant& tenant,
            JournalLine& line);

/// Visits the wallets in slices. One that the journal is ahead of, because of traffic, is visited
/// again, a bounded number of times, and is not counted as checked when that never ends.
void reconcile(std::shared_ptr<ReconciliationCall> call, const RegistryBooks::Tenant& tenant,
               const Surroundings& around);

}  // namespace bursar::actors
