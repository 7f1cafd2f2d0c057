#include "commands/progress.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bursar::commands::progress_test {
namespace {

using namespace bursar::commands;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

class ProgressTest : public testing::Test {
 protected:
  Progress::Terminal terminal(bool there = true) {
    return {.there = there,
            .write = [this](std::string_view text) { written_.emplace_back(text); },
            .now = [this] { return now_; }};
  }

  Progress::Instant now_;
  std::vector<std::string> written_;
};

TEST_F(ProgressTest, WhatIsDoneWithinASecondIsNotTold) {
  {
    Progress progress{{.doing = "verifying", .unit = "records"}, terminal()};
    now_ += 999ms;
    progress.at(10, 100);
  }
  EXPECT_THAT(written_, IsEmpty());
}

TEST_F(ProgressTest, ALineIsWrittenAnewInItsPlaceAndGoesAway) {
  {
    Progress progress{{.doing = "verifying", .unit = "records"}, terminal()};
    now_ += 4s;
    progress.at(1'240'000, 10'000'000);
    now_ += 1s;
    progress.at(5'000'000, 10'000'000);
  }
  EXPECT_THAT(
      written_,
      ElementsAre("\r\x1b[Kverifying: 1,240,000 of 10,000,000 records, 12 %, 310,000 records/s, "
                  "28 s left",
                  "\r\x1b[Kverifying: 5,000,000 of 10,000,000 records, 50 %, 1,000,000 records/s, "
                  "5 s left",
                  "\r\x1b[K"));
}

TEST_F(ProgressTest, IsNotWrittenMoreOftenThanAnEyeCanRead) {
  Progress progress{{.doing = "verifying", .unit = "records"}, terminal()};
  now_ += 2s;
  for (std::uint64_t done = 1; done <= 400; ++done) {
    progress.at(done, 400);
    now_ += 1ms;
  }
  EXPECT_EQ(written_.size(), 2U);
}

TEST_F(ProgressTest, BytesAreToldInMegabytes) {
  Progress progress{{.doing = "copying", .unit = "MB", .units_shown = 1'000'000}, terminal()};
  now_ += 2s;
  progress.at(500'000'000, 4'500'000'000'000);
  EXPECT_THAT(written_, ElementsAre("\r\x1b[Kcopying: 500 of 4,500,000 MB, 0 %, 250 MB/s, "
                                    "4 h left"));
}

TEST_F(ProgressTest, MinutesAreToldAsMinutes) {
  Progress progress{{.doing = "copying", .unit = "pages"}, terminal()};
  now_ += 10s;
  progress.at(10, 610);
  EXPECT_THAT(written_, ElementsAre(testing::EndsWith("1 pages/s, 10 min left")));
}

TEST_F(ProgressTest, OfWhatHasNoKnownEndTheRateIsTold) {
  Progress progress{{.doing = "replaying", .unit = "records"}, terminal()};
  now_ += 2s;
  progress.at(100, 0);
  EXPECT_THAT(written_, ElementsAre("\r\x1b[Kreplaying: 100 records, 50 records/s"));
}

TEST_F(ProgressTest, WhereThereIsNoTerminalNothingIsSaid) {
  {
    Progress progress{{.doing = "verifying", .unit = "records"}, terminal(false)};
    EXPECT_FALSE(progress.on_terminal());
    now_ += 60s;
    progress.at(10, 100);
  }
  EXPECT_THAT(written_, IsEmpty());
}

TEST_F(ProgressTest, AfterTheEndNothingIsTold) {
  Progress progress{{.doing = "verifying", .unit = "records"}, terminal()};
  progress.end();
  now_ += 60s;
  progress.at(10, 100);
  EXPECT_THAT(written_, IsEmpty());
}

}  // namespace
}  // namespace bursar::commands::progress_test
