#include "net/client_address.hpp"

#include <string>

#include <gtest/gtest.h>

namespace bursar::net::client_address_test {
namespace {

std::string spelled(std::string_view text) {
  const auto address = ClientAddress::parse_with_port(text);
  return address ? address->text() : "none";
}

std::string network_of(std::string_view text) {
  return ClientAddress::parse(text).value_or(ClientAddress{}).network().text();
}

TEST(ClientAddressTest, EverySpellingComesToOne) {
  for (const char* const text :
       {"192.0.2.1", "192.0.2.1:80", "::ffff:192.0.2.1", "[::ffff:c000:201]"})
    EXPECT_EQ(spelled(text), "192.0.2.1") << text;
  for (const char* const text :
       {"2001:db8::1", "2001:DB8:0:0::1", "[2001:db8::1]", "[2001:db8::1]:65535"})
    EXPECT_EQ(spelled(text), "2001:db8::1") << text;
}

TEST(ClientAddressTest, WhatIsNoAddressIsNone) {
  for (const std::string text : {"",
                                 "unknown",
                                 "_hidden",
                                 "localhost",
                                 "192.0.2",
                                 "192.0.2.256",
                                 "192.0.2.1.5",
                                 "0x7f.1",
                                 "192.0.2.1:",
                                 "192.0.2.1:80:80",
                                 "192.0.2.1:http",
                                 "192.0.2.1:123456",
                                 "[192.0.2.1]",
                                 "[2001:db8::1",
                                 "[2001:db8::1]80",
                                 "[2001:db8::1]:",
                                 "2001:db8::1%eth0",
                                 "2001:db8:::1",
                                 " 192.0.2.1",
                                 "\"192.0.2.1\"",
                                 "::ffff:192.0.2.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1"})
    EXPECT_EQ(spelled(text), "none") << text;
  EXPECT_EQ(spelled(std::string("192.0.2.1\0x", 11)), "none");
  EXPECT_FALSE(ClientAddress::parse("192.0.2.1:80"));
  EXPECT_FALSE(ClientAddress::parse("[2001:db8::1]"));
}

TEST(ClientAddressTest, OfIpv6TheNetworkCountsAndOfIpv4TheAddress) {
  EXPECT_EQ(network_of("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(network_of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
  EXPECT_EQ(network_of("2001:db8:1:2::7"), "2001:db8:1:2::");
  EXPECT_EQ(network_of("2001:db8:1:3::7"), "2001:db8:1:3::");
  EXPECT_EQ(network_of("::1"), "::");
}

}  // namespace
}  // namespace bursar::net::client_address_test
