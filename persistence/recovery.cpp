#include "persistence/recovery.hpp"

#include "persistence/lmdb_journal.hpp"

#include <chrono>
#include <system_error>

namespace bursar::persistence {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t progress_records = 65'536;

std::int64_t wall_clock_ms() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

void make_directory(const fs::path& directory) {
  std::error_code error;
  if (fs::create_directories(directory, error))
    fs::permissions(directory, fs::perms::owner_all, error);
  if (!error && fs::is_directory(directory, error)) return;
  throw Unusable{directory.string() + " cannot be used as a directory" +
                 (error ? ": " + error.message() : std::string{})};
}

}  // namespace

std::unique_ptr<Journal> open_journal(const JournalOptions& options) {
  make_directory(options.directory);
  auto lock = std::make_unique<DirectoryLock>(options.directory);
  const fs::path segment = segment_path(options.directory, 0);
  std::error_code error;
  const bool there = fs::exists(segment, error);
  if (error) throw Unusable{segment.string() + " cannot be read: " + error.message()};
  if (!there) make_segment(segment, {.created = wall_clock_ms()}, options.map_size_bytes);
  SegmentMeta meta = look_at_segment(segment);
  if (meta.clean == 0) {
    drop_page_cache(segment);
    meta = look_at_segment(segment);
    meta.clean = 0;
  }
  return std::make_unique<LmdbJournal>(std::move(lock), meta, options);
}

Replayed replay(Journal& journal, ledger::Time keep_keys_since,
                const std::function<void(std::uint64_t)>& progress) {
  Replayed replayed;
  replayed.books.keep_keys_since = keep_keys_since;
  journal.verify([&](const ledger::Record& record) {
    replayed.books.apply(record);
    if (++replayed.records % progress_records == 0 && progress) progress(replayed.records);
  });
  return replayed;
}

}  // namespace bursar::persistence
