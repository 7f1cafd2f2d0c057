#include "actors/per_thread.hpp"

#include <thread>

#include <gtest/gtest.h>

namespace bursar::actors::per_thread_test {
namespace {

TEST(PerThreadTest, AThreadFindsItsOwnAgain) {
  PerThread<int> numbers;
  numbers.own(7) = 8;
  EXPECT_EQ(numbers.own(9), 8);
  EXPECT_EQ(numbers.found(), &numbers.own());
}

TEST(PerThreadTest, NothingIsFoundBeforeItWasAskedFor) {
  PerThread<int> numbers;
  EXPECT_EQ(numbers.found(), nullptr);
}

TEST(PerThreadTest, EveryThreadHasItsOwn) {
  PerThread<int> numbers;
  int* const mine = &numbers.own(1);
  std::jthread{[&] { EXPECT_NE(&numbers.own(2), mine); }}.join();
  EXPECT_EQ(*mine, 1);
}

TEST(PerThreadTest, AThreadThatWorksForTwoOwnersKeepsOneOfEach) {
  PerThread<int> first;
  PerThread<int> second;
  first.own(1);
  second.own(2);
  EXPECT_EQ(first.found(), nullptr);
  EXPECT_EQ(first.own(3), 1);
  EXPECT_EQ(second.own(4), 2);
  int kept = 0;
  first.each([&](int) { ++kept; });
  EXPECT_EQ(kept, 1);
}

TEST(PerThreadTest, WhatAGoneOwnerKeptIsNotTakenForAnothers) {
  for (int round = 0; round < 2; ++round) {
    PerThread<int> numbers;
    EXPECT_EQ(numbers.found(), nullptr);
    EXPECT_EQ(numbers.own(round), round);
  }
}

}  // namespace
}  // namespace bursar::actors::per_thread_test
