#pragma once

// A segment is a directory with one LMDB environment. It appears whole or not at all, and it can be
// looked at without changing a byte.

#include "crypto/bytes.hpp"
#include "persistence/lmdb_env.hpp"

#include <cstdint>
#include <filesystem>

namespace bursar::persistence {

constexpr std::uint64_t format_version = 1;
using ChainHash = crypto::Bytes<32>;

/// The tables of a segment, opened.
struct SegmentTables {
  explicit SegmentTables(LmdbEnv& env);

  Table records;
  Table batches;
  Table meta;
};

/// The rows of the table `meta`.
struct SegmentMeta {
  std::uint64_t format = format_version;
  std::uint64_t segment = 0;
  std::uint64_t first = 1;   // the sequence of its first record
  ChainHash previous = {};   // the chain hash before its first batch
  std::int64_t created = 0;  // by the wall clock, for people
  std::uint64_t clean = 1;   // whether the last engine closed it
};

std::filesystem::path segment_path(const std::filesystem::path& journal, std::uint64_t number);

/// Makes an empty segment, durably. Throws Unusable.
void make_segment(const std::filesystem::path& path, const SegmentMeta& meta,
                  std::uint64_t map_size_bytes);

/// Throws Unusable when it is no segment or of an unknown format version. Changes nothing. Only
/// while the journal is locked and not open.
SegmentMeta look_at_segment(const std::filesystem::path& path);

/// Makes the next read come from the device: what a dying disk left only in memory is not taken
/// for truth. Only while the segment is not open. Throws Unusable.
void drop_page_cache(const std::filesystem::path& path);

/// Marks the segment as in use or as closed.
[[nodiscard]] Durability mark_clean(LmdbEnv& env, Table meta, bool clean);

}  // namespace bursar::persistence
