#include "net/router.hpp"

#include "net/spelling.hpp"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace bursar::net::router_test {
namespace {

TEST(RouterTest, FindsEveryRowByItsOwnPath) {
  const Router router{routes()};
  for (const Route& route : routes()) {
    std::string path{route.path};
    if (const auto at = path.find("{id}"); at != std::string::npos) path.replace(at, 4, "wal_7");
    const Match match = router.find(route.verb, path);
    EXPECT_EQ(match.route, &route) << path;
    EXPECT_EQ(match.id, route.id == PathId::none ? "" : "wal_7") << path;
  }
}

TEST(RouterTest, RowsAreWhole) {
  std::set<std::string_view> names;
  for (const Route& route : routes()) {
    EXPECT_TRUE(names.insert(route.name).second) << route.name;
    EXPECT_NE(route.handle, nullptr) << route.name;
    EXPECT_FALSE(route.summary.empty()) << route.name;
    EXPECT_EQ(route.path.find('{') != std::string_view::npos, route.id != PathId::none)
        << route.name;
    const bool operators = route.who.classes == who::operator_bit;
    EXPECT_TRUE(route.who.anyone || operators || route.permission) << route.name;
    for (const Dialect dialect : dialects)
      EXPECT_EQ(route.path.starts_with(path_prefix(dialect)), route.dialect == dialect);
    if (route.body != nullptr) {
      EXPECT_LE(route.body->fields.size(), 64U) << route.name;
    }
  }
}

TEST(RouterTest, KnowsAPathByAnotherVerb) {
  const Router router{routes()};
  const Match match = router.find(Verb::del, "/v1/payments");
  EXPECT_EQ(match.route, nullptr);
  EXPECT_TRUE(match.path_known);
  EXPECT_EQ(router.allow("/v1/payments"), "POST, GET, HEAD");
  EXPECT_EQ(router.allow("/v1/wallets/wal_1"), "GET, HEAD, PATCH, DELETE");
  const auto writing = [](const Route& route) { return route.verb == Verb::patch; };
  EXPECT_EQ(router.allow("/v1/wallets/wal_1", writing), "GET, HEAD, DELETE");
  EXPECT_EQ(router.find(Verb::patch, "/v1/wallets/wal_1", writing).route, nullptr);
  EXPECT_NE(router.find(Verb::get, "/v1/wallets/wal_1", writing).route, nullptr);
}

TEST(RouterTest, WhatIsNotThereIsNotThere) {
  const Router router{routes()};
  for (const char* path : {"", "/", "v1/payments", "/v1", "/v1/payments/", "//v1/payments",
                           "/v1//payments", "/v1/wallets//balance", "/v1/wallets/a/b",
                           "/V1/payments", "/v1/payments%2f", "/a/b/c/d/e/f/g/h/i/j"})
    EXPECT_FALSE(router.find(Verb::get, path).path_known && router.find(Verb::get, path).route)
        << path;
}

}  // namespace
}  // namespace bursar::net::router_test
