#pragma once

// The records that are durable, as any thread reads them: by their places, by the ids of payments,
// along the chain of an account.

#include "actors/durable_marks.hpp"
#include "actors/fatal.hpp"
#include "crypto/permutation.hpp"
#include "ledger/record.hpp"
#include "persistence/store.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace bursar::actors {

class DurableRecords {
 public:
  /// All of them outlive it.
  DurableRecords(const persistence::JournalReader& reader, const DurableMarks& marks,
                 const crypto::Permutation& payment_ids, const OnFatal& on_fatal)
      : reader_{reader}, marks_{marks}, payment_ids_{payment_ids}, on_fatal_{on_fatal} {}

  std::optional<ledger::Record> record(ledger::Sequence sequence) const;
  /// The one that an id tells of: its permutation undone, its salt compared.
  std::optional<ledger::Record> payment(const ledger::Bits128& id) const;
  ledger::Bits128 payment_id(const ledger::Record& record) const;
  ledger::Bits128 payment_id(const ledger::PaymentPlace& place) const;
  /// Of one account, from `newest` backwards.
  std::vector<ledger::Record> history(ledger::AccountNumber account, ledger::Sequence newest,
                                      std::uint32_t limit) const;
  /// When the first was made that is kept; none: nothing was archived.
  std::optional<ledger::Time> archived_before() const;

 private:
  const persistence::JournalReader& reader_;
  const DurableMarks& marks_;
  const crypto::Permutation& payment_ids_;
  const OnFatal& on_fatal_;
};

}  // namespace bursar::actors
