#pragma once

// Appending a part of a chronicle as one batch, and reading all of a journal.

#include "persistence/store.hpp"

#include <vector>

namespace bursar::tests {

/// The records with the indices from `begin` up to `end`.
inline persistence::Durability append(persistence::JournalStore& store,
                                      const std::vector<ledger::Record>& records, std::size_t begin,
                                      std::size_t end) {
  std::vector<const ledger::Record*> batch;
  for (std::size_t i = begin; i < end; ++i) batch.push_back(&records[i]);
  return store.append(batch, records[end - 1].time);
}

/// All of them in batches of `size`; whether every one was durable.
inline bool append_all(persistence::JournalStore& store, const std::vector<ledger::Record>& records,
                       std::size_t size) {
  for (std::size_t begin = store.last_sequence().value; begin < records.size(); begin += size) {
    const std::size_t end = std::min(begin + size, records.size());
    if (append(store, records, begin, end) != persistence::Durability::durable) return false;
  }
  return true;
}

inline std::vector<ledger::Record> scanned(const persistence::JournalReader& reader,
                                           std::uint64_t from) {
  std::vector<ledger::Record> records;
  reader.scan({from}, [&](const ledger::Record& record) {
    records.push_back(record);
    return true;
  });
  return records;
}

}  // namespace bursar::tests
