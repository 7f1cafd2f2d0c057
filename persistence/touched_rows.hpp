#pragma once

// Rows of the views that a projection has touched: as they are in its memory, else as the tables
// have them.

#include "ledger/identity.hpp"
#include "persistence/errors.hpp"
#include "persistence/views_tables.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace bursar::persistence {

inline std::size_t index(ledger::Environment environment) {
  return static_cast<std::size_t>(environment);
}

/// What has been touched, else what the table says; none: there is no such row.
template <class Touched, class Table, class KeyType, class Make>
auto* touched(Touched& rows, const LmdbEnv& env, Table table, const KeyType& key, Make make) {
  auto found = rows.find(key);
  if (found == rows.end()) {
    auto row = find(LmdbRead{env}, table, key);
    if (!row) return static_cast<decltype(&found->second)>(nullptr);
    found = rows.emplace(key, make(*std::move(row))).first;
  }
  return &found->second;
}

constexpr auto as_it_is = [](auto row) { return row; };

template <class Row>
Row& required(Row* row, std::string_view what) {
  if (row == nullptr) throw Corrupt{"the views lack " + std::string{what}};
  return *row;
}

}  // namespace bursar::persistence
