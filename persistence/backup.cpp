#include "persistence/backup.hpp"

#include "persistence/lmdb_env.hpp"
#include "persistence/recovery.hpp"
#include "persistence/segment.hpp"

#include <algorithm>
#include <string>
#include <system_error>

namespace bursar::persistence {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t map_bytes = std::uint64_t{1} << 20;  // LMDB takes what the file needs

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

void copy_beside(const fs::path& from, const fs::path& to) {
  for (const auto& entry : fs::directory_iterator{from})
    if (belongs_to_journal(entry)) fs::copy_file(entry.path(), to / entry.path().filename());
}

/// The last segment that was copied may have been closed before it was: the copy has none of those
/// after it.
void reopen(const fs::path& segment) {
  if (look_at_segment(segment).meta.closed == 0) return;
  {
    LmdbEnv env{segment, LmdbEnv::Mode::use, map_bytes};
    if (mark_newest(env, SegmentTables{env}.meta) != Durability::durable)
      throw Broke{env.file().string() + " cannot be written"};
  }
  fs::remove(segment / "lock.mdb");
}

/// The name of what could not be written is not always in what the standard library says.
template <class Copying>
void make_copy(const fs::path& to, Copying copying) {
  try {
    make_private_directory(to);
    copying();
    sync_all(to);
  } catch (const fs::filesystem_error& error) {
    throw Broke{to.string() + " cannot be written: " + error.code().message()};
  }
}

Verdict required_right(const ClosedJournal& journal, const Progressed& progress,
                       const EachRecord& each) {
  Verdict verdict = verify(journal, progress, nullptr, each);
  if (verdict.fault) throw Corrupt{verdict.fault->what};
  return verdict;
}

}  // namespace

void require_outside(const fs::path& to, const fs::path& source) {
  try {
    for (fs::path at = fs::weakly_canonical(fs::absolute(to));; at = at.parent_path()) {
      if (fs::exists(at) && fs::exists(source) && fs::equivalent(at, source))
        throw Unusable{to.string() + " lies in " + source.string() +
                       ", which it is to be apart from"};
      if (at == at.root_path()) return;
    }
  } catch (const fs::filesystem_error& error) {
    throw Unusable{to.string() + " cannot be used: " + error.code().message()};
  }
}

void copy_segment(const LmdbEnv& from, const fs::path& to, const Progressed& progress) {
  make_private_directory(to);
  const std::uint64_t expected = from.used_bytes();
  from.copy_to(to / "data.mdb", [&](std::uint64_t bytes) {
    if (progress) progress(std::min(bytes, expected), expected);
  });
}

void copy_journal(const ClosedJournal& from, const fs::path& to, const Progressed& progress) {
  make_copy(to, [&] {
    for (const fs::path& segment : from.segments())
      copy_segment(LmdbEnv{segment, LmdbEnv::Mode::look, map_bytes}, to / segment.filename(),
                   progress);
    copy_beside(from.segments().front().parent_path(), to);
  });
}

void copy_journal(const Journal& from, const fs::path& to, const Progressed& progress) {
  make_copy(to, [&] {
    fs::path last;
    from.each_segment([&](const Journal::SegmentSeen& segment) {
      // LMDB believes whatever page it copies: a damaged one would end the process.
      if (segment.closed) check_pages(segment.env.file());
      copy_segment(segment.env, to / segment.directory.filename(), progress);
      last = segment.directory;
    });
    reopen(to / last.filename());
    copy_beside(last.parent_path(), to);
  });
}

Manifest Backup::complete(ledger::Time now, const Progressed& progress, const Progressed& pages,
                          const EachRecord& each) {
  Manifest manifest{.made_at = text(now)};
  {
    const ClosedJournal copy{journal(), pages};
    const Verdict verdict = required_right(copy, progress, each);
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
                      const Progressed& progress, const EachRecord& each) {
  Verdict verdict = required_right(journal, progress, each);
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
