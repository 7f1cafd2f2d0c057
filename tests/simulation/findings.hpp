#pragma once

// What a history broke first: a sentence that should have held, and what was seen instead.

#include "ledger/ids.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace bursar::simulation {

struct Finding {
  std::string_view sentence;
  std::string seen;
};

class Findings {
 public:
  void report(std::string_view sentence, std::string seen) {
    if (!first_) first_ = Finding{sentence, std::move(seen)};
  }
  const std::optional<Finding>& first() const { return first_; }

 private:
  std::optional<Finding> first_;
};

/// How findings name a record, or a key.
inline std::string word(ledger::Sequence sequence) {
  return "record " + std::to_string(sequence.value);
}
inline std::string word(const std::pair<ledger::AccountNumber, std::string>& key) {
  return "key " + key.second + " of account " + std::to_string(key.first.value);
}

}  // namespace bursar::simulation
