#pragma once

// The engine doubts itself: the sums of an organisation's books, and every wallet compared with the
// journal. The accounts are the registry's to name; their figures are read at one place of the
// journal.

#include "actors/registry_books.hpp"
#include "actors/surroundings.hpp"

#include <cstddef>
#include <memory>
#include <mutex>
#include <unordered_set>

namespace bursar::actors {

/// Taken until the last copy goes, on whatever thread.
using AuditPlace = std::shared_ptr<const void>;

/// How many audits may be under way: each looks at every wallet of an organisation, so one of an
/// organisation at a time, and few in all.
class AuditRoom : public std::enable_shared_from_this<AuditRoom> {
 public:
  static constexpr std::size_t audits_max = 16;

  explicit AuditRoom(std::size_t places = audits_max) : places_{places} {}

  /// Null: there is no place.
  AuditPlace enter(ledger::OrganizationNumber organization);

 private:
  void leave(ledger::OrganizationNumber organization);

  const std::size_t places_;
  std::mutex mutex_;
  std::unordered_set<std::uint64_t> under_way_;
};

void sum_up(std::shared_ptr<TrialBalanceCall> call, const RegistryBooks::Tenant& tenant,
            JournalLine& line, AuditPlace place);

/// Visits the wallets in slices. One that the journal is ahead of, because of traffic, is visited
/// again, a bounded number of times, and is counted as not compared when that never ends.
void reconcile(std::shared_ptr<ReconciliationCall> call, const RegistryBooks::Tenant& tenant,
               const Surroundings& around, AuditPlace place);

}  // namespace bursar::actors
