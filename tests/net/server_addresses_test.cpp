#include "net/server_addresses.hpp"

#include <gtest/gtest.h>

namespace bursar::net::server_addresses_test {
namespace {

ClientAddress address(const char* text) {
  return ClientAddress::parse(text).value();
}

TEST(ServerAddressesTest, EachAddressHasItsOwnBound) {
  ServerAddresses addresses{2};
  EXPECT_TRUE(addresses.take(address("192.0.2.1")));
  EXPECT_TRUE(addresses.take(address("192.0.2.1")));
  EXPECT_FALSE(addresses.take(address("192.0.2.1")));
  EXPECT_TRUE(addresses.take(address("192.0.2.2")));
}

TEST(ServerAddressesTest, WhatIsGivenBackMayBeTakenAgainAndARefusalTakesNothing) {
  ServerAddresses addresses{1};
  EXPECT_TRUE(addresses.take(address("192.0.2.1")));
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(addresses.take(address("192.0.2.1")));
  addresses.give_back(address("192.0.2.1"));
  EXPECT_TRUE(addresses.take(address("192.0.2.1")));
}

TEST(ServerAddressesTest, ZeroIsNoBoundOfZero) {
  EXPECT_FALSE(ServerAddresses{0}.counts());
}

}  // namespace
}  // namespace bursar::net::server_addresses_test
