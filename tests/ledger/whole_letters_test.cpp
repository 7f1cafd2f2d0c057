#include "ledger/whole_letters.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::ledger::whole_letters_test {
namespace {

TEST(WholeLettersTest, WhatFitsIsLeftAsItIs) {
  for (const std::string_view text : {"", "ab", "\u00e9", "\U0001F600"}) {
    EXPECT_EQ(whole_letters(text, text.size()), text);
    EXPECT_EQ(whole_letters(text, text.size() + 1), text);
  }
}

TEST(WholeLettersTest, NoLetterIsCutInTheMiddle) {
  EXPECT_EQ(whole_letters("abc", 2), "ab");
  for (const std::string letter : {"e", "\u00e9", "\u20ac", "\U0001F600"}) {
    const std::string text = "a" + letter + "b";
    for (std::size_t most = 1; most <= letter.size(); ++most)
      EXPECT_EQ(whole_letters(text, most), "a") << text << " " << most;
    EXPECT_EQ(whole_letters(text, 1 + letter.size()), "a" + letter);
  }
  EXPECT_EQ(whole_letters("\U0001F600", 3), "");
  EXPECT_EQ(whole_letters("abc", 0), "");
}

// As many letters as there is room for, and not one less.
RC_GTEST_PROP(WholeLettersProperty, AsManyLettersAreKeptAsFit, ()) {
  const auto letters = *rc::gen::container<std::vector<std::string>>(
      rc::gen::element<std::string>("e", "\u00e9", "\u20ac", "\U0001F600"));
  const std::size_t most = *rc::gen::inRange<std::size_t>(0, 40);
  std::string text;
  std::string kept;
  bool fits = true;
  for (const std::string& letter : letters) {
    text += letter;
    fits = fits && kept.size() + letter.size() <= most;
    if (fits) kept += letter;
  }
  RC_ASSERT(whole_letters(text, most) == kept);
}

}  // namespace
}  // namespace bursar::ledger::whole_letters_test
