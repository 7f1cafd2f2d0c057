#include "net/json_text.hpp"

#include <string>

#include <gtest/gtest.h>

namespace bursar::net::json_text_test {
namespace {

TEST(JsonTextTest, KnowsNumbers) {
  for (const char* good : {"0", "-0", "5", "10", "0.5", "-1.25", "1e5", "1E+5", "1.5e-10"})
    EXPECT_TRUE(json_number(good)) << good;
  for (const char* bad : {"", "-", "+1", "01", "00", "1.", ".1", "1e", "1e+", "0x1", "1 ", " 1",
                          "NaN", "1,0", "1.2.3", "--1"})
    EXPECT_FALSE(json_number(bad)) << bad;
}

TEST(JsonTextTest, FindsLoneSurrogates) {
  EXPECT_TRUE(holds_lone_surrogate("a\xED\xA0\x80"));
  EXPECT_TRUE(holds_lone_surrogate("\xED\xBF\xBFz"));
  EXPECT_FALSE(holds_lone_surrogate("\xED\x9F\xBF"));  // U+D7FF
  EXPECT_FALSE(holds_lone_surrogate("plain"));
}

TEST(JsonTextTest, FindsControlCharacters) {
  EXPECT_TRUE(holds_control_character("a\nb", false));
  EXPECT_FALSE(holds_control_character("a\nb\t\r", true));
  EXPECT_TRUE(holds_control_character("\x7F", true));
  EXPECT_TRUE(holds_control_character("\u0080", true));
  EXPECT_TRUE(holds_control_character("\u009F", true));
  EXPECT_TRUE(holds_control_character("a\u202Eb", true));
  EXPECT_TRUE(holds_control_character("\u2066", false));
  EXPECT_TRUE(holds_control_character("\u061C", false));
  EXPECT_FALSE(holds_control_character("\u2030\u0627\u05D0", false));
  EXPECT_FALSE(holds_control_character("\u00A0\u00e9", false));
  EXPECT_TRUE(holds_control_character(std::string_view{"\0", 1}, true));
}

TEST(JsonTextTest, CountsCharactersNotBytes) {
  EXPECT_EQ(characters("a\u00e9\U0001F600"), 3U);
}

TEST(JsonTextTest, VisibleAsciiHasBounds) {
  EXPECT_TRUE(visible_ascii("!~"));
  EXPECT_FALSE(visible_ascii(""));
  EXPECT_FALSE(visible_ascii("a b"));
  EXPECT_FALSE(visible_ascii("\u00e9"));
  EXPECT_TRUE(visible_ascii(std::string(255, 'k')));
  EXPECT_FALSE(visible_ascii(std::string(256, 'k')));
}

}  // namespace
}  // namespace bursar::net::json_text_test
