#pragma once

// Whether every piece of evidence that records name lies where it was put, as it was shown. Takes
// records that are right; changes nothing.

#include "ledger/record.hpp"
#include "persistence/verify.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace bursar::commands {

class EvidenceAudit {
 public:
  explicit EvidenceAudit(std::filesystem::path directory);

  void take(const ledger::Record& record);

  std::uint64_t right() const { return right_; }
  std::uint64_t wrong() const { return wrong_; }
  /// Of the first that is wrong; none: all are right.
  ledger::Sequence first_wrong() const { return first_wrong_; }
  /// A line for each that is wrong, of the first so many.
  const std::vector<std::string>& lines() const { return lines_; }

  static constexpr std::size_t lines_max = 10'000;

 private:
  const std::filesystem::path directory_;
  std::uint64_t right_ = 0;
  std::uint64_t wrong_ = 0;
  ledger::Sequence first_wrong_ = {};
  std::vector<std::string> lines_;
};

/// Of a copy that is whole or none: throws persistence::Corrupt at the first record whose piece is
/// wrong in that directory.
persistence::EachRecord required_evidence(const std::filesystem::path& directory);

}  // namespace bursar::commands
