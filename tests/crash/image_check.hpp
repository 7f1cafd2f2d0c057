#pragma once

// What an image must be: a data directory from which an engine goes on, with everything in it that
// was told to a client before, and nothing else than what was really recorded.

#include "ledger/books.hpp"
#include "ledger/record.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace bursar::tests {

/// Every record of the lives that were written down, as the directories that they left have them.
class Truth {
 public:
  /// Takes in what a directory has of the journal; throws std::runtime_error where it says of a
  /// record what another did not.
  void learn(const std::filesystem::path& data);

  const std::vector<ledger::Record>& records() const { return records_; }
  const ledger::Record* record(ledger::Sequence sequence) const;
  /// The record with that number among the first organisation's own; all answers of these lives
  /// were given to that one.
  ledger::Sequence place(ledger::OrganizationSequence sequence) const;
  const std::string& secrets() const { return secrets_; }

 private:
  std::vector<ledger::Record> records_;
  std::vector<ledger::Sequence> places_;
  std::string secrets_;
};

/// What a process opens that goes on from it, in a child: opening what makes no sense may end it.
class ImageCheck {
 public:
  explicit ImageCheck(const Truth& truth) : truth_{truth} {}

  /// From now on these must be there. Never less than before.
  void require(ledger::Sequence told);
  ledger::Sequence told() const { return told_; }

  /// What is wrong with an image, or nothing. With `go_on` it must also take further records.
  std::string fault(const std::filesystem::path& data, bool go_on) const;

 private:
  std::string look(const std::filesystem::path& data, bool go_on) const;

  const Truth& truth_;
  ledger::Sequence told_ = {};
  ledger::Books books_ = {};  // as of there
};

}  // namespace bursar::tests
