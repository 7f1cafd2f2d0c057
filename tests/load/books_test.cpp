#include "load/books.hpp"

#include <gtest/gtest.h>

namespace bursar::load::books_test {
namespace {

using ledger::Money;

constexpr std::string_view balance =
    R"({"ok":true,"accounts":[{"account":"treasury","accounts":1,"balance":"-10.00"},)"
    R"({"account":"fees","accounts":1,"balance":"0.00012"},)"
    R"({"account":"external","accounts":1,"balance":"0.03"},)"
    R"({"account":"wallets","accounts":2,"balance":"9.96988"}],"sum":"0.00","at_sequence":6})";

Books books(std::int64_t outside, std::int64_t fees) {
  return {.fees = Money::units(fees), .outside = Money::units(outside), .sum = {}};
}

Verdict of(std::string_view workload, const Books& after, std::uint64_t least, std::uint64_t most,
           Money fee = Money::units(4'000)) {
  return compare(books(1'000'000, 4'000), after, *workload_named(workload), fee, least, most);
}

TEST(BooksTest, AreReadOffATrialBalance) {
  const auto read = books_in(balance);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->fees, Money::units(12'000));
  EXPECT_EQ(read->outside, Money::units(3'000'000));
  EXPECT_EQ(read->sum, Money{});
  EXPECT_FALSE(books_in("{}"));
  EXPECT_FALSE(books_in(R"({"account":"fees","balance":"x"})"));
}

TEST(BooksTest, PaymentsToTheOutsideAreCountedThere) {
  const Verdict verdict = of("single", books(4'000'000, 0), 3, 3);
  EXPECT_TRUE(verdict.agree);
  EXPECT_EQ(verdict.held, 3U);
}

TEST(BooksTest, OthersAreCountedByTheirFees) {
  const Verdict verdict = of("wallet-to-wallet", books(1'000'000, 16'000), 3, 3);
  EXPECT_TRUE(verdict.agree);
  EXPECT_EQ(verdict.held, 3U);
}

TEST(BooksTest, WhatNobodyWasToldOfMayBeThere) {
  EXPECT_TRUE(of("single", books(5'000'000, 0), 3, 4).agree);
  EXPECT_FALSE(of("single", books(6'000'000, 0), 3, 4).agree) << "one too many";
  EXPECT_FALSE(of("single", books(3'000'000, 0), 3, 4).agree) << "one is missing";
  EXPECT_FALSE(of("single", books(4'000'001, 0), 3, 3).agree) << "no whole number";
  EXPECT_FALSE(of("single", books(0, 0), 0, 0).agree) << "fewer than before";
}

TEST(BooksTest, BooksThatAreNotBalancedAgreeWithNothing) {
  Books after = books(4'000'000, 0);
  after.sum = Money::units(1);
  EXPECT_FALSE(of("single", after, 3, 3).agree);
}

TEST(BooksTest, WithoutAFeeNothingIsSaidOfTransfers) {
  const Verdict verdict = of("hot-payee", books(0, 0), 3, 3, Money{});
  EXPECT_TRUE(verdict.agree);
  EXPECT_FALSE(verdict.held);
}

}  // namespace
}  // namespace bursar::load::books_test
