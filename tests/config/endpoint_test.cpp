#include "config/endpoint.hpp"

#include <gtest/gtest.h>

namespace bursar::config::endpoint_test {
namespace {

TEST(EndpointTest, HostAndPortAreRead) {
  EXPECT_EQ(parse_endpoint("127.0.0.1:3100"), (Endpoint{"127.0.0.1", 3100}));
  EXPECT_EQ(parse_endpoint("localhost:0"), (Endpoint{"localhost", 0}));
  EXPECT_EQ(parse_endpoint("pay-1.example.com:65535"), (Endpoint{"pay-1.example.com", 65535}));
  EXPECT_EQ(parse_endpoint("[::1]:3100"), (Endpoint{"::1", 3100}));
  EXPECT_EQ(parse_endpoint("[::ffff:10.0.0.1]:80"), (Endpoint{"::ffff:10.0.0.1", 80}));
}

TEST(EndpointTest, WhatIsNeitherIsRefused) {
  for (const char* written : {"",
                              ":",
                              ":3100",
                              "127.0.0.1",
                              "127.0.0.1:",
                              "127.0.0.1:65536",
                              "127.0.0.1:99999999999",
                              "127.0.0.1:-1",
                              "127.0.0.1:+1",
                              "127.0.0.1:3100 ",
                              " 127.0.0.1:3100",
                              "::1:3100",
                              "[]:3100",
                              "[::1]",
                              "[::1:3100",
                              "::1]:3100",
                              "[localhost]:3100",
                              "[1234]:80",
                              "a/b:80",
                              "a,b:80",
                              "127.0.0.1:80s",
                              "x\n:80"})
    EXPECT_EQ(parse_endpoint(written), std::nullopt) << written;
  EXPECT_EQ(parse_endpoint(std::string(254, 'a') + ":80"), std::nullopt);
}

TEST(EndpointTest, WhatIsCalledIsWrittenInOneWay) {
  for (const char* written : {"127.0.0.1:4050", "hooks.local:1", "my_hooks-1:65535", "[::1]:80"})
    EXPECT_TRUE(is_called(written)) << written;
  for (const char* written : {"",
                              ":",
                              ":80",
                              "hooks",
                              "hooks:",
                              "hooks:0",
                              "hooks:080",
                              "hooks:65536",
                              "hooks:8x",
                              "Hooks:80",
                              "hooks.local/:80",
                              "http://hooks:80",
                              "a@hooks:80",
                              "::1:80",
                              "[::1]",
                              "[]:80",
                              "[hooks]:80",
                              "[1234]:80",
                              "[::A]:80",
                              "[fe80::1%1]:80"})
    EXPECT_FALSE(is_called(written)) << written;
  EXPECT_FALSE(is_called(std::string(254, 'a') + ":80"));
}

TEST(EndpointTest, TextIsReadBack) {
  for (const char* written : {"127.0.0.1:3100", "localhost:0", "[::1]:3100"})
    EXPECT_EQ(text(parse_endpoint(written).value()), written);
}

}  // namespace
}  // namespace bursar::config::endpoint_test
