#pragma once

// What verifying found, for people and for programs.

#include "persistence/verify.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace bursar::commands {

struct Verified {
  persistence::Verdict verdict;
  std::uint64_t evidence = 0;                    // pieces that are as they were shown
  std::uint64_t evidence_wrong = 0;              // and that are not
  std::vector<std::string> evidence_lines = {};  // a line for each of these
  bool clean = false;                            // the last engine ended properly
  double seconds = 0;
};

/// One line: what was found right and how long it took, or what is wrong.
std::string verdict_line(const Verified& verified);
/// One JSON object; its members are described in docs/operations.md.
std::string verdict_json(const Verified& verified);

}  // namespace bursar::commands
