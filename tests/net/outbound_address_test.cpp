#include "net/outbound_address.hpp"

#include <gtest/gtest.h>

namespace bursar::net::outbound_address_test {
namespace {

OutboundAddress of(std::string_view written) {
  return parse_outbound_address(written).value();
}

TEST(OutboundAddressTest, WhatIsSpecialIsNotPublic) {
  for (const char* written : {"0.0.0.0",
                              "0.255.255.255",
                              "10.0.0.0",
                              "10.255.255.255",
                              "100.64.0.0",
                              "100.127.255.255",
                              "127.0.0.1",
                              "127.255.255.255",
                              "169.254.0.0",
                              "169.254.169.254",
                              "172.16.0.0",
                              "172.31.255.255",
                              "192.0.0.0",
                              "192.0.0.255",
                              "192.0.2.1",
                              "192.88.99.1",
                              "192.168.0.0",
                              "192.168.255.255",
                              "198.18.0.0",
                              "198.19.255.255",
                              "198.51.100.7",
                              "203.0.113.7",
                              "224.0.0.1",
                              "239.255.255.255",
                              "240.0.0.1",
                              "255.255.255.255",
                              "::",
                              "::1",
                              "::7f00:1",
                              "::ffff:127.0.0.1",
                              "::ffff:10.0.0.1",
                              "::ffff:a9fe:a9fe",
                              "64:ff9b::a00:1",
                              "64:ff9b::808:808",
                              "64:ff9b:1::1",
                              "100::1",
                              "2001::1",
                              "2001:1ff:ffff::1",
                              "2001:db8::1",
                              "2001:db8:ffff::1",
                              "2002::1",
                              "2002:7f00:1::",
                              "3fff::1",
                              "3fff:fff:ffff::1",
                              "fc00::1",
                              "fdff:ffff::1",
                              "fe80::1",
                              "febf::1",
                              "fec0::1",
                              "ff02::1",
                              "4000::1",
                              "1fff:ffff::1",
                              "fd00:ec2::254"})
    EXPECT_FALSE(is_public(of(written))) << written;
}

TEST(OutboundAddressTest, WhatStandsBesideItIs) {
  for (const char* written :
       {"1.0.0.0",         "9.255.255.255", "11.0.0.0",        "100.63.255.255",  "100.128.0.0",
        "126.255.255.255", "128.0.0.0",     "169.253.255.255", "169.255.0.0",     "172.15.255.255",
        "172.32.0.0",      "192.0.1.0",     "192.0.3.0",       "192.167.255.255", "192.169.0.0",
        "198.17.255.255",  "198.20.0.0",    "203.0.112.255",   "223.255.255.255", "8.8.8.8",
        "2001:200::1",     "2001:db7::1",   "2001:db9::1",     "2003::1",         "2606:4700::1111",
        "3ffe::1",         "3fff:1000::1",  "::ffff:8.8.8.8"})
    EXPECT_TRUE(is_public(of(written))) << written;
}

TEST(OutboundAddressTest, OnlyTheOneSpellingIsRead) {
  for (const char* written : {"", "1.2.3", "1.2.3.4.5", "01.2.3.4", "1.2.3.04", "0x7f.0.0.1",
                              "256.1.1.1", "1.2.3.4 ", " 1.2.3.4", "1.2.3.4a", "2130706433",
                              "[::1]", "::1%lo", "1::2::3", "::ffff:1.2.3", ":::", "12345::"})
    EXPECT_FALSE(parse_outbound_address(written)) << written;
  EXPECT_FALSE(parse_outbound_address(std::string_view{"1.2.3.4\0", 8}));
  EXPECT_FALSE(parse_outbound_address(std::string_view{"1.2.3.4\0.example", 16}));
}

TEST(OutboundAddressTest, AnIpv4AddressIsTheSameMappedOrNot) {
  EXPECT_EQ(of("::ffff:8.8.8.8"), of("8.8.8.8"));
  EXPECT_EQ(text(of("::ffff:8.8.8.8")), "8.8.8.8");
  EXPECT_EQ(text(of("2606:4700:0::1111")), "2606:4700::1111");
  EXPECT_TRUE(of("8.8.8.8").v4());
  EXPECT_FALSE(of("2606:4700::1111").v4());
}

}  // namespace
}  // namespace bursar::net::outbound_address_test
