#include "ledger/token_place.hpp"

#include "ledger/record.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::ledger::token_place_test {
namespace {

RC_GTEST_PROP(TokenPlaceTest, WhatIsPackedIsUnpacked, ()) {
  const auto below = [](unsigned bits) {
    return *rc::gen::arbitrary<std::uint64_t>() & ((std::uint64_t{1} << bits) - 1);
  };
  const TokenPlace place{.stream = static_cast<std::uint16_t>(below(12)),
                         .epoch = static_cast<std::uint16_t>(below(12)),
                         .sequence = {below(48)},
                         .salt = static_cast<std::uint32_t>(below(24))};
  const Bits128 halves = pack(place);
  RC_ASSERT((halves.high >> token_half_bits) == 0U);
  RC_ASSERT((halves.low >> token_half_bits) == 0U);
  RC_ASSERT(unpack_token(halves) == place);
}

TEST(TokenPlaceTest, OnlyARecordThatIssuedOneHasAPlace) {
  EXPECT_FALSE(token_place({.fact = Paid{}}));
  Record record{.sequence = {7}, .stream = 1, .epoch = 2, .fact = TokenIssued{}};
  std::get<TokenIssued>(record.fact).payment.salt = 0x7FF'1234'5678;
  EXPECT_EQ(token_place(record),
            (TokenPlace{.stream = 1, .epoch = 2, .sequence = {7}, .salt = 0x345678}));
}

TEST(TokenPlaceDeathTest, WhatDoesNotFitIsNotPacked) {
  EXPECT_DEATH(pack(TokenPlace{.stream = 1 << 12}), "");
  EXPECT_DEATH(pack(TokenPlace{.epoch = 1 << 12}), "");
  EXPECT_DEATH(pack(TokenPlace{.sequence = {std::uint64_t{1} << 48}}), "");
  EXPECT_DEATH(pack(TokenPlace{.salt = 1 << 24}), "");
}

}  // namespace
}  // namespace bursar::ledger::token_place_test
