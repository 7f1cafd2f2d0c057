#pragma once

// A journal that somebody changed behind our back, with whole pages and right LMDB structures: only
// our own checksums and hashes can tell.

#include "persistence/segment.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <vector>

namespace bursar::tests {

using Rows = std::map<std::uint64_t, std::vector<std::byte>>;

/// Writes the first segment of the journal anew after `change` had its way with the rows.
inline void rewrite(const std::filesystem::path& journal,
                    const std::function<void(Rows& records, Rows& batches)>& change) {
  namespace fs = std::filesystem;
  using namespace persistence;
  const fs::path path = segment_path(journal, 0);
  const SegmentMeta meta = look_at_segment(path).meta;
  const std::uint64_t map_bytes = std::uint64_t{1} << 30;
  Rows records;
  Rows batches;
  const auto copy = [](const LmdbRead& read, Table table, Rows& into) {
    LmdbRows rows{read, table, 0};
    while (const auto row = rows.next())
      into[row->key].assign(row->value.begin(), row->value.end());
  };
  {
    LmdbEnv env{path, LmdbEnv::Mode::use, map_bytes};
    const SegmentTables tables{env};
    const LmdbRead read{env};
    copy(read, tables.records, records);
    copy(read, tables.batches, batches);
  }
  change(records, batches);
  fs::remove_all(path);
  make_segment(path, meta, map_bytes);
  LmdbEnv env{path, LmdbEnv::Mode::use, map_bytes};
  const SegmentTables tables{env};
  static_cast<void>(env.write([&](LmdbWrite& write) {
    for (const auto& [key, row] : records) write.append(tables.records, key, row);
    for (const auto& [key, row] : batches) write.append(tables.batches, key, row);
  }));
}

}  // namespace bursar::tests
