#include "config/exposure.hpp"

#include <gtest/gtest.h>

namespace bursar::config::exposure_test {
namespace {

TEST(ExposureTest, OnlyLoopbackWithoutAProxyIsLocal) {
  for (const char* host : {"127.0.0.1", "127.8.8.8", "localhost", "::1"}) {
    EXPECT_TRUE(local_only(host, 0)) << host;
    EXPECT_FALSE(local_only(host, 1)) << host;
  }
  for (const char* host : {"0.0.0.0", "::", "10.0.0.1", "pay.example.com", "127.example.com"})
    EXPECT_FALSE(local_only(host, 0)) << host;
}

TEST(ExposureTest, RequestsAreLimitedWhereOthersMayAskUnlessItIsSaid) {
  EXPECT_EQ(requests_per_minute(-1, true), 0);
  EXPECT_EQ(requests_per_minute(-1, false), exposed_requests_per_minute);
  for (const bool local : {true, false}) {
    EXPECT_EQ(requests_per_minute(0, local), 0);
    EXPECT_EQ(requests_per_minute(7, local), 7);
  }
}

}  // namespace
}  // namespace bursar::config::exposure_test
