#include "telemetry/json_text.hpp"

#include <gtest/gtest.h>

namespace bursar::telemetry::json_text_test {
namespace {

std::string quoted(std::string_view text) {
  std::string out;
  append_json_text(out, text);
  return out;
}

TEST(JsonTextTest, PlainTextStaysAsItIs) {
  EXPECT_EQ(quoted(""), R"("")");
  EXPECT_EQ(quoted("Zoë paid 5 €, 日本 😀"), R"("Zoë paid 5 €, 日本 😀")");
}

TEST(JsonTextTest, QuotesAndBackslashesAreEscaped) {
  EXPECT_EQ(quoted(R"(a"b\c)"), R"("a\"b\\c")");
}

TEST(JsonTextTest, NothingReachesATerminalAsACommand) {
  EXPECT_EQ(quoted("a\r\nb"), R"("a\u000d\nb")");
  EXPECT_EQ(quoted("\x1b[2J"), R"("\u001b[2J")");
  EXPECT_EQ(quoted("\x7f"), R"("\u007f")");
  EXPECT_EQ(quoted("\xc2\x9b"), R"("\u009b")");
  EXPECT_EQ(quoted(std::string_view{"a\0b", 3}), R"("a\u0000b")");
}

TEST(JsonTextTest, EveryByteThatIsNotUtf8IsReplaced) {
  EXPECT_EQ(quoted("\x80"), R"("\ufffd")");
  EXPECT_EQ(quoted("a\xff"), R"("a\ufffd")");
  EXPECT_EQ(quoted("\xc3"), R"("\ufffd")");                      // cut short
  EXPECT_EQ(quoted("\xc3(x"), R"("\ufffd(x")");                  // no continuation
  EXPECT_EQ(quoted("\xc0\xaf"), R"("\ufffd\ufffd")");            // overlong '/'
  EXPECT_EQ(quoted("\xe0\x80\x8a"), R"("\ufffd\ufffd\ufffd")");  // overlong line feed
  EXPECT_EQ(quoted("\xed\xa0\x80"), R"("\ufffd\ufffd\ufffd")");  // a surrogate
  EXPECT_EQ(quoted("\xf4\x90\x80\x80").size(), 2 + 4 * 6U);      // above U+10FFFF
}

}  // namespace
}  // namespace bursar::telemetry::json_text_test
