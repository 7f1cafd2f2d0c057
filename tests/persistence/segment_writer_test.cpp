#include "persistence/segment_writer.hpp"

#include "crypto/hash.hpp"
#include "tests/persistence/failing_disk.hpp"
#include "tests/support/temporary_directory.hpp"

#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::persistence::segment_writer_test {
namespace {

using namespace bursar;
using persistence::BatchRow;
using persistence::Durability;
using persistence::JournalOptions;
using persistence::SegmentWriter;

class SegmentWriterTest : public testing::Test {
 protected:
  SegmentWriterTest() {
    crypto::start();
    persistence::make_segment(path_, {}, options_.map_size_bytes);
  }
  ~SegmentWriterTest() override { tests::mend_disk(); }

  /// One batch of rows of these sizes.
  Durability append(SegmentWriter& writer, const std::vector<std::size_t>& sizes) {
    std::vector<std::byte> rows;
    std::vector<std::size_t> ends;
    for (const std::size_t size : sizes) {
      rows.resize(rows.size() + size, std::byte{7});
      ends.push_back(rows.size());
    }
    const BatchRow batch{.time = 0, .first = next_, .count = sizes.size()};
    next_ += sizes.size();
    return writer.append(batch, rows, ends);
  }

  tests::TemporaryDirectory directory_{tests::TemporaryDirectory::quick_place()};
  std::filesystem::path path_ = persistence::segment_path(directory_.path(), 0);
  JournalOptions options_{.directory = directory_.path(),
                          .map_size_bytes = std::uint64_t{1} << 30,
                          .fill_ahead_bytes = std::uint64_t{1} << 20};
  std::uint64_t next_ = 1;
};

TEST_F(SegmentWriterTest, ASyncThatFailsWhileFillingAheadStopsThePromises) {
  SegmentWriter writer{path_, options_};
  EXPECT_EQ(append(writer, {100}), Durability::durable);
  writer.fill();
  ASSERT_EQ(append(writer, std::vector<std::size_t>(2'000, 400)), Durability::durable);
  writer.fill();
  EXPECT_FALSE(writer.in_doubt());
  writer.close(next_ - 1);

  std::filesystem::remove_all(path_);
  persistence::make_segment(path_, {}, options_.map_size_bytes);
  SegmentWriter another{path_, options_};
  tests::break_disk({.call = tests::DiskCall::fdatasync});
  another.fill();
  tests::mend_disk();
  EXPECT_TRUE(another.in_doubt());
  EXPECT_EQ(append(another, {100}), Durability::unknown);
  EXPECT_EQ(another.mark_clean(true), Durability::unknown);
}

// A commit ends before what was kept free for it, or the engine stops: rows of every size, alone
// and in company.
RC_GTEST_FIXTURE_PROP(SegmentWriterTest, ACommitNeverReachesPastWhatIsKeptFree, ()) {
  options_.fill_ahead_bytes = *rc::gen::element(0U, 1U << 20U);
  SegmentWriter writer{path_, options_};
  const auto batches = *rc::gen::container<std::vector<std::vector<std::size_t>>>(
      rc::gen::container<std::vector<std::size_t>>(rc::gen::oneOf(
          rc::gen::inRange<std::size_t>(8, 500), rc::gen::inRange<std::size_t>(1'900, 2'200),
          rc::gen::inRange<std::size_t>(4'000, 4'200), rc::gen::inRange<std::size_t>(8, 60'000))));
  for (const auto& batch : batches)
    if (!batch.empty()) RC_ASSERT(append(writer, batch) == Durability::durable);
}

TEST_F(SegmentWriterTest, ALargeBatchOfTheWorstRowsStaysWithinWhatIsKeptFree) {
  SegmentWriter writer{path_, options_};
  for (const std::size_t size : {8U, 1'400U, 2'030U, 2'040U, 2'100U, 4'081U, 8'200U})
    EXPECT_EQ(append(writer, std::vector<std::size_t>(4'000, size)), Durability::durable) << size;
}

}  // namespace
}  // namespace bursar::persistence::segment_writer_test
