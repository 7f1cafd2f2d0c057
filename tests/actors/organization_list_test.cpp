// Whatever matches, however long a page is and however little it may look at, whoever follows
// `next` sees each match that was there at the beginning once, newest first.

#include "actors/organization_list.hpp"

#include <cstdint>
#include <optional>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::actors::organization_list_test {
namespace {

using namespace bursar::actors;

struct NumbersQuery {
  std::uint64_t only = 0;
  Page page = {};
};

/// The numbers from 1 on, of which some match.
class Numbers {
 public:
  explicit Numbers(std::vector<bool> matching) : matching_{std::move(matching)} {}

  Rows<std::uint64_t> ask(const NumbersQuery& query) {
    looked_at_ = 0;
    const OrganizationList list{matching_.size(), [](std::uint64_t n) { return n; },
                                [this](std::uint64_t id) { return find(id); }};
    return list.rows<std::uint64_t>(query, [this](std::uint64_t n) -> std::optional<std::uint64_t> {
      if (!matching_[n - 1]) return std::nullopt;
      return n;
    });
  }
  void make(bool matching) { matching_.push_back(matching); }

  std::vector<std::uint64_t> matching() const {
    std::vector<std::uint64_t> all;
    for (std::uint64_t n = matching_.size(); n > 0; --n)
      if (matching_[n - 1]) all.push_back(n);
    return all;
  }
  std::uint32_t looked_at() const { return looked_at_; }

 private:
  std::optional<std::uint64_t> find(std::uint64_t id) {
    ++looked_at_;
    if (id == 0 || id > matching_.size()) return std::nullopt;
    return id;
  }

  std::vector<bool> matching_;
  std::uint32_t looked_at_ = 0;
};

RC_GTEST_PROP(OrganizationListTest, WhoeverFollowsSeesEachMatchOnce, (std::vector<bool> matching)) {
  Numbers numbers{std::move(matching)};
  const std::vector<std::uint64_t> wanted = numbers.matching();
  NumbersQuery query;
  std::vector<std::uint64_t> seen;
  do {
    query.page.limit = *rc::gen::inRange<std::uint32_t>(1, 5);
    query.page.looked_at_max = *rc::gen::inRange<std::uint32_t>(1, 8);
    const auto rows = numbers.ask(query);
    RC_ASSERT(rows.rows.size() <= query.page.limit);
    RC_ASSERT(rows.looked_at <= query.page.looked_at_max);
    RC_ASSERT(rows.looked_at > 0 || rows.next == 0);
    RC_ASSERT(numbers.looked_at() <= rows.looked_at + 1);
    RC_ASSERT(rows.next == 0 || query.page.before == 0 || rows.next < query.page.before);
    seen.insert(seen.end(), rows.rows.begin(), rows.rows.end());
    query.page.before = rows.next;
    numbers.make(*rc::gen::arbitrary<bool>());  // newer than the listing: not in it
  } while (query.page.before != 0);
  RC_ASSERT(seen == wanted);
}

TEST(OrganizationListTest, APageWithoutAMatchIsEmptyAndGoesOn) {
  Numbers numbers{{true, false, false, false, false}};
  const NumbersQuery first{.page = {.limit = 1, .looked_at_max = 3}};
  const auto empty = numbers.ask(first);
  EXPECT_TRUE(empty.rows.empty());
  EXPECT_EQ(empty.next, 3U);
  const auto last = numbers.ask({.page = {.before = empty.next, .limit = 1, .looked_at_max = 3}});
  EXPECT_EQ(last.rows, std::vector<std::uint64_t>{1});
  EXPECT_EQ(last.next, 0U);
}

TEST(OrganizationListTest, ALargeRowCountsForSeveral) {
  const OrganizationList list{10, [](std::uint64_t n) { return n; },
                              [](std::uint64_t id) { return std::optional{id}; },
                              [](std::uint64_t id) { return id == 9 ? 3U : 1U; }};
  const NumbersQuery query{.page = {.looked_at_max = 3}};
  const auto rows =
      list.rows<std::uint64_t>(query, [](std::uint64_t n) { return std::optional{n}; });
  EXPECT_EQ(rows.rows, (std::vector<std::uint64_t>{10, 9}));
  EXPECT_EQ(rows.looked_at, 3U);
  EXPECT_EQ(rows.next, 9U);
}

TEST(OrganizationListTest, AFullPageWithNoMatchBehindItIsTheLast) {
  Numbers numbers{{false, false, true, true}};
  EXPECT_EQ(numbers.ask({.page = {.limit = 2}}).next, 0U);
}

TEST(OrganizationListTest, ASingleRowTakesNoWalk) {
  Numbers numbers{std::vector<bool>(100, true)};
  EXPECT_EQ(numbers.ask({.only = 7}).rows, std::vector<std::uint64_t>{7});
  EXPECT_EQ(numbers.looked_at(), 1U);
  EXPECT_TRUE(numbers.ask({.only = 101}).rows.empty());
}

TEST(OrganizationListTest, ASingleRowThatDoesNotMatchIsNotShown) {
  Numbers numbers{{true, false}};
  EXPECT_TRUE(numbers.ask({.only = 2}).rows.empty());
}

}  // namespace
}  // namespace bursar::actors::organization_list_test
