#include "persistence/known_keys.hpp"

#include "ledger/check.hpp"
#include "persistence/errors.hpp"
#include "persistence/key_reading.hpp"
#include "persistence/key_runs.hpp"
#include "persistence/key_sets.hpp"
#include "persistence/key_table.hpp"
#include "telemetry/log.hpp"

#include <algorithm>
#include <optional>
#include <ranges>
#include <string>

namespace bursar::persistence {

namespace fs = std::filesystem;

namespace {

using ledger::Sequence;
using telemetry::Level;
using telemetry::log;

// A day, and time for a retry that is on its way.
constexpr std::int64_t kept_ms = ledger::day_ms + 60'000;
// The bound on all keys must not be used up by a table, which no new day empties.
constexpr std::size_t tables_in_bound = 8;
constexpr std::size_t tables_waiting_max = 8;
constexpr std::uint64_t records_per_row_max = 2;
// Fewer are read again at the next start as fast as a run is opened.
constexpr std::uint64_t worth_a_run = 4'096;
constexpr std::uint64_t records_between_lines = std::uint64_t{1} << 20U;

std::size_t table_rows_max(const KnownKeys::Options& options) {
  return std::max<std::size_t>(
      1, std::min(options.table_rows_max, options.keys_max / tables_in_bound));
}

std::optional<std::vector<Sequence>> places(const KeyRun& run, std::uint64_t hash) {
  try {
    return run.find(hash);
  } catch (const Corrupt&) {
    return std::nullopt;
  }
}

}  // namespace

struct KnownKeys::Parts {
  explicit Parts(const Options& options)
      : table_rows_max{persistence::table_rows_max(options)},
        runs{{.directory = options.directory,
              .journal = options.journal,
              .run_rows_max = options.run_rows_max}} {}

  std::shared_ptr<KeyTable> make_table() const {
    return std::make_shared<KeyTable>(table_rows_max);
  }

  const std::size_t table_rows_max;
  KeyRuns runs;
  KeySets sets;
  std::shared_ptr<KeyTable> newest = make_table();
};

KnownKeys::KnownKeys(Options options, const JournalReader& reader, Sequence last)
    : options_{std::move(options)}, reader_{reader}, parts_{std::make_unique<Parts>(options_)} {
  CHECK(!last.none());
  parts_->sets.change([&](KeySet& set) { set.newest = parts_->newest; });
  drop_doubtful(last);
  catch_up(last);
}

KnownKeys::~KnownKeys() = default;

// A run speaks for this journal only where the journal reaches as far and says the same time.
void KnownKeys::drop_doubtful(Sequence last) {
  const auto runs = parts_->runs.runs();
  for (const auto& run : runs) {
    const auto newest = run->span().last <= last ? reader_.record(run->span().last) : std::nullopt;
    if (newest && newest->time == run->span().last_time) continue;
    log(Level::warn, "keys_doubtful",
        {{"why", "a run is not about the journal that lies beside it"},
         {"last", run->span().last.value}});
    KeyRuns::remove_file(*run);
    parts_->runs.take_out(run);
  }
}

void KnownKeys::catch_up(Sequence last) {
  const auto newest = reader_.record(last);
  if (!newest) throw Corrupt{"record " + std::to_string(last.value) + " of the journal is missing"};
  forget_before_ = {newest->time.milliseconds - kept_ms};
  for (const auto& run : parts_->runs.runs()) taken_ += run->rows();
  drop_old();
  Sequence next = first_since(reader_, forget_before_, last);
  const auto runs = parts_->runs.runs();
  for (const auto& run : runs) {
    if (next < run->span().first)
      for (const fs::path& file : write_again(next, {run->span().first.value - 1}))
        taken_ += parts_->runs.adopt(file);
    next = {run->span().last.value + 1};
  }
  publish_runs();
  last_ = {next.value - 1};
  read_journal(next, last, [this](const ledger::Record& record, std::uint64_t hash) {
    if (hash != 0) ++taken_;
    add(record.sequence, record.time, hash);
    while (waiting_.load() > tables_waiting_max) write_oldest_table();
    return true;
  });
  last_ = last;
}

void KnownKeys::read_journal(
    Sequence first, Sequence last,
    const std::function<bool(const ledger::Record&, std::uint64_t)>& each) const {
  if (last.value - first.value + 1 >= worth_a_run)
    log(Level::info, "keys_reading", {{"first", first.value}, {"last", last.value}});
  std::uint64_t read = 0;
  const KeyReading journal{reader_, options_.hash};
  journal.read(first, last, [&](const ledger::Record& record, std::uint64_t hash) {
    if (++read % records_between_lines == 0)
      log(Level::info, "keys_reading", {{"at", record.sequence.value}, {"last", last.value}});
    return each(record, hash);
  });
}

// In runs of a table each, so that memory stays bounded; merging comes later.
std::vector<fs::path> KnownKeys::write_again(Sequence first, Sequence last) {
  log(Level::warn, "keys_missing", {{"first", first.value}, {"last", last.value}});
  std::vector<fs::path> files;
  auto table = parts_->make_table();
  const auto end_table = [&] {
    files.push_back(parts_->runs.write(table->span(), table->sorted()));
    table = parts_->make_table();
  };
  read_journal(first, last, [&](const ledger::Record& record, std::uint64_t hash) {
    if (!table->takes(record.time)) end_table();
    table->add(record.sequence, record.time, hash);
    if (table->full()) end_table();
    return !hurried_.load(std::memory_order_relaxed);
  });
  if (table->records() > 0) end_table();
  return files;
}

KnownKeys::Found KnownKeys::find(std::uint64_t hash, ledger::AccountNumber wallet,
                                 std::string_view text) const {
  const KeySet& set = parts_->sets.now();
  for (const auto& run : set.runs) run->prefetch(hash);
  Found found;
  const auto is_it = [&](Sequence place) {
    found = judge(place, wallet, text);
    return found.seen != Seen::fresh;
  };
  if (set.newest->find(hash, is_it)) return found;
  for (const auto& table : set.waiting | std::views::reverse)
    if (table->find(hash, is_it)) return found;
  bool unsure = false;
  for (const auto& run : set.runs | std::views::reverse) {
    if (!run->may_hold(hash)) continue;
    disk_lookups_.fetch_add(1, std::memory_order_relaxed);
    const bool known_damage = run->damaged();
    if (const auto in_run = places(*run, hash)) {
      if (std::ranges::any_of(*in_run | std::views::reverse, is_it)) return found;
    } else {
      unsure = true;
      if (!known_damage) on_work_();
    }
  }
  return {.seen = unsure ? Seen::unsure : Seen::fresh, .record = {}};
}

// Two keys may share a hash: the record says whose it is. One that was archived cannot say it.
KnownKeys::Found KnownKeys::judge(Sequence place, ledger::AccountNumber wallet,
                                  std::string_view text) const {
  if (place < reader_.first_sequence()) return {.seen = Seen::unsure, .record = {}};
  auto record = reader_.record(place);
  if (!record)
    throw Corrupt{"record " + std::to_string(place.value) + " of the journal is missing"};
  const auto& key = record->idempotency;
  if (!key || key->wallet != wallet || key->key != text) return {};
  return {.seen = Seen::known,
          .record = std::make_shared<const ledger::Record>(*std::move(record))};
}

void KnownKeys::prefetch(std::uint64_t hash) const {
  const KeySet& set = parts_->sets.now();
  set.newest->prefetch(hash);
  for (const auto& run : set.runs) run->prefetch(hash);
}

bool KnownKeys::try_take() {
  if (waiting_.load(std::memory_order_relaxed) > tables_waiting_max) return false;
  if (taken_.fetch_add(1, std::memory_order_relaxed) < options_.keys_max) return true;
  give_back();
  return false;
}

KnownKeys::Figures KnownKeys::figures() const {
  const KeySet& set = parts_->sets.now();
  Figures figures{.keys = taken_.load(), .runs = set.runs.size(), .disk_lookups = disk_lookups_};
  for (const auto& run : set.runs) figures.memory_bytes += run->memory_bytes();
  return figures;
}

void KnownKeys::prefetch_place(std::uint64_t hash) const {
  parts_->newest->prefetch(hash);
}

void KnownKeys::add(Sequence sequence, ledger::Time time, std::uint64_t hash) {
  CHECK(sequence.value == last_.value + 1);
  last_ = sequence;
  if (!parts_->newest->takes(time)) rotate();
  KeyTable& newest = *parts_->newest;
  newest.add(sequence, time, hash);
  const bool long_enough = newest.records() >= parts_->table_rows_max * records_per_row_max;
  // Records without keys make no table where the disk does not take the ones there are.
  if (newest.full() || (long_enough && waiting_.load() == 0)) rotate();
}

void KnownKeys::rotate() {
  auto next = parts_->make_table();
  parts_->sets.change([&](KeySet& set) {
    set.waiting.push_back(std::exchange(set.newest, next));
    ++waiting_;
  });
  parts_->newest = std::move(next);
  on_work_();
}

bool KnownKeys::work() {
  if (hurried_.load()) return false;
  const bool worked = write_oldest_table() || mend() || merge();
  drop_old();
  return worked;
}

bool KnownKeys::write_oldest_table() {
  const auto waiting = parts_->sets.now().waiting;
  if (waiting.empty()) return false;
  const KeyTable& oldest = *waiting.front();
  parts_->runs.adopt(parts_->runs.write(oldest.span(), oldest.sorted()));
  parts_->sets.change([&](KeySet& set) {
    set.waiting.erase(set.waiting.begin());
    set.runs = parts_->runs.runs();
    --waiting_;
  });
  return true;
}

bool KnownKeys::mend() {
  const auto damaged = parts_->runs.damaged();
  if (!damaged) return false;
  const KeySpan span = damaged->span();
  if (span.first < reader_.first_sequence()) return false;
  log(Level::error, "keys_damaged", {{"file", damaged->file().string()}});
  KeyRuns::remove_file(*damaged);
  const auto files = write_again(span.first, span.last);
  if (hurried_.load()) return false;
  parts_->runs.replace(damaged, files);
  publish_runs();
  return true;
}

bool KnownKeys::merge() {
  try {
    if (!parts_->runs.merge(hurried_)) return false;
  } catch (const Corrupt&) {
    return true;  // and the damaged one is mended next
  }
  publish_runs();
  return true;
}

void KnownKeys::time_jumps(ledger::Time to) {
  forget_from_ms_.store(std::max(forget_from_ms_.load(), to.milliseconds + kept_ms));
}

void KnownKeys::forget(ledger::Time now) {
  if (now.milliseconds < forget_from_ms_.load()) return;
  forget_before_ = std::max(forget_before_, {now.milliseconds - kept_ms});
  drop_old();
}

void KnownKeys::drop_old() {
  known_since_ms_.store(std::max<std::int64_t>(forget_before_.milliseconds, 0));
  const auto runs = parts_->runs.runs();
  for (const auto& run : runs) {
    if (run->span().last_time >= forget_before_) break;
    KeyRuns::remove_file(*run);
    parts_->runs.take_out(run);
    publish_runs();
    taken_ -= run->rows();
  }
}

void KnownKeys::publish_runs() {
  parts_->sets.change([this](KeySet& set) { set.runs = parts_->runs.runs(); });
}

void KnownKeys::close() {
  try {
    if (parts_->newest->records() >= worth_a_run) rotate();
    while (write_oldest_table()) {
    }
  } catch (const Unusable& error) {
    log(Level::warn, "keys_not_kept", {{"why", std::string_view{error.what()}}});
  }
}

}  // namespace bursar::persistence
