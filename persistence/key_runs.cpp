#include "persistence/key_runs.hpp"

#include "persistence/errors.hpp"
#include "persistence/key_run_writer.hpp"
#include "telemetry/log.hpp"

#include <algorithm>
#include <cerrno>
#include <optional>
#include <string_view>
#include <utility>

#include <unistd.h>

namespace bursar::persistence {

namespace fs = std::filesystem;

namespace {

using telemetry::Level;
using telemetry::log;

constexpr std::uint64_t rows_between_looks = 65'536;

void unlink_file(const fs::path& file) {
  if (::unlink(file.c_str()) != 0 && errno != ENOENT) cannot("removed", file);
}

/// One input of a merge.
class Cursor {
 public:
  explicit Cursor(const KeyRun& run) : run_{run} { next_block(); }

  bool done() const { return at_ == rows_.size(); }
  const KeyRow& row() const { return rows_[at_]; }
  void advance() {
    if (++at_ == rows_.size()) next_block();
  }

 private:
  void next_block() {
    if (block_ == run_.blocks()) return;
    rows_ = run_.block(block_++);
    at_ = 0;
  }

  const KeyRun& run_;
  std::uint64_t block_ = 0;
  std::size_t at_ = 0;
  std::vector<KeyRow> rows_;
};

}  // namespace

KeyRuns::KeyRuns(KeyRunsOptions options) : options_{std::move(options)} {
  try {
    fs::create_directories(options_.directory);
    fs::permissions(options_.directory, fs::perms::owner_all);
    open_all();
  } catch (const fs::filesystem_error& error) {
    throw Unusable{options_.directory.string() + " cannot be used: " + error.code().message()};
  }
  remove_superseded();
}

void KeyRuns::open_all() {
  for (const auto& entry : fs::directory_iterator{options_.directory}) {
    const fs::path& file = entry.path();
    if (file.extension() == unfinished_suffix) unlink_file(file);
    if (file.extension() != key_run_suffix) continue;
    try {
      runs_.push_back(std::make_shared<const KeyRun>(file, options_.journal));
    } catch (const Corrupt& damage) {
      log(Level::warn, "keys_damaged", {{"why", std::string_view{damage.what()}}});
      unlink_file(file);
    }
  }
}

// What was merged may still lie beside what it was merged into. Two that overlap otherwise were not
// written by one engine: what the later one alone speaks for is read again.
void KeyRuns::remove_superseded() {
  std::ranges::sort(runs_, [](const RunPtr& a, const RunPtr& b) {
    return a->span().first != b->span().first ? a->span().first < b->span().first
                                              : a->span().last > b->span().last;
  });
  ledger::Sequence last = {};
  std::erase_if(runs_, [&](const RunPtr& run) {
    const bool superseded = run->span().first <= last;
    if (superseded) unlink_file(run->file());
    last = std::max(last, superseded ? last : run->span().last);
    return superseded;
  });
}

fs::path KeyRuns::write(const KeySpan& span, std::span<const KeyRow> rows) const {
  KeyRunWriter writer{options_.directory, options_.journal, span, rows.size()};
  for (const KeyRow& row : rows) writer.add(row);
  return writer.finish();
}

std::uint64_t KeyRuns::adopt(const fs::path& file) {
  RunPtr run = reopened(file);
  const std::uint64_t rows = run->rows();
  insert(std::move(run));
  return rows;
}

// A part that could not be opened would be a part of the journal that nobody speaks for.
void KeyRuns::replace(const RunPtr& run, std::span<const fs::path> files) {
  std::vector<RunPtr> parts;
  for (const fs::path& file : files) parts.push_back(reopened(file));
  take_out(run);
  for (RunPtr& part : parts) insert(std::move(part));
}

// What was written a moment ago and does not read the same is a disk in trouble, to be tried again.
KeyRuns::RunPtr KeyRuns::reopened(const fs::path& file) const {
  try {
    return std::make_shared<const KeyRun>(file, options_.journal);
  } catch (const Corrupt& damage) {
    throw Unusable{damage.what()};
  }
}

void KeyRuns::insert(RunPtr run) {
  const auto after = std::ranges::upper_bound(
      runs_, run->span().first, {}, [](const RunPtr& other) { return other->span().first; });
  runs_.insert(after, std::move(run));
}

void KeyRuns::remove_file(const KeyRun& run) {
  unlink_file(run.file());
}

void KeyRuns::take_out(const RunPtr& run) {
  std::erase(runs_, run);
}

bool KeyRuns::merge(const std::atomic<bool>& stopping) {
  const auto [begin, end] = mergeable();
  if (begin == end) return false;
  const std::vector<RunPtr> inputs(runs_.begin() + static_cast<std::ptrdiff_t>(begin),
                                   runs_.begin() + static_cast<std::ptrdiff_t>(end));
  RunPtr whole = merged(inputs, stopping);
  if (!whole) return false;
  runs_.erase(runs_.begin() + static_cast<std::ptrdiff_t>(begin + 1),
              runs_.begin() + static_cast<std::ptrdiff_t>(end));
  runs_[begin] = std::move(whole);
  // What stays, the next start removes.
  for (const RunPtr& input : inputs) ::unlink(input->file().c_str());
  return true;
}

bool KeyRuns::fit(std::span<const RunPtr> neighbours) const {
  std::uint64_t rows = 0;
  for (std::size_t i = 0; i < neighbours.size(); ++i) {
    const KeySpan& span = neighbours[i]->span();
    if (i > 0 && neighbours[i - 1]->span().last.value + 1 != span.first.value) return false;
    if (neighbours[i]->damaged()) return false;
    rows += neighbours[i]->rows();
  }
  const auto from = neighbours.front()->span().first_time;
  const auto until = neighbours.back()->span().last_time;
  return rows <= options_.run_rows_max &&
         until.milliseconds - from.milliseconds <= options_.run_ms_max;
}

// A run takes those before it along that are at most twice its size. So sizes at least halve from
// one run to the next, a row is rewritten a few times only, and what the bounds keep apart is soon
// left alone.
KeyRuns::Neighbours KeyRuns::mergeable() const {
  for (std::size_t end = runs_.size(); end > 1; --end) {
    std::size_t begin = end - 1;
    std::uint64_t rows = runs_[begin]->rows();
    while (begin > 0 && runs_[begin - 1]->rows() <= 2 * rows &&
           fit(std::span{runs_}.subspan(begin - 1, end - begin + 1)))
      rows += runs_[--begin]->rows();
    if (begin + 1 < end) return {begin, end};
  }
  return {};
}

KeyRuns::RunPtr KeyRuns::merged(std::span<const RunPtr> inputs,
                                const std::atomic<bool>& stopping) const {
  std::uint64_t rows = 0;
  std::vector<Cursor> cursors;
  for (const RunPtr& input : inputs) {
    cursors.emplace_back(*input);
    rows += input->rows();
  }
  const KeySpan& oldest = inputs.front()->span();
  const KeySpan& newest = inputs.back()->span();
  KeyRunWriter writer{options_.directory,
                      options_.journal,
                      {.first = oldest.first,
                       .last = newest.last,
                       .first_time = oldest.first_time,
                       .last_time = newest.last_time},
                      rows};
  for (std::uint64_t i = 0; i < rows; ++i) {
    if (i % rows_between_looks == 0 && stopping.load(std::memory_order_relaxed)) return nullptr;
    Cursor* least = nullptr;
    for (Cursor& cursor : cursors)
      if (!cursor.done() && (least == nullptr || cursor.row() < least->row())) least = &cursor;
    writer.add(least->row());
    least->advance();
  }
  return reopened(writer.finish());
}

KeyRuns::RunPtr KeyRuns::damaged() const {
  const auto found = std::ranges::find_if(runs_, [](const RunPtr& run) { return run->damaged(); });
  return found != runs_.end() ? *found : nullptr;
}

}  // namespace bursar::persistence
