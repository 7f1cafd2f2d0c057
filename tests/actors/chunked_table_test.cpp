#include "actors/chunked_table.hpp"

#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::actors::chunked_table_test {
namespace chunked_table_test {
namespace {

TEST(ChunkedTableTest, PastItsEndThereIsNothing) {
  ChunkedTable<int> table;
  EXPECT_EQ(table.size(), 0U);
  EXPECT_EQ(table.find(0), nullptr);
  table.grow_to(4);
  EXPECT_EQ(table.size(), 5U);
  ASSERT_NE(table.find(4), nullptr);
  EXPECT_EQ(*table.find(4), 0) << "a row begins empty";
  EXPECT_EQ(table.find(5), nullptr) << "though there is room for it";
}

TEST(ChunkedTableTest, RowsStayWhereTheyAreWhileItGrows) {
  ChunkedTable<std::uint64_t> table;
  std::vector<std::uint64_t*> rows;
  for (std::uint64_t number = 0; number < 20'000; number += 500) {
    table.grow_to(number);
    rows.push_back(table.find(number));
    *rows.back() = number;
  }
  for (std::uint64_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(table.find(i * 500), rows[i]);
    EXPECT_EQ(*rows[i], i * 500);
  }
}

TEST(ChunkedTableTest, ItNeverBecomesSmaller) {
  ChunkedTable<int> table;
  table.grow_to(10'000);
  *table.find(10'000) = 7;
  table.grow_to(3);
  EXPECT_EQ(table.size(), 10'001U);
  EXPECT_EQ(*table.find(10'000), 7);
}

}  // namespace
}  // namespace chunked_table_test
}  // namespace bursar::actors::chunked_table_test
