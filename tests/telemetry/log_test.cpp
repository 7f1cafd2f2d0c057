#include "telemetry/log.hpp"

#include <limits>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::telemetry::log_test {
namespace {

class LogTest : public testing::Test {
 protected:
  LogTest() {
    set_log_sink([this](std::string_view line) { lines_.emplace_back(line); });
  }
  ~LogTest() override {
    set_log_sink({});
    set_level(Level::info);
  }

  // The line without its time.
  std::string only_line() const {
    return lines_.size() == 1 ? lines_[0].substr(lines_[0].find("\"level\"")) : "not one line";
  }

  std::vector<std::string> lines_;
};

TEST_F(LogTest, FactIsOneLineWithItsTimeInUtc) {
  log(Level::info, "listening");
  ASSERT_EQ(lines_.size(), 1U);
  std::string line = lines_[0];
  for (char& c : line)
    if (c >= '0' && c <= '9') c = '0';
  EXPECT_EQ(line, R"({"time":"0000-00-00T00:00:00.000Z","level":"info","event":"listening"})"
                  "\n");
}

TEST_F(LogTest, FieldsKeepTheirKinds) {
  const std::string address = "[::1]:3100";
  log(Level::warn, "figures",
      {{"address", address},
       {"word", "text"},
       {"port", 3100},
       {"sequence", std::numeric_limits<std::uint64_t>::max()},
       {"change", std::int64_t{-5}},
       {"seconds", 0.25},
       {"open", true}});
  EXPECT_EQ(only_line(),
            R"("level":"warn","event":"figures","address":"[::1]:3100","word":"text","port":3100,)"
            R"("sequence":18446744073709551615,"change":-5,"seconds":0.25,"open":true})"
            "\n");
}

TEST_F(LogTest, WhatSomebodyElseWroteCannotForgeALine) {
  log(Level::error, "refused", {{"path", "/x\"}\r\n{\"level\":\"info\"\x1b[2J\xff"}});
  EXPECT_EQ(only_line(), R"("level":"error","event":"refused","path":"/x\"}\u000d\n{\"level\":)"
                         R"(\"info\"\u001b[2J\ufffd"})"
                         "\n");
}

TEST_F(LogTest, FormatDirectivesAreOnlyText) {
  log(Level::info, "text", {{"a", "{} %v {0}"}});
  EXPECT_EQ(only_line(), R"("level":"info","event":"text","a":"{} %v {0}"})"
                         "\n");
}

TEST_F(LogTest, NumberThatJsonCannotSayIsNull) {
  log(Level::info, "odd", {{"a", std::numeric_limits<double>::quiet_NaN()}});
  EXPECT_EQ(only_line(), R"("level":"info","event":"odd","a":null})"
                         "\n");
}

TEST_F(LogTest, BelowTheLevelNothingIsWritten) {
  log(Level::debug, "quiet");
  EXPECT_EQ(lines_.size(), 0U);
  set_level(Level::debug);
  log(Level::debug, "loud");
  EXPECT_EQ(lines_.size(), 1U);
  set_level(Level::error);
  log(Level::warn, "quiet");
  log(Level::error, "loud");
  EXPECT_EQ(lines_.size(), 2U);
}

TEST_F(LogTest, LinesOfSeveralThreadsStayWhole) {
  const auto write = [] {
    for (int i = 0; i < 500; ++i) log(Level::info, "line", {{"i", i}});
  };
  {
    const std::jthread one{write};
    const std::jthread other{write};
  }
  ASSERT_EQ(lines_.size(), 1'000U);
  for (const std::string& line : lines_) EXPECT_TRUE(line.ends_with("}\n")) << line;
}

TEST(LevelTest, IsReadFromItsWord) {
  EXPECT_EQ(parse_level("debug"), Level::debug);
  EXPECT_EQ(parse_level("info"), Level::info);
  EXPECT_EQ(parse_level("warn"), Level::warn);
  EXPECT_EQ(parse_level("error"), Level::error);
  EXPECT_EQ(parse_level("INFO"), std::nullopt);
  EXPECT_EQ(parse_level(""), std::nullopt);
}

TEST(LogToStderrTest, IsWhereLinesGoByThemselves) {
  testing::internal::CaptureStderr();
  log(Level::info, "hello");
  EXPECT_NE(testing::internal::GetCapturedStderr().find("\"event\":\"hello\"}\n"),
            std::string::npos);
}

}  // namespace
}  // namespace bursar::telemetry::log_test
