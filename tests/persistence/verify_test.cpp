#include "persistence/verify.hpp"

#include "tests/persistence/flipped.hpp"
#include "tests/persistence/in_a_child.hpp"
#include "tests/persistence/written.hpp"

#include <cstring>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::persistence::verify_test {
namespace {

using namespace bursar;
using persistence::ClosedJournal;
using persistence::Corrupt;
using persistence::open_journal;
using persistence::Verdict;
using tests::Chronicle;
using tests::Flipped;
using tests::verdict_of;
using tests::Written;
namespace fs = std::filesystem;

constexpr std::size_t page_bytes = 4'096;

/// Whether damage is found; if not, every record has to be what was written.
bool found_or_harmless(const Written& journal) {
  try {
    return verdict_of(journal.directory()).fault ||
           tests::records_of(journal.directory()) == journal.records();
  } catch (const std::runtime_error&) {  // Corrupt or Unusable
    return true;
  }
}

/// Where the bytes of a record are in the file: a row lies in a page that begins with its number.
std::pair<std::uint64_t, std::size_t> place_of(const Written& journal,
                                               const ledger::Record& record) {
  persistence::LmdbEnv env{journal.file().parent_path(), persistence::LmdbEnv::Mode::look, 1 << 20};
  const persistence::SegmentTables tables{env};
  const persistence::LmdbRead read{env};
  const auto row = read.find(tables.records, record.sequence.value).value();
  const std::size_t within = reinterpret_cast<std::uintptr_t>(row.data()) % page_bytes;
  std::uint64_t page = 0;
  std::memcpy(&page, row.data() - within, sizeof page);
  return {page * page_bytes + within, row.size()};
}

TEST(VerifyTest, SaysWhatItFoundRight) {
  const Written journal{100};
  const Verdict verdict = verdict_of(journal.directory());
  EXPECT_FALSE(verdict.fault);
  EXPECT_EQ(verdict.records, 103U);
  EXPECT_EQ(verdict.batches, 12U);
  EXPECT_EQ(verdict.wallets, 2U);
  EXPECT_EQ(verdict.organizations, 1U);
  EXPECT_EQ(verdict.last.last.value, 103U);
  EXPECT_EQ(verdict.last_time, journal.records().back().time);
  EXPECT_EQ(verdict.epoch, 0);
  EXPECT_EQ(verdict.secrets_fingerprint[0], 3);
  ASSERT_EQ(verdict.trial_balances.size(), 1U);
  EXPECT_TRUE(verdict.trial_balances[0].sum == 0);
}

TEST(VerifyTest, AnEmptyJournalIsRight) {
  const Written journal{std::vector<ledger::Record>{}};
  const Verdict verdict = verdict_of(journal.directory());
  EXPECT_FALSE(verdict.fault);
  EXPECT_EQ(verdict.records, 0U);
}

TEST(VerifyTest, TellsHowFarItIs) {
  const Written journal{100};
  std::vector<std::pair<std::uint64_t, std::uint64_t>> heard;
  persistence::verify(ClosedJournal{journal.directory()},
                      [&](std::uint64_t done, std::uint64_t of) { heard.emplace_back(done, of); });
  EXPECT_EQ(heard.size(), 12U);
  EXPECT_EQ(heard.front(), (std::pair<std::uint64_t, std::uint64_t>{9, 103}));
  EXPECT_EQ(heard.back(), (std::pair<std::uint64_t, std::uint64_t>{103, 103}));
}

// With right checksums and a right chain: only the books can tell.
TEST(VerifyTest, ABalanceThatIsWrongIsNamed) {
  auto records = Chronicle{}.with_payments(100).records();
  records[60].entries[0].balance_after = ledger::Money::dollars(1'000'000'000);
  const Verdict verdict = verdict_of(Written{records}.directory());
  ASSERT_TRUE(verdict.fault);
  EXPECT_EQ(verdict.fault->at.value, 61U);
  EXPECT_THAT(verdict.fault->what,
              testing::StartsWith("record 61 of the journal says that account 5 then holds"));
  EXPECT_EQ(verdict.records, 60U);
}

TEST(VerifyTest, APaymentAboveItsBudgetIsNamed) {
  auto records = Chronicle{}.with_payments(10).records();
  std::get<ledger::Opened>(records[1].fact).wallets[0].budget_limit =
      ledger::Money::units(5'000'000);
  const Verdict verdict = verdict_of(Written{records}.directory());
  ASSERT_TRUE(verdict.fault);
  EXPECT_EQ(verdict.fault->what,
            "record 9 of the journal counts 0.06 where the budget allows 0.05");
}

TEST(VerifyTest, ABatchEarlierThanItsRecordsIsNamed) {
  auto records = Chronicle{}.with_payments(10).records();
  const auto right = records;
  crypto::start();
  const tests::TemporaryDirectory directory;
  const persistence::JournalOptions options{.directory = directory.path() / "journal",
                                            .fill_ahead_bytes = 0};
  {
    const auto journal = open_journal(options);
    std::vector<const ledger::Record*> batch;
    for (const ledger::Record& record : records) batch.push_back(&record);
    ASSERT_EQ(journal->append(batch, records.front().time), persistence::Durability::durable);
  }
  const Verdict verdict = persistence::verify(ClosedJournal{options.directory});
  ASSERT_TRUE(verdict.fault);
  EXPECT_EQ(verdict.fault->what, "record 13 of the journal is later than its batch");
}

ledger::Books folded(const std::vector<ledger::Record>& records) {
  ledger::Books books;
  for (const ledger::Record& record : records) books.apply(record);
  return books;
}

TEST(VerifyTest, ViewsThatFollowTheJournalAreRightAsFarAsTheyReach) {
  const auto records = Chronicle{}.with_payments(40).records();
  const Written journal{records};
  for (const std::size_t reached : {3UL, 20UL, records.size()}) {
    const ledger::Books views =
        folded({records.begin(), records.begin() + static_cast<long>(reached)});
    EXPECT_FALSE(persistence::verify(ClosedJournal{journal.directory()}, {}, &views).fault);
  }
}

TEST(VerifyTest, ViewsThatSaySomethingElseAreNamed) {
  const auto records = Chronicle{}.with_payments(40).records();
  const Written journal{records};
  ledger::Books views = folded({records.begin(), records.begin() + 20});
  views.accounts[Chronicle::fees.value].posted += 1;
  const auto fault = persistence::verify(ClosedJournal{journal.directory()}, {}, &views).fault;
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->at.value, 20U);
  EXPECT_EQ(fault->what,
            "the views are wrong as of record 20 about account 2: remove them, and the next start "
            "makes them anew");
}

TEST(VerifyTest, ViewsThatHaveSeenMoreProveALoss) {
  const auto records = Chronicle{}.with_payments(40).records();
  const Written journal{std::vector<ledger::Record>{records.begin(), records.end() - 1}};
  const ledger::Books views = folded(records);
  const auto fault = persistence::verify(ClosedJournal{journal.directory()}, {}, &views).fault;
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->at, views.last());
  EXPECT_EQ(fault->what,
            "the journal has lost records: it ends with 42, and its views have seen record 43");
}

RC_GTEST_PROP(VerifyTest, AFlippedBitInARecordIsNamedAndNeverServed, ()) {
  static const Written journal{300};
  const auto& record = *rc::gen::elementOf(journal.records());
  const auto [at, size] = place_of(journal, record);
  const Flipped flipped{journal.file(), at + *rc::gen::inRange<std::size_t>(0, size),
                        *rc::gen::inRange<unsigned>(0, 8)};
  const Verdict verdict = verdict_of(journal.directory());
  RC_ASSERT(verdict.fault.has_value());
  RC_ASSERT(verdict.fault->at == record.sequence);

  const Written copy{std::vector<ledger::Record>{}};
  fs::copy_file(journal.file(), copy.file(), fs::copy_options::overwrite_existing);
  const auto opened = open_journal(copy.options());
  RC_ASSERT_THROWS_AS(opened->record(record.sequence), Corrupt);
  RC_ASSERT_THROWS_AS(opened->verify([](const ledger::Record&) {}), Corrupt);
}

// Pages, tables, lists of free pages, unused room: in a child, for a wild read would end it.
TEST(VerifyTest, AFlippedBitAnywhereInTheFileIsFoundOrChangesNothing) {
  const Written journal{300};
  ASSERT_TRUE(found_or_harmless(journal));
  std::mt19937_64 random{std::random_device{}()};
  for (int i = 0; i < 600; ++i) {
    // Half of them where LMDB keeps the beginnings of its pages.
    const std::uint64_t size = fs::file_size(journal.file());
    const std::uint64_t anywhere = random() % size;
    const std::uint64_t at =
        i % 2 == 0 ? anywhere : anywhere / page_bytes * page_bytes + random() % 160;
    const auto bit = static_cast<unsigned>(random() % 8);
    const Flipped flipped{journal.file(), at, bit};
    EXPECT_TRUE(tests::in_a_child([&] { return found_or_harmless(journal); }))
        << "byte " << at << ", bit " << bit;
  }
}

}  // namespace
}  // namespace bursar::persistence::verify_test
