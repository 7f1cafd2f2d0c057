#include "tests/crash/image_check.hpp"

#include "ledger/books_difference.hpp"
#include "persistence/closed_journal.hpp"
#include "persistence/recovery.hpp"
#include "persistence/resume.hpp"
#include "telemetry/log.hpp"

#include <array>
#include <exception>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string_view>

#include <sys/wait.h>
#include <unistd.h>

namespace bursar::tests {

namespace fs = std::filesystem;
using persistence::Durability;
using persistence::Journal;

namespace {

constexpr std::uint64_t map_size_bytes = std::uint64_t{1} << 30;
constexpr std::uint64_t segment_records = 1'000;
constexpr std::size_t records_more = 8;

std::string contents(const fs::path& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

persistence::JournalOptions options(const fs::path& data) {
  return {.directory = data / "journal",
          .map_size_bytes = map_size_bytes,
          .fill_ahead_bytes = 0,
          .segment_records = segment_records};
}

[[noreturn]] void wrong(const std::string& what) {
  throw std::runtime_error{what};
}

std::string number(ledger::Sequence sequence) {
  return std::to_string(sequence.value);
}

/// Every record is the one that was written, up to one that nobody needs to have been told of.
void check_records(const Journal& journal, const Truth& truth, ledger::Sequence told) {
  ledger::Sequence last{journal.first_sequence().value - 1};
  journal.verify_from(journal.first_sequence(), [&](const ledger::Record& record) {
    const ledger::Record* const written = truth.record(record.sequence);
    if (written == nullptr) wrong("record " + number(record.sequence) + " was never written");
    if (*written != record) wrong("record " + number(record.sequence) + " is another");
    last = record.sequence;
  });
  if (last != journal.last_sequence()) wrong("the journal does not end where it says");
  if (last < told)
    wrong("lost: " + number(told) + " was told of, the journal ends with " + number(last));
}

void append_more(Journal& journal, const Truth& truth) {
  std::vector<const ledger::Record*> batch;
  for (std::uint64_t next = journal.last_sequence().value + 1; batch.size() < records_more;
       ++next) {
    const ledger::Record* const record = truth.record({next});
    if (record == nullptr) break;
    batch.push_back(record);
  }
  if (batch.empty()) return;
  if (journal.append(batch, batch.back()->time) != Durability::durable)
    wrong("no further record can be written");
}

std::string told_by(int from) {
  std::string told;
  std::array<char, 4'096> part{};
  for (ssize_t size = 0; (size = ::read(from, part.data(), part.size())) > 0;)
    told.append(part.data(), static_cast<std::size_t>(size));
  return told;
}

}  // namespace

void Truth::learn(const fs::path& data) {
  secrets_ = contents(data / "secret.key");
  const persistence::ClosedJournal journal{data / "journal"};
  journal.read([this](const persistence::ReadBatch& batch) {
    for (const ledger::Record& one : batch.records) {
      if (const ledger::Record* known = record(one.sequence); known != nullptr) {
        if (*known != one) wrong("two lives say another of record " + number(one.sequence));
        continue;
      }
      if (one.sequence.value != records_.size() + 1) wrong("a record is missing before a life");
      records_.push_back(one);
      for (const ledger::OrganizationLink& link : one.organizations)
        if (link.organization.value == 1) places_.push_back(one.sequence);
    }
    return true;
  });
}

const ledger::Record* Truth::record(ledger::Sequence sequence) const {
  const bool known = sequence.value >= 1 && sequence.value <= records_.size();
  return known ? &records_[sequence.value - 1] : nullptr;
}

ledger::Sequence Truth::place(ledger::OrganizationSequence sequence) const {
  if (sequence.none()) return {};
  if (sequence.value > places_.size())
    wrong("lost for good: the organisation's record " + std::to_string(sequence.value));
  return places_[sequence.value - 1];
}

void ImageCheck::require(ledger::Sequence told) {
  for (; told_ < told; ++told_.value) books_.apply(*truth_.record({told_.value + 1}));
}

std::string ImageCheck::fault(const fs::path& data, bool go_on) const {
  int ends[2];
  if (::pipe(ends) != 0) wrong("no pipe");
  const pid_t child = ::fork();
  if (child == 0) {
    const std::string found = look(data, go_on);
    const auto told = ::write(ends[1], found.data(), found.size());
    ::_exit(told == static_cast<ssize_t>(found.size()) ? EXIT_SUCCESS : EXIT_FAILURE);
  }
  ::close(ends[1]);
  const std::string found = told_by(ends[0]);
  ::close(ends[0]);
  int status = 0;
  if (::waitpid(child, &status, 0) != child) wrong("no child");
  if (WIFSIGNALED(status))
    return "opening it ended with signal " + std::to_string(WTERMSIG(status));
  return found.empty() && status != 0 ? "opening it ended the process" : found;
}

// As an engine starts, up to where it would listen.
std::string ImageCheck::look(const fs::path& data, bool go_on) const {
  telemetry::set_log_sink([](std::string_view) {});
  try {
    const auto journal = persistence::open_journal(options(data));
    check_records(*journal, truth_, told_);
    if (!journal->last_sequence().none() && contents(data / "secret.key") != truth_.secrets())
      wrong("the journal has records, and its keys are not there");
    const auto resumed = persistence::resume(
        *journal, {.views = {.directory = data / "views", .map_size_bytes = map_size_bytes}});
    ledger::Books books = books_;
    while (books.last() < journal->last_sequence())
      books.apply(*truth_.record({books.last().value + 1}));
    if (const auto other = ledger::difference(books, resumed.views->books()))
      wrong("the views say another of " + *other);
    if (!go_on) return {};
    append_more(*journal, truth_);
    while (resumed.views->watermark() < journal->last_sequence())
      if (resumed.views->follow(records_more) != Durability::durable)
        wrong("the views do not follow");
    check_records(*journal, truth_, journal->last_sequence());
    journal->close();
    return {};
  } catch (const std::exception& refused) {
    return refused.what();
  }
}

}  // namespace bursar::tests
