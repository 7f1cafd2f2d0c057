#include "persistence/segment.hpp"

#include "persistence/errors.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace bursar::persistence {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t look_map_bytes = std::uint64_t{1} << 20;  // LMDB takes what the file needs

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

SegmentMeta read_meta(const LmdbRead& read, Table table) {
  SegmentMeta meta;
  read_row(read, table, "format", meta.format);
  if (meta.format != format_version)
    throw Unusable{"it has format version " + std::to_string(meta.format) +
                   ", this bursar knows version " + std::to_string(format_version)};
  read_row(read, table, "segment", meta.segment);
  read_row(read, table, "first", meta.first);
  read_row(read, table, "previous", meta.previous);
  read_row(read, table, "created", meta.created);
  read_row(read, table, "clean", meta.clean);
  return meta;
}

/// Opens, syncs, closes. LMDB syncs the bytes of a file, but not the directory that names it.
int sync_path(const fs::path& path, bool forget) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return errno;
  int error = ::fsync(file) == 0 ? 0 : errno;
  if (error == 0 && forget) error = ::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
  ::close(file);
  return error;
}

void require_synced(const fs::path& path, bool forget) {
  const int error = sync_path(path, forget);
  if (error != 0) throw Unusable{path.string() + " cannot be synced: " + std::strerror(error)};
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
    require_synced(unfinished, false);
    fs::rename(unfinished, path);
    require_synced(path.parent_path(), false);
  } catch (const fs::filesystem_error& error) {
    throw Unusable{path.string() + " cannot be made: " + error.code().message()};
  }
}

SegmentMeta look_at_segment(const fs::path& path) {
  try {
    LmdbEnv env{path, LmdbEnv::Mode::look, look_map_bytes};
    const SegmentTables tables{env};
    const LmdbRead read{env};
    return read_meta(read, tables.meta);
  } catch (const Unusable& reason) {
    throw Unusable{path.string() + " is not a journal that can be used: " + reason.what()};
  }
}

void drop_page_cache(const fs::path& path) {
  require_synced(path / "data.mdb", true);
}

Durability mark_clean(LmdbEnv& env, Table meta, bool clean) {
  const std::uint64_t value = clean ? 1 : 0;
  return env.write([&](LmdbWrite& write) { write.put(meta, "clean", row(value)); });
}

}  // namespace bursar::persistence
