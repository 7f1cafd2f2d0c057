// The bytes of a segment. Numbers are little-endian.
//
//   records:  sequence:u64            → record
//   batches:  last sequence:u64       → hash:32  time:i64  first sequence:u64  count:u64
//   meta:     "format"                → u64      2
//             "segment"               → u64      its place among the segments, from 0
//             "first"                 → u64      the sequence of its first record
//             "previous"              → 32       the hash before its first batch
//             "created"               → i64      milliseconds, by the wall clock
//             "clean"                 → u64      1: ended well, 0: in use, or left so by a crash
//             "closed"                → u64      the sequence of its last record for good; absent
//                                                while it is the newest segment, 0 where a copy
//                                                has none of those after it
//
//   record:   checksum:u64  message   a multiple of 8 bytes; codec.hpp, journal.capnp
//   hash:     chain_hash.hpp
//
// One commit writes the records of one batch and its row, so that both are there or neither is.

#include "persistence/segment.hpp"

#include "persistence/errors.hpp"
#include "persistence/lmdb_pages.hpp"
#include "persistence/synced.hpp"

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>
#include <system_error>

namespace bursar::persistence {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t batch_row_bytes = 56;
static_assert(sizeof(BatchRow) == batch_row_bytes, "written as it lies in memory");

template <class Value>
RowBytes row(const Value& value) {
  return std::as_bytes(std::span{&value, 1});
}

template <class Value>
void read_row(const LmdbRead& read, Table meta, std::string_view key, Value& into) {
  const auto found = read.find(meta, key);
  if (!found || found->size() != sizeof into)
    throw Unusable{"its meta table lacks '" + std::string{key} + "'"};
  std::memcpy(&into, found->data(), sizeof into);
}

void write_meta(LmdbEnv& env, const SegmentMeta& meta) {
  const SegmentTables tables{env};
  const auto written = env.write([&](LmdbWrite& write) {
    write.put(tables.meta, "format", row(meta.format));
    write.put(tables.meta, "segment", row(meta.segment));
    write.put(tables.meta, "first", row(meta.first));
    write.put(tables.meta, "previous", row(meta.previous));
    write.put(tables.meta, "created", row(meta.created));
    write.put(tables.meta, "clean", row(meta.clean));
  });
  if (written != Durability::durable) throw Unusable{env.file().string() + " cannot be written"};
}

}  // namespace

SegmentTables::SegmentTables(LmdbEnv& env)
    : records{env.table("records", Keys::numbers)},
      batches{env.table("batches", Keys::numbers)},
      meta{env.table("meta", Keys::words)} {}

fs::path segment_path(const fs::path& journal, std::uint64_t number) {
  const std::string digits = std::to_string(number);
  return journal /
         ("segment-" + std::string(6 - std::min<std::size_t>(6, digits.size()), '0') + digits);
}

// Built under another name: a crash on the way leaves only what the next attempt throws away.
void make_segment(const fs::path& path, const SegmentMeta& meta, std::uint64_t map_size_bytes) {
  fs::path unfinished = path;
  unfinished += ".new";
  try {
    fs::remove_all(unfinished);
    fs::create_directory(unfinished);
    fs::permissions(unfinished, fs::perms::owner_all);
    {
      LmdbEnv env{unfinished, LmdbEnv::Mode::use, map_size_bytes};
      write_meta(env, meta);
    }
    sync_path(unfinished);
    fs::rename(unfinished, path);
    sync_path(path.parent_path());
  } catch (const fs::filesystem_error& error) {
    throw Unusable{path.string() + " cannot be made: " + error.code().message()};
  }
}

SegmentMeta read_meta(const LmdbRead& read, Table table) {
  SegmentMeta meta;
  read_row(read, table, "format", meta.format);
  if (meta.format == 0 || meta.format > format_version)
    throw Unusable{"it has format version " + std::to_string(meta.format) +
                   ", this bursar knows versions up to " + std::to_string(format_version)};
  read_row(read, table, "segment", meta.segment);
  read_row(read, table, "first", meta.first);
  read_row(read, table, "previous", meta.previous);
  read_row(read, table, "created", meta.created);
  read_row(read, table, "clean", meta.clean);
  if (read.find(table, "closed")) read_row(read, table, "closed", meta.closed);
  return meta;
}

SegmentLook look_at_segment(const fs::path& path) {
  try {
    LmdbEnv env{path, LmdbEnv::Mode::look, look_map_bytes};
    check_commit_pages(env.file());
    const SegmentTables tables{env};
    const LmdbRead read{env};
    const SegmentMeta meta = read_meta(read, tables.meta);
    const auto newest = read.last(tables.batches);
    return {.meta = meta, .head = newest ? batch_row(*newest) : before_first_batch(meta)};
  } catch (const Unusable& reason) {
    throw Unusable{path.string() + " is not a journal that can be used: " + reason.what()};
  }
}

BatchRow before_first_batch(const SegmentMeta& meta) {
  return {.hash = meta.previous, .first = meta.first};
}

BatchRow batch_row(const NumberedRow& row) {
  BatchRow batch;
  if (row.value.size() != sizeof batch)
    throw Damage{{row.key},
                 "batch " + std::to_string(row.key) + " of the journal has the wrong length"};
  std::memcpy(&batch, row.value.data(), sizeof batch);
  if (batch.last() == row.key) return batch;
  throw Damage{{row.key},
               "batch " + std::to_string(row.key) + " of the journal says that it ends with " +
                   std::to_string(batch.last())};
}

void drop_page_cache(const fs::path& path) {
  sync_and_forget(path / "data.mdb");
  sync_path(path);
}

Durability mark_clean(LmdbEnv& env, Table meta, bool clean) {
  const std::uint64_t value = clean ? 1 : 0;
  return env.write([&](LmdbWrite& write) { write.put(meta, "clean", row(value)); });
}

Durability mark_closed(LmdbEnv& env, Table meta, std::uint64_t last) {
  const std::uint64_t clean = 1;
  return env.write([&](LmdbWrite& write) {
    write.put(meta, "closed", row(last));
    write.put(meta, "clean", row(clean));
  });
}

Durability mark_newest(LmdbEnv& env, Table meta) {
  const std::uint64_t closed = 0;
  return env.write([&](LmdbWrite& write) { write.put(meta, "closed", row(closed)); });
}

}  // namespace bursar::persistence
