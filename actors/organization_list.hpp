#pragma once

// What an organisation has of one kind, as a list by pages. However few rows match what is asked
// for, a page looks at no more than its bound, large rows counting for several: then it is short,
// maybe empty, and goes on behind the last row it looked at. So whoever follows `next` sees each
// match once, and comes to the end.

#include "actors/commands.hpp"
#include "ledger/check.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

namespace bursar::actors {

/// How many rows' worth of looking a row is.
struct OneLook {
  std::uint32_t operator()(const auto& /*known*/) const { return 1; }
};

/// `nth(n)` is the id of the n-th that was made, from 1 to `count`; `find(id)` says what is known
/// of it, none when there is no such row.
template <class Nth, class Find, class Looks = OneLook>
struct OrganizationList {
  std::uint64_t count = 0;
  Nth nth;
  Find find;
  Looks looks = {};

  /// The query's page, or the one row that it asks for, which takes no walk. `row_of(known)` says
  /// how a row is shown, none when it does not match.
  template <class Row, class Query, class RowOf>
  Rows<Row> rows(const Query& query, RowOf row_of) const {
    if (query.only == decltype(query.only){}) return page<Row>(query.page, row_of);
    Rows<Row> rows{.rows = {}, .looked_at = 1};
    if (const auto known = find(query.only))
      if (std::optional<Row> row = row_of(*known)) rows.rows.push_back(*std::move(row));
    return rows;
  }

 private:
  template <class Row, class RowOf>
  Rows<Row> page(const Page& page, RowOf row_of) const {
    CHECK(page.looked_at_max > 0);
    Rows<Row> rows;
    std::uint64_t n = page.before == 0 ? count : std::min(count, page.before - 1);
    for (; n > 0 && rows.looked_at < page.looked_at_max; --n) {
      const auto known = find(nth(n));
      CHECK(known);
      std::optional<Row> row = row_of(*known);
      if (row && rows.rows.size() == page.limit) break;
      rows.looked_at = std::min(page.looked_at_max, rows.looked_at + looks(*known));
      if (row) rows.rows.push_back(*std::move(row));
    }
    if (n > 0) rows.next = n + 1;
    return rows;
  }
};

}  // namespace bursar::actors
