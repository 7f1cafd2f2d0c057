#include "persistence/recovery.hpp"

#include "persistence/lmdb_journal.hpp"
#include "persistence/segment_list.hpp"
#include "persistence/synced.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <system_error>

namespace bursar::persistence {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t progress_records = 65'536;

/// Some of the largest batches, read in a fraction of a second: a crash can only have hit the last.
constexpr std::uint64_t tail_records = 65'536;

std::int64_t wall_clock_ms() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

void require_directory(const fs::path& directory) {
  std::error_code error;
  make_private_directories(directory, error);
  if (!error && fs::is_directory(directory, error)) return;
  throw Unusable{directory.string() + " cannot be used as a directory" +
                 (error ? ": " + error.message() : std::string{})};
}

SegmentLook first_segment(const JournalOptions& options) {
  const fs::path path = segment_path(options.directory, 0);
  make_segment(path, {.created = wall_clock_ms()}, options.map_size_bytes);
  return look_at_segment(path);
}

}  // namespace

ledger::Sequence tail_begin(const Journal& journal) {
  const std::uint64_t last = journal.last_sequence().value;
  const std::uint64_t before = last - std::min(last, tail_records);
  return {std::max(before + 1, journal.first_sequence().value)};
}

std::unique_ptr<Journal> open_journal(const JournalOptions& options) {
  require_directory(options.directory);
  auto lock = std::make_unique<DirectoryLock>(options.directory);
  auto segments = look_at_segments(options.directory);
  if (segments.empty()) segments.push_back(first_segment(options));
  close_all_but_newest(options.directory, segments);
  auto journal = std::make_unique<LmdbJournal>(std::move(lock), segments, options);
  if (journal->unclean()) journal->verify_from(tail_begin(*journal), [](const ledger::Record&) {});
  return journal;
}

void Replayed::apply(const ledger::Record& record) {
  books.apply(record);
  ++records;
  for (const ledger::OrganizationLink& link : record.organizations)
    if (marked(link.sequence)) marks.push_back({link, record.sequence});
  if (!transacts(record.fact)) return;
  for (const ledger::Entry& entry : record.entries) {
    const std::uint64_t system_accounts = books.owners[entry.account.value].value;
    if (entry.account.value - system_accounts < ledger::system_accounts_count) continue;
    const ledger::WalletState& state = books.wallets.at(entry.account).state();
    if (milestone(state)) milestones.push_back({state, record.sequence});
  }
}

Replayed replay(Journal& journal, const std::function<void(std::uint64_t)>& progress) {
  Replayed replayed{.books = journal.before().books};
  journal.verify([&](const ledger::Record& record) {
    replayed.apply(record);
    if (replayed.records % progress_records == 0 && progress) progress(replayed.records);
  });
  return replayed;
}

}  // namespace bursar::persistence
