#include "net/rate_turn.hpp"

#include <gtest/gtest.h>

namespace bursar::net::rate_turn_test {
namespace {

TEST(RateTurnTest, IsToldAsAListOfNamedLimits) {
  Response response;
  put_rate(response, "requests",
           {.allowed = true, .per_minute = 100, .remaining = 42, .seconds_left = 17});
  EXPECT_EQ(response.fields,
            "RateLimit-Policy: \"requests\";q=100;w=60\r\n"
            "RateLimit: \"requests\";r=42;t=17\r\n");
}

TEST(RateTurnTest, WhereThereIsNoLimitNothingIsTold) {
  Response response;
  put_rate(response, "requests", {.allowed = true});
  EXPECT_EQ(response.fields, "");
}

}  // namespace
}  // namespace bursar::net::rate_turn_test
