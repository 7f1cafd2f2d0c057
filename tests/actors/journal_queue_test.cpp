#include "actors/journal_queue.hpp"

#include "tests/support/answers.hpp"

#include <thread>

#include <gtest/gtest.h>

namespace bursar::actors::journal_queue_test {
namespace {

using Number = CallOf<int, int>;

std::shared_ptr<Number> number(int value) {
  auto call = std::make_shared<Number>();
  call->command = value;
  return call;
}

TEST(JournalQueueTest, GivesBackInTheOrderOfTheComing) {
  JournalQueue queue;
  EXPECT_TRUE(queue.push(number(1)));
  EXPECT_FALSE(queue.push(number(2)));
  EXPECT_FALSE(queue.push(number(3)));
  int expected = 0;
  for (const CallPtr& call : queue.take())
    EXPECT_EQ(static_cast<Number&>(*call).command, ++expected);
  EXPECT_EQ(expected, 3);
  EXPECT_TRUE(queue.take().empty());
  EXPECT_TRUE(queue.push(number(4)));
}

TEST(JournalQueueTest, KeepsEachThreadsOrderAndLosesNothing) {
  constexpr int each = 10'000;
  JournalQueue queue;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 2; ++thread)
    threads.emplace_back([&queue, thread] {
      for (int i = 0; i < each; ++i) queue.push(number(thread * each + i));
    });
  std::vector<int> next{0, each};
  for (int taken = 0; taken < 2 * each;)
    for (const CallPtr& call : queue.take()) {
      const int value = static_cast<Number&>(*call).command;
      EXPECT_EQ(value, next[static_cast<std::size_t>(value / each)]++);
      ++taken;
    }
  for (std::thread& thread : threads) thread.join();
}

TEST(JournalQueueTest, WhatIsLeftAtTheEndIsLost) {
  auto call = number(1);
  const tests::Told<Number> told{*call};
  {
    JournalQueue queue;
    queue.push(std::move(call));
    EXPECT_TRUE(told.silent());
  }
  EXPECT_TRUE(told.lost());
}

}  // namespace
}  // namespace bursar::actors::journal_queue_test
