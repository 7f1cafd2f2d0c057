#pragma once

// The page of a list that somebody is to see: what its organisation has of a kind in the
// environment asked for, newest first, nothing of anybody else's and nothing left out.

#include "actors/commands.hpp"
#include "tests/simulation/naive_books.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace bursar::simulation {

struct ShownPage {
  std::vector<ledger::Bits128> rows;
  std::uint64_t next = 0;

  friend bool operator==(const ShownPage&, const ShownPage&) = default;
};

/// Of the first `count` that were made, but for what was gone when there were so many records.
inline ShownPage page_of(const std::vector<Listed>& all, std::size_t count, ledger::Sequence then,
                         ledger::Environment environment, const actors::Page& page) {
  ShownPage shown;
  std::size_t n = page.before == 0 ? count : std::min<std::size_t>(count, page.before - 1);
  for (; n > 0; --n) {
    const Listed& row = all[n - 1];
    if (row.environment != environment || (!row.gone.none() && row.gone <= then)) continue;
    if (shown.rows.size() == page.limit) break;
    shown.rows.push_back(row.id);
  }
  shown.next = n > 0 ? n + 1 : 0;
  return shown;
}

/// Whether this was the page at any time since the first `at_least` were there, and so many
/// records.
inline bool was_page(const std::vector<Listed>& all, std::size_t at_least, ledger::Sequence since,
                     ledger::Environment environment, const actors::Page& page,
                     const ShownPage& shown) {
  std::vector<ledger::Sequence> moments{since};
  for (const Listed& row : all)
    if (row.gone > since) moments.push_back(row.gone);
  for (std::size_t count = at_least; count <= all.size(); ++count)
    for (const ledger::Sequence moment : moments)
      if (page_of(all, count, moment, environment, page) == shown) return true;
  return false;
}

}  // namespace bursar::simulation
