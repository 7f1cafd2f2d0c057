#pragma once

// A segment is a directory with one LMDB environment. It appears whole or not at all, and it can be
// looked at without changing a byte.

#include "persistence/chain_hash.hpp"
#include "persistence/lmdb_env.hpp"

#include <cstdint>
#include <filesystem>

namespace bursar::persistence {

constexpr std::uint64_t format_version = 2;  // of segments that are made; older ones are read too
constexpr std::uint64_t look_map_bytes = std::uint64_t{1} << 20;  // LMDB takes what the file needs

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
  std::uint64_t clean = 1;   // whether the last engine ended well
  std::uint64_t closed = 0;  // the sequence of its last record for good; 0: the newest segment
};

/// What the table `batches` keeps of one commit, beside its key, the last sequence.
struct BatchRow {
  ChainHash hash = {};
  std::int64_t time = INT64_MIN;
  std::uint64_t first = 1;
  std::uint64_t count = 0;

  std::uint64_t last() const { return first + count - 1; }
};

/// Throws Damage when the row contradicts its key.
BatchRow batch_row(const NumberedRow& row);

/// What the first batch of a segment follows on: no records, no time, the hash before it.
BatchRow before_first_batch(const SegmentMeta& meta);

struct SegmentLook {
  SegmentMeta meta;
  BatchRow head;  // its last batch
};

std::filesystem::path segment_path(const std::filesystem::path& journal, std::uint64_t number);

/// Throws Unusable when a row is missing or the format version unknown.
SegmentMeta read_meta(const LmdbRead& read, Table meta);

/// Makes an empty segment, durably. Throws Unusable.
void make_segment(const std::filesystem::path& path, const SegmentMeta& meta,
                  std::uint64_t map_size_bytes);

/// Throws Unusable when it is no segment or of an unknown format version, Corrupt when its last
/// transaction is none. Changes nothing. Only while the journal is locked and not open.
SegmentLook look_at_segment(const std::filesystem::path& path);

/// Makes the next read come from the device: what a dying disk left only in memory is not taken
/// for truth. Only while the segment is not open. Throws Unusable.
void drop_page_cache(const std::filesystem::path& path);

/// Marks the segment as in use, or as left with a clean end.
[[nodiscard]] Durability mark_clean(LmdbEnv& env, Table meta, bool clean);

/// Marks the segment as never to be written again. Only once the next one is there: a closed
/// segment without a next one tells that something was lost.
[[nodiscard]] Durability mark_closed(LmdbEnv& env, Table meta, std::uint64_t last);

/// Makes a segment the newest again: of a copy that holds none of those after it.
[[nodiscard]] Durability mark_newest(LmdbEnv& env, Table meta);

}  // namespace bursar::persistence
