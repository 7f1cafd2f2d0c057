#include "net/query.hpp"

#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bursar::net::query_test {
namespace {

constexpr std::array known = {limit_parameter, cursor_parameter,
                              Parameter{"status", "", "active|idle"}, Parameter{"tags", ""},
                              Parameter{"type", "", "org|agent"}};

TEST(QueryTest, ReadsWhatTheRowKnows) {
  const auto query = read_query("limit=5&cursor=abc&status=idle&tags=b%2Ca&type=agent", known);
  ASSERT_TRUE(query) << query.error().detail;
  EXPECT_EQ(query->limit, 5U);
  EXPECT_EQ(query->cursor, "abc");
  EXPECT_EQ(query->status, "idle");
  EXPECT_THAT(query->tags, testing::ElementsAre("a", "b"));
  EXPECT_EQ(query->type, ledger::WalletType::agent);
  EXPECT_EQ(query->next_page("xyz"), "limit=5&status=idle&tags=a%2Cb&type=agent&cursor=xyz");
}

TEST(QueryTest, TheOperatorsPagesGoOnWhereTheyAre) {
  constexpr std::array of = {limit_parameter, organization_parameter, environment_parameter};
  const auto query = read_query("organization_id=org_1&environment=PRODUCTION&limit=5", of);
  ASSERT_TRUE(query) << query.error().detail;
  EXPECT_EQ(query->organization, "org_1");
  EXPECT_EQ(query->environment, ledger::Environment::production);
  EXPECT_EQ(query->next_page("xyz"),
            "limit=5&organization_id=org_1&environment=PRODUCTION&cursor=xyz");
  EXPECT_NE(query->filters(), read_query("organization_id=org_1&limit=5", of)->filters());
  EXPECT_NE(query->filters(),
            read_query("organization_id=org_2&environment=PRODUCTION", of)->filters());
  EXPECT_FALSE(read_query("environment=production", of));
}

TEST(QueryTest, FiltersHaveOneSpelling) {
  EXPECT_EQ(read_query("tags=a,b", known)->filters(),
            read_query("tags=b%2Ca&limit=7", known)->filters());
  EXPECT_NE(read_query("tags=a", known)->filters(), read_query("status=idle", known)->filters());
}

TEST(QueryTest, RefusesWhatItDoesNotKnow) {
  for (const char* wrong :
       {"x=1", "limit=0", "limit=101", "limit=-1", "limit=5x", "limit=", "limit", "status=odd",
        "status=active|idle", "type=", "limit=1&limit=2", "tags=%zz", "tags=%0a", "tags=%", "=1"})
    EXPECT_FALSE(read_query(wrong, known)) << wrong;
  EXPECT_TRUE(read_query("", known));
}

TEST(QueryTest, APastPointIsATimeOrANumber) {
  constexpr std::array points = {as_of_parameter};
  using Point = ledger::PastPoint;
  EXPECT_EQ(read_query("as_of=2026-11-25T09:30:00Z", points)->as_of,
            Point{ledger::Time{1'795'599'000'000}});
  EXPECT_EQ(read_query("as_of=2026-11-25T10:30:00%2B01:00", points)->as_of,
            Point{ledger::Time{1'795'599'000'000}});
  EXPECT_EQ(read_query("as_of=17", points)->as_of, Point{ledger::OrganizationSequence{17}});
  for (const char* wrong : {"as_of=", "as_of=yesterday", "as_of=-1", "as_of=2026-11-25",
                            "as_of=99999999999999999999", "as_of=2026-11-25T10:30:00+01:00"})
    EXPECT_FALSE(read_query(wrong, points)) << wrong;
}

TEST(QueryTest, ATypeIsReadInAnyCaseAndAFaultNamesItsPlace) {
  EXPECT_EQ(read_query("type=AGENT", known)->type, ledger::WalletType::agent);
  EXPECT_EQ(read_query("limit=0", known).error().pointer, "?limit");
}

}  // namespace
}  // namespace bursar::net::query_test
