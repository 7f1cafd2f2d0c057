#pragma once

// What the journal itself says of keys: where the runs lack something, this is how it is had again.

#include "persistence/store.hpp"

#include <cstdint>
#include <functional>

namespace bursar::persistence {

/// The first record there is up to `last` whose time is `since` or later; `last` + 1 when there is
/// none.
ledger::Sequence first_since(const JournalReader& reader, ledger::Time since,
                             ledger::Sequence last);

/// Each record from `first` to `last` with its key's hash or none (0), until `each` says false.
struct KeyReading {
  const JournalReader& reader;
  const std::function<std::uint64_t(const ledger::Idempotency&)>& hash;

  void read(ledger::Sequence first, ledger::Sequence last,
            const std::function<bool(const ledger::Record&, std::uint64_t)>& each) const;
};

}  // namespace bursar::persistence
