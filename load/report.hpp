#pragma once

// What a run is told as: a JSON object for programs, a page for people that needs nothing from
// anywhere else, and lines for a terminal. All pure.

#include "load/books.hpp"
#include "load/run.hpp"

#include <string>

namespace bursar::load {

struct Report {
  std::string version;  // of the program that measured
  std::string url;
  std::string began_at;  // RFC 3339
  RunOptions options;
  std::size_t wallets = 0;
  Totals totals;
  Verdict books;
};

std::string json_of(const Report& report);
std::string html_of(const Report& report);

/// "  12 s: 5,000 due, 4,998 done, 0 failed; p50 0.41, p99 1.20, worst 3.10 ms; lag 0.05 ms, 2
/// waiting"
std::string line_of(const Row& row);
/// A few lines, each ended.
std::string summary_of(const Report& report);

// Of what was measured.
double operations_per_second(const Totals& totals);
double payments_per_second(const Totals& totals);

}  // namespace bursar::load
