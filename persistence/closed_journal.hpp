#pragma once

// A journal that no engine has open, for whoever examines or copies it: locked meanwhile, read from
// the device, and not changed by a byte.

#include "crypto/bytes.hpp"
#include "persistence/directory_lock.hpp"
#include "persistence/errors.hpp"
#include "persistence/lmdb_pages.hpp"
#include "persistence/store.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

namespace bursar::persistence {

/// What was written is not there, from a record on.
class Damage : public Corrupt {
 public:
  Damage(ledger::Sequence at, const std::string& what) : Corrupt{what}, at_{at} {}
  ledger::Sequence at() const { return at_; }

 private:
  ledger::Sequence at_;
};

/// Where a batch ends.
struct BatchMark {
  ledger::Sequence last = {};
  crypto::Bytes<32> hash = {};  // of the chain
  ledger::Time time = {};

  friend bool operator==(const BatchMark&, const BatchMark&) = default;
};

struct ReadBatch {
  BatchMark mark;
  std::vector<ledger::Record> records;
};

class ClosedJournal {
 public:
  /// Throws Unusable (there is none, an engine has it open, its format version is unknown) and
  /// Corrupt (a file is cut off or its pages make no sense). `progress` hears of pages.
  explicit ClosedJournal(const std::filesystem::path& directory, const Progressed& progress = {});

  /// Every batch in order, once its checksums and its chain hash are found to be right. Throws
  /// Damage. `each` says whether to go on.
  void read(const std::function<bool(const ReadBatch&)>& each) const;

  /// The last batch, as the journal says; nothing of it is verified.
  const BatchMark& last() const { return last_; }
  std::uint64_t format() const { return format_; }
  /// Whether the last engine ended properly.
  bool clean() const { return clean_; }
  /// The directories of its segments, in order.
  const std::vector<std::filesystem::path>& segments() const { return segments_; }

 private:
  void look_at(const std::filesystem::path& segment);

  DirectoryLock lock_;
  std::vector<std::filesystem::path> segments_;
  BatchMark last_;
  std::uint64_t format_ = 0;
  bool clean_ = false;
};

}  // namespace bursar::persistence
