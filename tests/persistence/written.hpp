#pragma once

// A closed journal on disk and the records that were written to it.

#include "crypto/hash.hpp"
#include "persistence/recovery.hpp"
#include "persistence/segment.hpp"
#include "persistence/verify.hpp"
#include "tests/persistence/batches.hpp"
#include "tests/persistence/chronicle.hpp"
#include "tests/support/temporary_directory.hpp"

#include <filesystem>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::tests {

class Written {
 public:
  explicit Written(std::vector<ledger::Record> records, std::size_t batch_size = 9)
      : records_{std::move(records)} {
    crypto::start();
    const auto journal = persistence::open_journal(options());
    EXPECT_TRUE(append_all(*journal, records_, batch_size));
    journal->close();
  }
  explicit Written(std::size_t payments) : Written{Chronicle{}.with_payments(payments).records()} {}

  persistence::JournalOptions options() const {
    return {.directory = directory_.path() / "journal", .fill_ahead_bytes = 0};
  }
  /// With room for more beside the journal.
  const std::filesystem::path& place() const { return directory_.path(); }
  std::filesystem::path directory() const { return options().directory; }
  std::filesystem::path file() const {
    return persistence::segment_path(directory(), 0) / "data.mdb";
  }
  const std::vector<ledger::Record>& records() const { return records_; }

 private:
  TemporaryDirectory directory_;
  std::vector<ledger::Record> records_;
};

inline persistence::Verdict verdict_of(const std::filesystem::path& journal) {
  return persistence::verify(persistence::ClosedJournal{journal});
}

inline std::vector<ledger::Record> records_of(const std::filesystem::path& journal) {
  std::vector<ledger::Record> records;
  persistence::ClosedJournal{journal}.read([&](const persistence::ReadBatch& batch) {
    records.insert(records.end(), batch.records.begin(), batch.records.end());
    return true;
  });
  return records;
}

}  // namespace bursar::tests
