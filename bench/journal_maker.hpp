#pragma once

// A journal as an engine would have written it, of one organisation, without one.

#include "bench/figures.hpp"
#include "crypto/secret_file.hpp"
#include "ledger/books.hpp"
#include "persistence/recovery.hpp"

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace bursar::bench {

class JournalMaker {
 public:
  JournalMaker(persistence::Journal& journal, const crypto::SecretKeys& secrets,
               ledger::Time now = {1'795'608'000'000})
      : journal_{journal}, now_{now} {
    append({}, {},
           ledger::Genesis{.permutation_key = {1},
                           .idempotency_key = {2},
                           .secrets_fingerprint = secrets.fingerprint()},
           {});
  }

  const ledger::Books& books() const { return books_; }
  std::uint64_t random() { return random_(); }
  ledger::Time now() const { return now_; }
  void go_to(ledger::Time now) { now_ = now; }

  /// The next record, a millisecond later than the last now and then; with a key of the wallet, if
  /// there is one.
  void add(std::vector<ledger::Entry> entries, ledger::Fact fact,
           ledger::AccountNumber keyed = {}) {
    append(std::move(entries), {1}, std::move(fact), keyed);
  }
  void flush() {
    if (batch_.empty()) return;
    std::vector<const ledger::Record*> records;
    records.reserve(batch_.size());
    for (const ledger::Record& record : batch_) records.push_back(&record);
    if (journal_.append(records, batch_.back().time) != persistence::Durability::durable)
      give_up("the journal cannot be written");
    batch_.clear();
  }

 private:
  static constexpr std::size_t batch_records = 4'096;

  void append(std::vector<ledger::Entry> entries, ledger::OrganizationNumber organization,
              ledger::Fact fact, ledger::AccountNumber keyed) {
    ledger::Record& record = batch_.emplace_back();
    record.sequence = {books_.last().value + 1};
    record.time = now_;
    now_.milliseconds += record.sequence.value % 64 == 0 ? 1 : 0;
    record.fact = std::move(fact);
    record.entries = std::move(entries);
    for (ledger::Entry& entry : record.entries) {
      const ledger::AccountHead head = entry.account.value < books_.accounts.size()
                                           ? books_.accounts[entry.account.value]
                                           : ledger::AccountHead{};
      entry.balance_after = ledger::nearest(head.posted + entry.amount.units());
      entry.previous = head.last;
    }
    if (!organization.none()) {
      const ledger::OrganizationHead head = organization.value < books_.organization_heads.size()
                                                ? books_.organization_heads[organization.value]
                                                : ledger::OrganizationHead{};
      record.organizations[0] = {organization, {head.count.value + 1}, head.last};
    }
    if (!keyed.none())
      record.idempotency = {.wallet = keyed,
                            .key = "key-" + std::to_string(record.sequence.value),
                            .content = {random_(), random_()}};
    books_.apply(record);
    if (batch_.size() == batch_records) flush();
  }

  persistence::Journal& journal_;
  ledger::Books books_;
  std::vector<ledger::Record> batch_;
  std::mt19937_64 random_{1};
  ledger::Time now_;
};

}  // namespace bursar::bench
