#include "persistence/archive.hpp"

#include "crypto/hash.hpp"
#include "persistence/archived_mark.hpp"
#include "persistence/backup.hpp"
#include "persistence/checkpoint.hpp"
#include "persistence/disputed_payments.hpp"
#include "persistence/lmdb_env.hpp"
#include "persistence/open_segment.hpp"
#include "persistence/refunded_payments.hpp"
#include "persistence/segment_list.hpp"
#include "persistence/synced.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <system_error>
#include <tuple>
#include <utility>

namespace bursar::persistence {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view gone_suffix = ".gone";  // on its way out, and no segment any more

std::string name_of(std::uint64_t segment) {
  return segment_path({}, segment).string();
}

/// How many of the kept segments may go, and why the next one may not.
struct Choice {
  std::size_t count = 0;
  std::string stays;
};

Choice choose(const ClosedJournal& journal, std::int64_t keep_ms) {
  const auto& looks = journal.looks();
  const ledger::Time newest = journal.last().time;
  Choice choice;
  for (; choice.count + 1 < looks.size(); ++choice.count) {
    const ledger::Time last{looks[choice.count].head.time};
    if (newest.milliseconds - last.milliseconds >= keep_ms) continue;
    choice.stays = name_of(looks[choice.count].meta.segment) + " stays: its last record is of " +
                   ledger::text(last) + ", less than " + std::to_string(keep_ms / ledger::day_ms) +
                   " days before the journal's last";
    return choice;
  }
  choice.stays = name_of(looks.back().meta.segment) +
                 " stays: it is the newest, which is closed once it is full "
                 "(journal.segment_records)";
  return choice;
}

/// That record stays, and what is behind it.
void keep_from(const ClosedJournal& journal, ledger::Sequence record, const std::string& why,
               Choice& choice) {
  const auto& looks = journal.looks();
  std::size_t count = 0;
  while (looks[count].head.last() < record.value) ++count;
  if (count >= choice.count) return;
  choice.count = count;
  choice.stays = name_of(looks[count].meta.segment) + " stays: its record " +
                 std::to_string(record.value) + " " + why;
}

/// Whoever settles a payout is told what the record says that asked for it: one that may be needed
/// stays, and what is behind it. Of those that end in what stays nobody knows that here.
void keep_open_payouts(const ClosedJournal& journal, const ledger::Books& books, Choice& choice) {
  const auto open = std::ranges::find_if(books.payouts, [&](const auto& one) {
    return still_open(one.second.status) && one.first >= journal.first();
  });
  if (open == books.payouts.end()) return;
  keep_from(journal, open->first,
            "asks for a payout that was open where the records end that might go", choice);
}

/// Whatever is done about a dispute is told by the record of its payment: one whose dispute is open
/// stays, and what is behind it. Most disputes are opened in what stays, so all of it is read.
void keep_open_disputes(const ClosedJournal& journal, const ledger::Books& books, Choice& choice,
                        const ArchiveWatch& watch) {
  DisputedPayments disputed{books};
  const std::uint64_t before = books.last().value;
  watch.begins(ArchiveStep::looking);
  journal.read(
      [&](const ReadBatch& batch) {
        for (const ledger::Record& record : batch.records) disputed.take(record);
        watch.progress(batch.mark.last.value - before, journal.last().last.value - before);
        return true;
      },
      choice.count);
  if (const auto oldest = disputed.oldest(journal.first()))
    keep_from(journal, *oldest, "is a payment whose dispute is open", choice);
}

void require_right(const ledger::Examiner& examiner) {
  for (const ledger::TrialBalance& balance : examiner.trial_balances())
    if (balance.sum != 0)
      throw Corrupt{"the trial balance of organisation " +
                    ledger::text("org_", balance.organization.bits) + " is not zero at record " +
                    std::to_string(examiner.books().last().value)};
}

/// The oldest `count` segments and what is before them, once every figure was found to be right.
Checkpoint summed_up(const ClosedJournal& journal, std::size_t count, const ArchiveWatch& watch) {
  const SegmentLook& newest = journal.looks()[count - 1];
  Checkpoint sum = journal.before();
  const std::uint64_t first = journal.first().value;
  ledger::Examiner examiner{std::move(sum.books), std::move(sum.peaks)};
  RefundedPayments refunds;
  const auto require = [](ledger::Sequence at, const auto& fault) {
    if (fault) throw Corrupt{"record " + std::to_string(at.value) + " of the journal " + *fault};
  };
  journal.read([&](const ReadBatch& batch) {
    for (const ledger::Record& record : batch.records) {
      require(record.sequence, examiner.take(record));
      refunds.take(record);
    }
    watch.progress(batch.mark.last.value - first + 1, newest.head.last() - first + 1);
    sum.chain_hash = batch.mark.hash;
    return batch.mark.last.value < newest.head.last();
  });
  if (const auto wrong = refunds.fault(journal)) require(wrong->at, std::optional{wrong->what});
  require_right(examiner);
  sum.segment = newest.meta.segment;
  std::tie(sum.books, sum.peaks) = std::move(examiner).leave();
  return sum;
}

/// A file that was written, and where the journal ended then.
struct SummedUp {
  ledger::Checkpointed fact;
  BatchMark end;
};

/// Appends the record that vouches for the file, unless it is the last one already.
ledger::Sequence vouch(const JournalOptions& options, const SummedUp& summed) {
  const auto journal = open_journal(options);
  if (journal->last_sequence() != summed.end.last)
    throw Unusable{options.directory.string() + " was written to meanwhile: archive again"};
  const ledger::Record newest = journal->record(summed.end.last).value();
  const bool unclean = journal->unclean();
  if (unclean || newest.fact != ledger::Fact{summed.fact}) {
    ledger::Record recovered;
    recovered.sequence = {newest.sequence.value + 1};
    recovered.epoch = newest.epoch;
    recovered.time = std::max(newest.time, summed.end.time);
    ledger::Record checkpointed = recovered;
    // What a start would have written after an unclean end: opening has verified the tail.
    recovered.fact = ledger::Recovered{.verified_from = tail_begin(*journal)};
    if (unclean) ++checkpointed.sequence.value;
    checkpointed.fact = summed.fact;
    std::vector<const ledger::Record*> batch;
    if (unclean) batch.push_back(&recovered);
    batch.push_back(&checkpointed);
    if (journal->append(batch, recovered.time) != Durability::durable)
      throw Broke{options.directory.string() + " does not take the record of its checkpoint"};
  }
  const ledger::Sequence last = journal->last_sequence();
  journal->close();
  return last;
}

/// Throws Corrupt unless the copy is the whole segment, as the one behind it knows it.
void require_whole(const fs::path& copy, const SegmentMeta& original, const SegmentMeta& next,
                   const ArchiveWatch& watch) {
  SegmentMeta whole;
  BatchRow end;
  try {
    drop_page_cache(copy);
    check_pages(copy / "data.mdb");
    const SegmentLook look = look_at_segment(copy);
    const OpenSegment segment{copy};
    BatchRow head = before_first_batch(look.meta);
    while (head.last() < look.head.last()) {
      segment.verified_batch(head.last() + 1, head);
      watch.progress(head.last() - look.meta.first + 1, look.head.last() - look.meta.first + 1);
    }
    segment.require_end(head.last());
    whole = look.meta;
    end = head;
  } catch (const Corrupt& damage) {
    throw Corrupt{copy.string() + " is not a whole copy: " + damage.what() + "; remove it"};
  } catch (const Unusable& reason) {
    throw Corrupt{copy.string() + " is not a whole copy: " + reason.what() + "; remove it"};
  }
  const bool same = whole.segment == original.segment && whole.first == original.first &&
                    whole.previous == original.previous;
  if (same && end.last() + 1 == next.first && end.hash == next.previous) return;
  throw Unusable{copy.string() +
                 " is of another journal, and maybe the only copy of it: archive to another place"};
}

/// Removing the original must leave the copy.
void require_apart(const fs::path& copy, const fs::path& original) {
  if (fs::equivalent(copy, original) || fs::equivalent(copy / "data.mdb", original / "data.mdb"))
    throw Unusable{copy.string() + " is no copy: it is " + original.string() + " by another name"};
}

/// From a directory of its own to its name, so that a name stands for all of it.
void copy_out(const fs::path& segment, const fs::path& to, const ArchiveWatch& watch) {
  fs::path draft = to;
  draft += ".new";
  fs::remove_all(draft);
  copy_segment(LmdbEnv{segment, LmdbEnv::Mode::look, look_map_bytes}, draft, watch.progress);
  sync_path(draft / "data.mdb");
  sync_path(draft);
  fs::rename(draft, to);
  sync_path(to.parent_path());
}

void copy_file_out(const fs::path& file, const fs::path& to) {
  fs::path draft = to;
  draft += ".new";
  fs::copy_file(file, draft, fs::copy_options::overwrite_existing);
  sync_path(draft);
  fs::rename(draft, to);
  sync_path(to.parent_path());
}

/// What stands before a mark leaves the journal: first as copies, then by its name.
class Leaving {
 public:
  Leaving(const ArchiveOptions& options, const ArchivedMark& mark, const ArchiveWatch& watch)
      : journal_{options.journal.directory},
        target_{options.target},
        mark_{mark},
        watch_{watch},
        segments_{segment_numbers(journal_)} {
    std::erase_if(segments_, [&](std::uint64_t number) { return number >= mark_.segment; });
  }

  std::vector<std::uint64_t> run() {
    if (!segments_.empty()) {
      require_target();
      for (const std::uint64_t segment : segments_) copy(segment);
      copy_checkpoints();
    }
    if (mark_.segment > 0 && read_archived_mark(journal_) != mark_) {
      watch_.begins(ArchiveStep::marking);
      write_archived_mark(journal_, mark_);
    }
    for (const std::uint64_t segment : segments_) remove(segment);
    clear_remains();
    return segments_;
  }

 private:
  void require_target() const {
    require_outside(target_, journal_);
    std::error_code error;
    make_private_directories(target_, error);
    if (error || !fs::is_directory(target_))
      throw Unusable{target_.string() + " cannot be used as a directory" +
                     (error ? ": " + error.message() : std::string{})};
  }

  void copy(std::uint64_t segment) const {
    const fs::path original = segment_path(journal_, segment);
    const fs::path to = segment_path(target_, segment);
    if (!fs::exists(to)) {
      watch_.begins(ArchiveStep::copying);
      copy_out(original, to, watch_);
    }
    require_apart(to, original);
    watch_.begins(ArchiveStep::reading_back);
    require_whole(to, look_at_segment(original).meta,
                  look_at_segment(segment_path(journal_, segment + 1)).meta, watch_);
  }

  // With those of earlier borders a part of what is archived can be brought back by itself.
  void copy_checkpoints() const {
    for (const std::uint64_t segment : checkpoint_numbers(journal_))
      if (segment + 1 < mark_.segment)
        copy_file_out(checkpoint_path(journal_, segment), checkpoint_path(target_, segment));
  }

  // By another name first: half a segment must not look like one.
  void remove(std::uint64_t segment) const {
    watch_.begins(ArchiveStep::removing);
    fs::path gone = segment_path(journal_, segment);
    gone += gone_suffix;
    fs::remove_all(gone);
    fs::rename(segment_path(journal_, segment), gone);
    sync_path(journal_);
    fs::remove_all(gone);
  }

  void clear_remains() const {
    for (const std::uint64_t segment : checkpoint_numbers(journal_))
      if (segment + 1 != mark_.segment) fs::remove(checkpoint_path(journal_, segment));
    std::vector<fs::path> gone;
    for (const auto& entry : fs::directory_iterator{journal_})
      if (entry.path().extension() == gone_suffix) gone.push_back(entry.path());
    for (const fs::path& path : gone) fs::remove_all(path);
    sync_path(journal_);
  }

  const fs::path& journal_;
  const fs::path& target_;
  const ArchivedMark mark_;
  const ArchiveWatch& watch_;
  std::vector<std::uint64_t> segments_;
};

/// What has to be vouched for and where the journal shall begin; nothing new: where it begins now.
struct Prepared {
  std::optional<SummedUp> summed = {};
  ArchivedMark mark = {};
  std::string stays = {};
};

Prepared prepare(const ArchiveOptions& options, const ArchiveWatch& watch) {
  const fs::path& directory = options.journal.directory;
  watch.begins(ArchiveStep::checking);
  const ClosedJournal journal{directory, watch.progress};
  Choice choice = choose(journal, options.keep_ms);
  Prepared prepared{.stays = choice.stays};
  if (const auto mark = read_archived_mark(directory)) prepared.mark = *mark;
  if (choice.count == 0) return prepared;
  watch.begins(ArchiveStep::verifying);
  const std::size_t old_enough = choice.count;
  Checkpoint sum = summed_up(journal, old_enough, watch);
  keep_open_disputes(journal, sum.books, choice, watch);
  keep_open_payouts(journal, sum.books, choice);
  prepared.stays = choice.stays;
  if (choice.count == 0) return prepared;
  if (choice.count < old_enough) sum = summed_up(journal, choice.count, watch);
  watch.begins(ArchiveStep::summing_up);
  const auto hash = write_checkpoint(directory, sum);
  const ledger::Sequence through = sum.books.last();
  prepared.mark = {.segment = sum.segment + 1, .sequence = through.value + 1};
  prepared.summed = {.fact = {.segment = sum.segment, .through = through, .file_hash = hash},
                     .end = journal.last()};
  return prepared;
}

/// Said whatever goes today: the same command is run again and again.
std::string undisputable(const ArchiveOptions& options) {
  if (options.keep_ms >= options.disputable_ms) return {};
  const auto days = [](std::int64_t ms) { return std::to_string(ms / ledger::day_ms); };
  return "payments may be disputed for " + days(options.disputable_ms) +
         " days (disputes.window_days), but records older than " + days(options.keep_ms) +
         " days may go: a payment that is not disputed by then can be disputed no more (410 "
         "HISTORY_ARCHIVED). --keep-days " +
         days(options.disputable_ms) + " keeps them";
}

}  // namespace

Archived archive(const ArchiveOptions& options, const ArchiveWatch& watch) {
  try {
    Prepared prepared = prepare(options, watch);
    if (prepared.summed) {
      watch.begins(ArchiveStep::recording);
      prepared.mark.checkpointed = vouch(options.journal, *prepared.summed);
    }
    const DirectoryLock lock{options.journal.directory};
    return {.segments = Leaving{options, prepared.mark, watch}.run(),
            .first = {prepared.mark.sequence},
            .checkpointed = prepared.mark.checkpointed,
            .stays = prepared.stays,
            .undisputable = undisputable(options)};
  } catch (const fs::filesystem_error& error) {
    throw Broke{std::string{"archiving ended on the way: "} + error.what()};
  }
}

}  // namespace bursar::persistence
