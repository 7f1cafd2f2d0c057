#include "persistence/key_reading.hpp"

#include "persistence/errors.hpp"

#include <string>

namespace bursar::persistence {

// Times never go back.
ledger::Sequence first_since(const JournalReader& reader, ledger::Time since,
                             ledger::Sequence last) {
  std::uint64_t from = reader.first_sequence().value;
  std::uint64_t until = last.value + 1;
  while (from < until) {
    const std::uint64_t middle = from + (until - from) / 2;
    const auto record = reader.record({middle});
    if (!record) throw Corrupt{"record " + std::to_string(middle) + " of the journal is missing"};
    if (record->time >= since)
      until = middle;
    else
      from = middle + 1;
  }
  return {from};
}

void KeyReading::read(ledger::Sequence first, ledger::Sequence last,
                      const std::function<bool(const ledger::Record&, std::uint64_t)>& each) const {
  if (first > last) return;
  reader.scan(first, [&](const ledger::Record& record) {
    const std::uint64_t key = record.idempotency ? hash(*record.idempotency) : 0;
    return each(record, key) && record.sequence < last;
  });
}

}  // namespace bursar::persistence
