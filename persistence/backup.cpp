#include "persistence/backup.hpp"

#include "persistence/lmdb_env.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>

namespace bursar::persistence {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t map_bytes = std::uint64_t{1} << 20;  // LMDB takes what the file needs
constexpr std::chrono::milliseconds look_interval{200};

/// Tells how far a file has grown for as long as this lives.
class Growth {
 public:
  Growth(fs::path file, std::uint64_t expected, const Progressed& progress)
      : watching_{[this, file = std::move(file), expected, &progress](const std::stop_token& stop) {
          std::unique_lock lock{mutex_};
          while (progress && !stop.stop_requested()) {
            std::error_code ignored;
            const auto bytes = fs::file_size(file, ignored);
            if (!ignored) progress(std::min<std::uint64_t>(bytes, expected), expected);
            stopped_.wait_for(lock, stop, look_interval, [] { return false; });
          }
        }} {}

 private:
  std::mutex mutex_;
  std::condition_variable_any stopped_;
  std::jthread watching_;
};

void make_private_directory(const fs::path& path) {
  fs::create_directory(path);
  fs::permissions(path, fs::perms::owner_all);
}

/// Not the lock, and nothing that somebody had not finished.
bool belongs_to_journal(const fs::directory_entry& entry) {
  const fs::path name = entry.path().filename();
  return entry.is_regular_file() && name != "lock" && name != UnfinishedDirectory::mark &&
         name.extension() != ".new" && name.extension() != ".partial";
}

Verdict required_right(const ClosedJournal& journal, const Progressed& progress) {
  Verdict verdict = verify(journal, progress);
  if (verdict.fault) throw Corrupt{verdict.fault->what};
  return verdict;
}

}  // namespace

void copy_segment(const LmdbEnv& from, const fs::path& to, const Progressed& progress) {
  make_private_directory(to);
  const fs::path file = to / "data.mdb";
  const Growth growth{file, from.used_bytes(), progress};
  from.copy_to(file);
}

void copy_journal(const ClosedJournal& from, const fs::path& to, const Progressed& progress) {
  try {
    make_private_directory(to);
    for (const fs::path& segment : from.segments())
      copy_segment(LmdbEnv{segment, LmdbEnv::Mode::look, map_bytes}, to / segment.filename(),
                   progress);
    for (const auto& entry : fs::directory_iterator{from.segments().front().parent_path()})
      if (belongs_to_journal(entry)) fs::copy_file(entry.path(), to / entry.path().filename());
    sync_all(to);
  } catch (const fs::filesystem_error& error) {
    throw Broke{to.string() + " cannot be written: " + error.code().message()};
  }
}

Manifest Backup::complete(ledger::Time now, const Progressed& progress) {
  Manifest manifest{.made_at = text(now)};
  {
    const ClosedJournal copy{journal()};
    const Verdict verdict = required_right(copy, progress);
    manifest.format = copy.format();
    manifest.epoch = verdict.epoch;
    manifest.last = verdict.last.last;
    manifest.chain_hash = verdict.last.hash;
  }
  write_manifest(directory_.path(), manifest);
  directory_.complete();
  return manifest;
}

Verdict verify_backup(const ClosedJournal& journal, const Manifest& manifest,
                      const Progressed& progress) {
  Verdict verdict = required_right(journal, progress);
  const Manifest found{.format = journal.format(),
                       .epoch = verdict.epoch,
                       .last = verdict.last.last,
                       .chain_hash = verdict.last.hash,
                       .made_at = manifest.made_at};
  if (found != manifest)
    throw Corrupt{"the backup is not what its manifest says: that ends with record " +
                  std::to_string(manifest.last.value) +
                  " and another chain hash or epoch, the "
                  "journal with record " +
                  std::to_string(found.last.value)};
  return verdict;
}

}  // namespace bursar::persistence
