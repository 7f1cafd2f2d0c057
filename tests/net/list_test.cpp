#include "net/list.hpp"

#include "tests/net/api_world.hpp"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace bursar::tests::list_test {
namespace {

class ListTest : public testing::Test {
 protected:
  ListTest() {
    for (int i = 0; i < 5; ++i) world.agent(org);
  }
  /// The path of the page behind this one, as its Link says; empty at the end.
  static std::string next(const Answer& page) {
    const std::string link = page.field("Link");
    const auto end = link.find(">; rel=\"next\"");
    return end == std::string::npos ? std::string{} : link.substr(1, end - 1);
  }

  ApiWorld world;
  const std::string org = world.sign_up();
};

TEST_F(ListTest, FollowingTheLinksShowsEveryRowOnce) {
  std::set<std::string> seen;
  std::string path = "/v1/agents?limit=2";
  while (!path.empty()) {
    const Answer page = world.get(path, org);
    ASSERT_EQ(page.status, 200) << page.body;
    EXPECT_EQ(page.text("has_more"), next(page).empty() ? "false" : "true");
    for (const auto& row : page.json.at("data").as_array())
      EXPECT_TRUE(seen.emplace(row.at("id").as_string()).second);
    path = next(page);
  }
  EXPECT_EQ(seen.size(), 5U);
}

TEST_F(ListTest, RowsThatAreMadeMeanwhileDisturbNoListing) {
  const Answer first = world.get("/v1/agents?limit=3", org);
  const std::string last = first.json.at("data").at(2).at("id").as_string().c_str();
  world.agent(org);
  const Answer second = world.get(next(first), org);
  EXPECT_EQ(second.json.at("data").as_array().size(), 2U);
  EXPECT_NE(second.json.at("data").at(0).at("id").as_string(), last);
}

TEST_F(ListTest, TheLastPageSaysSo) {
  const Answer page = world.get("/v1/agents?limit=5", org);
  EXPECT_EQ(page.text("has_more"), "false");
  EXPECT_TRUE(page.json.at("next_cursor").is_null());
  EXPECT_TRUE(page.field("Link").empty());
}

TEST_F(ListTest, ACursorGoesOnWhateverTheNextPagesLength) {
  const Answer first = world.get("/v1/agents?limit=2", org);
  const std::string cursor = first.text("next_cursor");
  EXPECT_EQ(
      world.get("/v1/agents?limit=100&cursor=" + cursor, org).json.at("data").as_array().size(),
      3U);
}

TEST_F(ListTest, ACursorOfAnotherCallerIsRefusedByItsPlace) {
  const std::string cursor = world.get("/v1/agents?limit=2", org).text("next_cursor");
  const Answer refused = world.get("/v1/agents?limit=2&cursor=" + cursor, world.sign_up("Other"));
  EXPECT_EQ(refused.code(), "INVALID_REQUEST");
  EXPECT_EQ(refused.json.at("errors").at(0).at("pointer").as_string(), "?cursor");
}

}  // namespace
}  // namespace bursar::tests::list_test
