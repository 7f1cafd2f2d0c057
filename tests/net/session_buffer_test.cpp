#include "net/session_buffer.hpp"

#include "net/request.hpp"

#include <cstring>
#include <string>

#include <gtest/gtest.h>

namespace bursar::net {
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
  SessionBuffer buffer;
  std::string sent;
  for (int i = 0; i < 5'000; ++i) sent += std::to_string(i);
  receive(buffer, sent);
  EXPECT_EQ(buffer.unread(), sent);
  buffer.consume(10'000);
  receive(buffer, "more");
  EXPECT_EQ(buffer.unread(), sent.substr(10'000) + "more");
}

TEST(SessionBufferTest, BehindTheLastByteSomeMoreMayBeRead) {
  SessionBuffer buffer;
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
  SessionBuffer buffer;
  EXPECT_LE(buffer.prepare(std::size_t{4} << 20).size(), 8'192U);
}

TEST(SessionBufferTest, RoomEndsWithTheExpectedMessageOnceItHasOutgrownTheBuffer) {
  SessionBuffer buffer;
  receive(buffer, std::string(150'000, 'x'), 200'000);
  EXPECT_EQ(buffer.prepare(200'000).size(), 50'000U);
}

TEST(SessionBufferTest, ALargeBufferIsGivenBackWhenItIsEmpty) {
  SessionBuffer buffer;
  receive(buffer, std::string(200'000, 'x'), 200'000);
  buffer.consume(200'000);
  EXPECT_LE(buffer.prepare(0).size(), 8'192U);
}

}  // namespace
}  // namespace bursar::net
