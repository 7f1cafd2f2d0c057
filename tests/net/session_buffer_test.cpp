#include "net/session_buffer.hpp"

#include "net/request.hpp"

#include <cstring>
#include <string>

#include <gtest/gtest.h>

namespace bursar::net::session_buffer_test {
namespace {

void receive(SessionBuffer& buffer, std::string_view bytes, std::size_t expected = 0) {
  while (!bytes.empty()) {
    const auto room = buffer.prepare(expected);
    const auto size = std::min(room.size(), bytes.size());
    std::memcpy(room.data(), bytes.data(), size);
    buffer.commit(size);
    bytes.remove_prefix(size);
  }
}

TEST(SessionBufferTest, WhatIsUnreadSurvivesGrowthAndMoves) {
  RequestMemory memory{std::size_t{1} << 30};
  SessionBuffer buffer{memory};
  std::string sent;
  for (int i = 0; i < 5'000; ++i) sent += std::to_string(i);
  receive(buffer, sent);
  EXPECT_EQ(buffer.unread(), sent);
  buffer.consume(10'000);
  receive(buffer, "more");
  EXPECT_EQ(buffer.unread(), sent.substr(10'000) + "more");
}

TEST(SessionBufferTest, BehindTheLastByteSomeMoreMayBeRead) {
  RequestMemory memory{std::size_t{1} << 30};
  SessionBuffer buffer{memory};
  const auto room = buffer.prepare(0);
  std::memset(room.data(), 'x', room.size());
  buffer.commit(room.size());
  const auto unread = buffer.unread();
  std::size_t zeros = 0;  // the sanitizer watches
  for (std::size_t i = 0; i < body_padding_bytes; ++i)
    zeros += unread.data()[unread.size() + i] == 0;
  EXPECT_EQ(zeros, body_padding_bytes);
}

TEST(SessionBufferTest, AnAnnouncedBodyTakesNoMemoryBeforeItComes) {
  RequestMemory memory{std::size_t{1} << 30};
  SessionBuffer buffer{memory};
  EXPECT_LE(buffer.prepare(std::size_t{4} << 20).size(), 8'192U);
}

TEST(SessionBufferTest, RoomEndsWithTheExpectedMessageOnceItHasOutgrownTheBuffer) {
  RequestMemory memory{std::size_t{1} << 30};
  SessionBuffer buffer{memory};
  receive(buffer, std::string(150'000, 'x'), 200'000);
  EXPECT_EQ(buffer.prepare(200'000).size(), 50'000U);
}

TEST(SessionBufferTest, ALargeBufferIsGivenBackWhenItIsEmpty) {
  RequestMemory memory{std::size_t{1} << 30};
  SessionBuffer buffer{memory};
  receive(buffer, std::string(200'000, 'x'), 200'000);
  buffer.consume(200'000);
  EXPECT_LE(buffer.prepare(0).size(), 8'192U);
}

TEST(SessionBufferTest, WhatIsLargeIsTakenFromTheSharedMemoryAsItComesAndGivenBack) {
  RequestMemory memory{std::size_t{1} << 30};
  {
    SessionBuffer buffer{memory};
    receive(buffer, std::string(5'000, 'x'), std::size_t{4} << 20);
    EXPECT_EQ(memory.bytes(), 16'384U);
    receive(buffer, std::string(100'000, 'x'), std::size_t{4} << 20);
    EXPECT_EQ(memory.bytes(), 262'144U);
    buffer.consume(105'000);
    EXPECT_EQ(memory.bytes(), 262'144U);
    buffer.rest();
    EXPECT_EQ(memory.bytes(), 0U);
    receive(buffer, std::string(100'000, 'x'));
    EXPECT_GT(memory.bytes(), 100'000U);
    buffer.rest();
    EXPECT_GT(memory.bytes(), 100'000U);
    buffer.discard();
    EXPECT_EQ(memory.bytes(), 0U);
    receive(buffer, std::string(100'000, 'x'));
  }
  EXPECT_EQ(memory.bytes(), 0U);
}

TEST(SessionBufferTest, WithoutMemoryThereIsNoRoomAndWhatCameStays) {
  RequestMemory memory{100'000};
  SessionBuffer buffer{memory};
  std::size_t came = 0;
  for (auto room = buffer.prepare(0); !room.empty(); room = buffer.prepare(0)) {
    std::memset(room.data(), 'x', room.size());
    buffer.commit(room.size());
    came += room.size();
  }
  EXPECT_EQ(came, 65'536U);
  EXPECT_EQ(memory.bytes(), 65'536U);
  EXPECT_EQ(buffer.unread(), std::string(came, 'x'));
}

}  // namespace
}  // namespace bursar::net::session_buffer_test
