#include "persistence/closed_journal.hpp"

#include "persistence/lmdb_journal.hpp"
#include "persistence/segment.hpp"
#include "persistence/segment_walk.hpp"

#include <cstring>
#include <limits>
#include <string>
#include <system_error>

namespace bursar::persistence {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t map_bytes = std::uint64_t{1} << 20;  // LMDB takes what the file needs
constexpr BatchMark before_all{.time = {std::numeric_limits<std::int64_t>::min()}};

const fs::path& there(const fs::path& directory) {
  std::error_code error;
  if (fs::is_directory(segment_path(directory, 0), error)) return directory;
  throw Unusable{directory.string() + " holds no journal" +
                 (error ? ": " + error.message() : std::string{})};
}

std::vector<fs::path> segments_of(const fs::path& directory) {
  std::vector<fs::path> segments;
  std::error_code error;
  for (std::uint64_t number = 0;; ++number) {
    const fs::path segment = segment_path(directory, number);
    if (!fs::is_directory(segment, error)) return segments;
    segments.push_back(segment);
  }
}

[[noreturn]] void not_connected(const fs::path& segment) {
  throw Corrupt{segment.string() + " does not go on where the segment before it ends"};
}

}  // namespace

ClosedJournal::ClosedJournal(const fs::path& directory, const Progressed& progress)
    : lock_{there(directory)}, segments_{segments_of(directory)}, last_{before_all} {
  for (const fs::path& segment : segments_) {
    drop_page_cache(segment);
    check_pages(segment / "data.mdb", progress);
    look_at(segment);
  }
}

void ClosedJournal::look_at(const fs::path& segment) {
  const SegmentMeta meta = look_at_segment(segment);
  if (meta.first != last_.last.value + 1 || meta.previous != last_.hash) not_connected(segment);
  format_ = meta.format;
  clean_ = meta.clean != 0;
  LmdbEnv env{segment, LmdbEnv::Mode::look, map_bytes};
  const SegmentTables tables{env};
  const LmdbRead read{env};
  const auto newest = read.last(tables.batches);
  if (!newest) return;
  BatchRow row;
  if (newest->value.size() != sizeof row)
    throw Damage{{newest->key}, "the journal's last batch is damaged"};
  std::memcpy(&row, newest->value.data(), sizeof row);
  last_ = {.last = {newest->key}, .hash = row.hash, .time = {row.time}};
}

void ClosedJournal::read(const std::function<bool(const ReadBatch&)>& each) const {
  BatchMark before = before_all;
  for (const fs::path& segment : segments_) {
    LmdbEnv env{segment, LmdbEnv::Mode::look, map_bytes};
    SegmentWalk walk{env, before};
    while (const auto batch = walk.next()) {
      before = batch->mark;
      if (!each(*batch)) return;
    }
  }
}

}  // namespace bursar::persistence
