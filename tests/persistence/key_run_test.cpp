#include "persistence/key_run.hpp"

#include "persistence/errors.hpp"
#include "persistence/key_run_writer.hpp"
#include "tests/support/temporary_directory.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bursar::persistence::key_run_test {
namespace {

namespace fs = std::filesystem;

constexpr JournalMark journal = {1, 2, 3};
constexpr KeySpan span{{10}, {5'000}, {1'000}, {2'000}};

class KeyRunTest : public testing::Test {
 protected:
  KeyRunTest() {
    crypto::start();
    std::mt19937_64 random{7};
    for (std::uint64_t i = 0; i < 2'000; ++i) rows_.push_back({random() | 1U, 10 + i});
    // One hash that fills more than a block, as no real one ever does.
    for (std::uint64_t i = 0; i < 600; ++i) rows_.push_back({rows_[0].hash, 3'000 + i});
    std::ranges::sort(rows_);
  }

  fs::path write() const {
    KeyRunWriter writer{directory_.path(), journal, span, rows_.size()};
    for (const KeyRow& row : rows_) writer.add(row);
    return writer.finish();
  }

  // Opens and looks everything up: what was written, or Corrupt.
  void read_all(const fs::path& file) const {
    const KeyRun run{file, journal};
    std::vector<KeyRow> found;
    for (std::uint64_t i = 0; i < run.blocks(); ++i)
      for (const KeyRow& row : run.block(i)) found.push_back(row);
    EXPECT_EQ(found, rows_);
    for (const KeyRow& row : rows_) EXPECT_TRUE(run.may_hold(row.hash));
    EXPECT_EQ(run.span(), span);
  }

  static void flip(const fs::path& file, std::uint64_t at) {
    std::fstream bytes{file, std::ios::in | std::ios::out | std::ios::binary};
    bytes.seekg(static_cast<std::streamoff>(at));
    const char flipped = static_cast<char>(bytes.get() ^ 0x10);
    bytes.seekp(static_cast<std::streamoff>(at));
    bytes.put(flipped);
  }

  tests::TemporaryDirectory directory_;
  std::vector<KeyRow> rows_;
};

TEST_F(KeyRunTest, EveryRowIsFoundAndNoOther) {
  const KeyRun run{write(), journal};
  std::multimap<std::uint64_t, std::uint64_t> model;
  for (const KeyRow& row : rows_) model.emplace(row.hash, row.sequence);
  for (const KeyRow& row : rows_) {
    std::vector<std::uint64_t> found;
    for (const ledger::Sequence place : run.find(row.hash)) found.push_back(place.value);
    EXPECT_EQ(found.size(), model.count(row.hash));
    EXPECT_THAT(found, testing::Contains(row.sequence));
    EXPECT_TRUE(run.find(row.hash + 1).empty());
    EXPECT_TRUE(run.find(row.hash - 1).empty());
  }
  EXPECT_TRUE(run.find(1).empty());
  EXPECT_TRUE(run.find(UINT64_MAX).empty());
}

TEST_F(KeyRunTest, ARunWithoutRowsSpeaksForItsRecordsAllTheSame) {
  rows_.clear();
  const KeyRun run{write(), journal};
  EXPECT_EQ(run.span(), span);
  EXPECT_TRUE(run.find(5).empty());
}

TEST_F(KeyRunTest, NothingIsLeftOfAnUnfinishedOne) {
  {
    KeyRunWriter writer{directory_.path(), journal, span, 2};
    writer.add(rows_[0]);
  }
  EXPECT_TRUE(fs::is_empty(directory_.path()));
}

TEST_F(KeyRunTest, AFlippedByteAnywhereIsNoticed) {
  const fs::path file = write();
  const std::uint64_t size = fs::file_size(file);
  std::mt19937_64 random{3};
  // All of the header, the ends of the first block, and places all over the rest.
  std::vector<std::uint64_t> places;
  for (std::uint64_t at = 0; at < key_header_bytes; ++at) places.push_back(at);
  for (const std::uint64_t at : {std::uint64_t{key_block_bytes}, 2 * key_block_bytes - 1, size - 1})
    places.push_back(at);
  for (int i = 0; i < 500; ++i)
    places.push_back(key_block_bytes + random() % (size - key_block_bytes));
  for (const std::uint64_t at : places) {
    flip(file, at);
    EXPECT_THROW(read_all(file), Corrupt) << at;
    flip(file, at);
  }
  read_all(file);
}

TEST_F(KeyRunTest, ATruncatedOrLongerFileIsNoticed) {
  const fs::path file = write();
  const std::uint64_t size = fs::file_size(file);
  for (const std::uint64_t other :
       {std::uint64_t{0}, std::uint64_t{50}, size / 2, size - 1, size + 1}) {
    const fs::path copy = directory_.path() / "copy";
    fs::copy_file(file, copy, fs::copy_options::overwrite_existing);
    fs::resize_file(copy, other);
    EXPECT_THROW(read_all(copy), Corrupt) << other;
  }
}

TEST_F(KeyRunTest, OneThatIsCutShortWhileOpenIsNoticed) {
  const fs::path file = write();
  const KeyRun run{file, journal};
  fs::resize_file(file, key_block_bytes);
  EXPECT_THROW(run.find(rows_[5].hash), Corrupt);
  EXPECT_TRUE(run.damaged());
}

TEST_F(KeyRunTest, ABlockInAnothersPlaceIsNoticed) {
  const fs::path file = write();
  std::fstream bytes{file, std::ios::in | std::ios::out | std::ios::binary};
  std::vector<char> block(key_block_bytes);
  bytes.seekg(3 * key_block_bytes);
  bytes.read(block.data(), key_block_bytes);
  bytes.seekp(2 * key_block_bytes);
  bytes.write(block.data(), key_block_bytes);
  bytes.close();
  EXPECT_THROW(read_all(file), Corrupt);
}

TEST_F(KeyRunTest, AnotherJournalsFileIsRefused) {
  EXPECT_THROW((KeyRun{write(), JournalMark{9}}), Corrupt);
}

}  // namespace
}  // namespace bursar::persistence::key_run_test
