// Every I/O call of a journal's life fails once, or from then on, or is the last that the process
// makes: whatever was acknowledged before is there afterwards, and nothing is acknowledged on a
// disk that is in doubt.
//
// The lives are lived by a child on real files. It tells of each durable batch through a pipe, and
// the parent opens the journal after it, as the next start would.

#include "crypto/hash.hpp"
#include "persistence/errors.hpp"
#include "persistence/recovery.hpp"
#include "telemetry/log.hpp"
#include "tests/persistence/batches.hpp"
#include "tests/persistence/chronicle.hpp"
#include "tests/persistence/failing_disk.hpp"
#include "tests/support/temporary_directory.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace bursar::persistence::every_fault_test {
namespace {

using namespace bursar;
using persistence::Durability;
using persistence::Journal;
using persistence::JournalOptions;
using persistence::open_journal;
using tests::DiskCall;
using tests::DiskFault;
using tests::Effect;
namespace fs = std::filesystem;

constexpr std::size_t batch_records = 4;
constexpr std::uint64_t segment_records = 12;
constexpr std::size_t lives[] = {20, 44, 72};  // up to which record each of them appends

// How the child ends.
constexpr int went_well = 0;
constexpr int stopped = 3;       // an append of unknown outcome, then nothing more was promised
constexpr int refused = 4;       // the journal could not be opened
constexpr int broke_a_rule = 5;  // something was promised after an append of unknown outcome

struct Acknowledgement {
  std::uint64_t sequence = 0;
  bool in_doubt = false;  // a fault was met earlier in this life
};

/// What the parent saw of one child.
struct Lived {
  std::vector<Acknowledgement> acknowledged;
  int code = -1;  // -1: killed
  bool met_the_fault = false;

  std::uint64_t last() const { return acknowledged.empty() ? 0 : acknowledged.back().sequence; }
};

/// The engine's side: appends, acknowledges, stops at the first unknown outcome.
class Child {
 public:
  Child(const JournalOptions& options, const std::vector<ledger::Record>& records, int pipe)
      : options_{options}, records_{records}, pipe_{pipe} {}

  [[noreturn]] void run(const DiskFault& fault) {
    telemetry::set_log_sink([](std::string_view) {});
    tests::break_disk(fault);
    int code = went_well;
    try {
      for (const std::size_t until : lives)
        if (code == went_well) code = live(until);
    } catch (const std::exception&) {
      code = refused;
    }
    const bool met = tests::disk_failed();
    tests::mend_disk();
    tell({.sequence = 0, .in_doubt = met});
    ::_exit(code);
  }

 private:
  int live(std::size_t until) {
    const bool doubted = tests::disk_failed();
    const auto journal = open_journal(options_);
    while (journal->last_sequence().value < until) {
      if (append_next(*journal) != Durability::durable) return after_unknown(*journal);
      tell({.sequence = journal->last_sequence().value,
            .in_doubt = tests::disk_failed() && !doubted});
    }
    if (until != lives[1]) journal->close();  // the second life ends as after kill -9
    return went_well;
  }

  int after_unknown(Journal& journal) {
    for (int i = 0; i < 3; ++i)
      if (append_next(journal) == Durability::durable) return broke_a_rule;
    return stopped;
  }

  Durability append_next(Journal& journal) {
    const std::size_t begin = journal.last_sequence().value;
    return tests::append(journal, records_, begin,
                         std::min(begin + batch_records, records_.size()));
  }

  void tell(const Acknowledgement& what) const {
    if (::write(pipe_, &what, sizeof what) != sizeof what) ::_exit(broke_a_rule);
  }

  const JournalOptions& options_;
  const std::vector<ledger::Record>& records_;
  int pipe_;
};

struct Scenario {
  std::string name;
  DiskFault fault;
  std::uint64_t fill_ahead_bytes = 0;
  std::uint64_t calls_least = 0;  // so many calls of the kind there are at least
};

class EveryFaultTest : public testing::TestWithParam<Scenario> {
 protected:
  EveryFaultTest() { crypto::start(); }

  Lived live(const DiskFault& fault) {
    int ends[2];
    EXPECT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) Child{options_, records_, ends[1]}.run(fault);
    ::close(ends[1]);
    Lived lived;
    for (Acknowledgement next; ::read(ends[0], &next, sizeof next) == sizeof next;)
      if (next.sequence == 0)
        lived.met_the_fault = next.in_doubt;
      else
        lived.acknowledged.push_back(next);
    ::close(ends[0]);
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    if (WIFEXITED(status)) lived.code = WEXITSTATUS(status);
    if (WIFSIGNALED(status)) {
      EXPECT_EQ(WTERMSIG(status), SIGKILL);
      lived.met_the_fault = true;
    }
    return lived;
  }

  /// The next start, on a disk that works again: all that was acknowledged is there, at most one
  /// batch more, and the journal goes on.
  void expect_nothing_lost(const Lived& lived) {
    const auto journal = open_journal(options_);
    const std::uint64_t last = journal->last_sequence().value;
    EXPECT_GE(last, lived.last());
    EXPECT_LE(last, lived.last() + batch_records);
    EXPECT_TRUE(tests::append_all(*journal, records_, batch_records));
    EXPECT_EQ(tests::scanned(*journal, 1), records_);
    journal->verify([](const ledger::Record&) {});
    journal->close();
  }

  void expect_fail_stop(const Lived& lived) {
    EXPECT_NE(lived.code, broke_a_rule);
    const bool killed = GetParam().fault.effect == Effect::kills;
    EXPECT_EQ(lived.code == -1, killed && lived.met_the_fault);
    // Zeros ahead are not data: where they cannot be written, commits go on without them. Where
    // they cannot be synced, which SegmentWriterTest holds, a commit beside them may just have
    // ended.
    if (GetParam().fill_ahead_bytes != 0) return;
    for (const Acknowledgement& one : lived.acknowledged)
      EXPECT_FALSE(one.in_doubt) << "record " << one.sequence << " was acknowledged after a fault";
  }

  tests::TemporaryDirectory directory_{tests::TemporaryDirectory::quick_place()};
  std::vector<ledger::Record> records_ = tests::Chronicle{}.with_payments(lives[2] - 3).records();
  JournalOptions options_{.directory = directory_.path() / "journal",
                          .map_size_bytes = std::uint64_t{64} << 10,
                          .fill_ahead_bytes = GetParam().fill_ahead_bytes,
                          .segment_records = segment_records};
};

TEST_P(EveryFaultTest, LosesNothingThatWasAcknowledged) {
  DiskFault fault = GetParam().fault;
  for (fault.number = 1;; ++fault.number) {
    SCOPED_TRACE("call " + std::to_string(fault.number));
    fs::remove_all(options_.directory);
    const Lived lived = live(fault);
    expect_fail_stop(lived);
    expect_nothing_lost(lived);
    if (HasFailure()) return;
    if (lived.met_the_fault) continue;
    EXPECT_EQ(lived.code, went_well);
    break;
  }
  EXPECT_GT(fault.number, GetParam().calls_least);
  RecordProperty("calls", std::to_string(fault.number - 1));
}

std::vector<Scenario> scenarios() {
  std::vector<Scenario> all;
  const std::pair<DiskCall, std::pair<std::string, std::uint64_t>> calls[] = {
      {DiskCall::pwrite, {"Pwrite", 60}},       {DiskCall::writev, {"Writev", 3}},
      {DiskCall::fdatasync, {"Fdatasync", 40}}, {DiskCall::fsync, {"Fsync", 10}},
      {DiskCall::open, {"Open", 20}},           {DiskCall::ftruncate, {"Ftruncate", 3}}};
  for (const auto& [call, named] : calls) {
    const auto& [name, least] = named;
    const auto add = [&](const std::string& how, const DiskFault& fault, std::uint64_t fill = 0) {
      all.push_back(
          {.name = name + how, .fault = fault, .fill_ahead_bytes = fill, .calls_least = least});
    };
    constexpr std::uint64_t fill = std::uint64_t{64} << 10;
    add("FailsOnce", {.call = call});
    add("FailsFromThenOn", {.call = call, .sticky = true, .error = ENOSPC});
    add("FailsOnceWhileFillingAhead", {.call = call}, fill);
    if (call == DiskCall::open || call == DiskCall::ftruncate) continue;
    add("HappensAndIsReportedAsFailed", {.call = call, .effect = Effect::fails_but_happens});
    if (call == DiskCall::fdatasync || call == DiskCall::fsync) continue;
    add("IsCutShort", {.call = call, .effect = Effect::is_cut_short}, fill);
  }
  all.push_back({.name = "AnyCallIsTheLast",
                 .fault = {.call = DiskCall::any, .effect = Effect::kills},
                 .fill_ahead_bytes = std::uint64_t{64} << 10,
                 .calls_least = 150});
  return all;
}

INSTANTIATE_TEST_SUITE_P(Disk, EveryFaultTest, testing::ValuesIn(scenarios()),
                         [](const auto& scenario) { return scenario.param.name; });

}  // namespace
}  // namespace bursar::persistence::every_fault_test
