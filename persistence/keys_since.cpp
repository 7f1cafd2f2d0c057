#include "persistence/keys_since.hpp"

#include <optional>

namespace bursar::persistence {

namespace {

using ledger::Sequence;

/// The first record that is not older; times never go back, so halving finds it.
Sequence first_since(const JournalReader& journal, Sequence last, ledger::Time since) {
  std::uint64_t older = journal.first_sequence().value - 1;  // this one and all before it
  std::uint64_t wanted = last.value + 1;                     // this one and all behind it
  while (wanted - older > 1) {
    const std::uint64_t middle = older + (wanted - older) / 2;
    const auto record = journal.record({middle});
    (record && record->time >= since ? wanted : older) = middle;
  }
  return {wanted};
}

}  // namespace

std::vector<ledger::RecordedKey> keys_since(const JournalReader& journal, Sequence last,
                                            ledger::Time since) {
  std::vector<ledger::RecordedKey> keys;
  journal.scan(first_since(journal, last, since), [&](const ledger::Record& record) {
    if (record.sequence > last) return false;
    if (const auto& key = record.idempotency)
      keys.push_back({key->wallet, key->key, key->content, record.sequence, record.time});
    return true;
  });
  return keys;
}

}  // namespace bursar::persistence
