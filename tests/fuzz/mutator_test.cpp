#include "tests/fuzz/mutator.hpp"

#include <set>

#include <gtest/gtest.h>

namespace bursar::fuzz {
namespace {

const std::vector<std::string> corpus = {"", "12.50", R"({"amount": 1})"};

TEST(MutatorTest, ASeedMakesTheSameInputsAgain) {
  Mutator one{corpus, 7};
  Mutator same{corpus, 7};
  Mutator other{corpus, 8};
  std::size_t differ = 0;
  for (int i = 0; i < 100; ++i) {
    const std::string made = one.next();
    EXPECT_EQ(same.next(), made);
    if (other.next() != made) ++differ;
  }
  EXPECT_GT(differ, 50U);
}

TEST(MutatorTest, MakesManyInputsOfAFew) {
  Mutator mutator{corpus, 1};
  std::set<std::string> made;
  for (int i = 0; i < 1'000; ++i) made.insert(mutator.next());
  EXPECT_GT(made.size(), 500U);
}

}  // namespace
}  // namespace bursar::fuzz
