#include "net/request_id.hpp"

#include <string>

#include <gtest/gtest.h>

namespace bursar::net::request_id_test {
namespace {

TEST(RequestIdTest, EchoesWhatIsGoodAndMakesTheRest) {
  std::string id;
  take_request_id("mine-1", id);
  EXPECT_EQ(id, "mine-1");
  for (const std::string& bad : {std::string{}, std::string{"a b"}, std::string(129, 'x')}) {
    take_request_id(bad, id);
    EXPECT_TRUE(id.starts_with("req_")) << bad;
    EXPECT_EQ(id.size(), 30U);
  }
}

TEST(RequestIdTest, NeverMakesTheSameTwice) {
  std::string one;
  std::string two;
  take_request_id("", one);
  take_request_id("", two);
  EXPECT_NE(one, two);
}

}  // namespace
}  // namespace bursar::net::request_id_test
