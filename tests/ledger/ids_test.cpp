#include "ledger/ids.hpp"

#include <cctype>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::ledger::ids_test {
namespace {

constexpr std::array<std::string_view, 2> wallet_prefixes = {"wal_", "wallet_"};
constexpr std::uint64_t all = ~std::uint64_t{0};

TEST(IdsTest, AreWrittenIn26CrockfordCharacters) {
  EXPECT_EQ(text(Bits128{0, 0}), "00000000000000000000000000");
  EXPECT_EQ(text(Bits128{0, 31}), "0000000000000000000000000Z");
  EXPECT_EQ(text(Bits128{0, 32}), "00000000000000000000000010");
  EXPECT_EQ(text(Bits128{all, all}), "7ZZZZZZZZZZZZZZZZZZZZZZZZZ");
  EXPECT_EQ(text("wal_", Bits128{0, 10}), "wal_0000000000000000000000000A");
}

TEST(IdsTest, AnyOfTheGivenPrefixesLeadsToTheSameBits) {
  for (const char* written :
       {"wal_0000000000000000000000000A", "wallet_0000000000000000000000000a"})
    EXPECT_EQ(parse_id(written, wallet_prefixes), (Bits128{0, 10})) << written;
}

TEST(IdsTest, TheHighestAndTheLowestIdAreReadAndZerosAreNone) {
  EXPECT_EQ(parse_crockford("7ZZZZZZZZZZZZZZZZZZZZZZZZZ"), (Bits128{all, all}));
  EXPECT_EQ(parse_crockford("00000000000000000000000001"), (Bits128{0, 1}));
  EXPECT_EQ(parse_crockford("00000000000000000000000000"), std::nullopt);
  EXPECT_EQ(parse_id("wal_00000000000000000000000000", wallet_prefixes), std::nullopt);
}

TEST(IdsTest, OneBitIsEnoughToBeSome) {
  EXPECT_TRUE((Bits128{0, 0}).none());
  EXPECT_FALSE((Bits128{0, 1}).none());
  EXPECT_FALSE((Bits128{1, 0}).none());
}

TEST(IdsTest, WhatIsNoIdIsNone) {
  for (const char* written :
       {"", "wal_", "0000000000000000000000000A", "org_0000000000000000000000000A",
        "WAL_0000000000000000000000000A", "wal_000000000000000000000000A",
        "wal_00000000000000000000000000A", "wal_0000000000000000000000000I",
        "wal_0000000000000000000000000L", "wal_0000000000000000000000000o",
        "wal_0000000000000000000000000U", "wal_000000000000-000000000000A",
        "wal_80000000000000000000000000", "wal_ZZZZZZZZZZZZZZZZZZZZZZZZZZ",
        "wal_0000000000000000000000000\xC3"})
    EXPECT_EQ(parse_id(written, wallet_prefixes), std::nullopt) << written;
}

TEST(IdsTest, ThePartsOfAPaymentsPlaceStandMostSignificantFirst) {
  EXPECT_EQ(pack({.stream = 0xABC}), (Bits128{0xABC0'0000'0000'0000, 0}));
  EXPECT_EQ(pack({.epoch = 0xABC}), (Bits128{0x000A'BC00'0000'0000, 0}));
  EXPECT_EQ(pack({.sequence = {0x1234'5678'9ABC}}),
            (Bits128{0x12'3456'789A, 0xBC00'0000'0000'0000}));
  EXPECT_EQ(pack({.index = 0x1FFF}), (Bits128{0, 0x00FF'F800'0000'0000}));
  EXPECT_EQ(pack({.salt = salt_mask}), (Bits128{0, salt_mask}));
}

TEST(IdsDeathTest, APartThatDoesNotFitStops) {
  EXPECT_DEATH((void)pack({.stream = 1 << 12}), "CHECK failed");
  EXPECT_DEATH((void)pack({.epoch = 1 << 12}), "CHECK failed");
  EXPECT_DEATH((void)pack({.sequence = {std::uint64_t{1} << 48}}), "CHECK failed");
  EXPECT_DEATH((void)pack({.index = 1 << 13}), "CHECK failed");
  EXPECT_DEATH((void)pack({.salt = salt_mask + 1}), "CHECK failed");
}

RC_GTEST_PROP(IdsTest, WhatIsWrittenIsReadBackInEitherCase,
              (std::uint64_t high, std::uint64_t low)) {
  RC_PRE(high != 0 || low != 0);
  std::string written = text(Bits128{high, low});
  RC_ASSERT(parse_crockford(written) == (Bits128{high, low}));
  for (char& character : written)
    character = static_cast<char>(std::tolower(static_cast<unsigned char>(character)));
  RC_ASSERT(parse_crockford(written) == (Bits128{high, low}));
}

RC_GTEST_PROP(IdsTest, WhatIsPackedIsUnpacked, (std::uint64_t high, std::uint64_t low)) {
  const PaymentPlace place = unpack_payment({high, low});
  RC_ASSERT(pack(place) == (Bits128{high, low}));
  RC_ASSERT(unpack_payment(pack(place)) == place);
}

}  // namespace
}  // namespace bursar::ledger::ids_test
