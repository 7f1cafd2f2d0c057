#include "net/readable_sockets.hpp"

#include <array>
#include <string_view>

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace bursar::net::readable_sockets_test {
namespace {

/// Two ends of a connection, of which one is read from.
class Line final : public ReadableSockets::Reader {
 public:
  Line() { EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends_.data()), 0); }
  ~Line() {
    hang_up();
    ::close(ends_[0]);
  }
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  int read_end() const { return ends_[0]; }
  void say(std::string_view text) {
    EXPECT_EQ(::write(ends_[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  void hang_up() {
    if (ends_[1] >= 0) ::close(ends_[1]);
    ends_[1] = -1;
  }
  void arrived(bool ended) override {
    ++arrivals;
    ended_told = ended_told || ended;
  }

  int arrivals = 0;
  bool ended_told = false;

 private:
  std::array<int, 2> ends_{-1, -1};
};

bool readable(int descriptor) {
  pollfd asked{.fd = descriptor, .events = POLLIN, .revents = 0};
  return ::poll(&asked, 1, 0) == 1;
}

TEST(ReadableSocketsTest, AnArrivalIsToldOnceEvenWhenItIsNotRead) {
  Line line;
  ReadableSockets sockets;
  ASSERT_TRUE(sockets.add(line.read_end(), line));
  sockets.tell();
  EXPECT_EQ(line.arrivals, 0);
  line.say("one");
  sockets.tell();
  sockets.tell();
  EXPECT_EQ(line.arrivals, 1);
  line.say("two");
  sockets.tell();
  EXPECT_EQ(line.arrivals, 2);
  EXPECT_FALSE(line.ended_told);
}

TEST(ReadableSocketsTest, WhatWasThereBeforeIsAnArrival) {
  Line line;
  line.say("early");
  ReadableSockets sockets;
  ASSERT_TRUE(sockets.add(line.read_end(), line));
  sockets.tell();
  EXPECT_EQ(line.arrivals, 1);
}

TEST(ReadableSocketsTest, TheEndIsToldWithWhatCameBeforeIt) {
  Line line;
  ReadableSockets sockets;
  ASSERT_TRUE(sockets.add(line.read_end(), line));
  line.say("last words");
  line.hang_up();
  sockets.tell();
  EXPECT_EQ(line.arrivals, 1);
  EXPECT_TRUE(line.ended_told);
}

TEST(ReadableSocketsTest, TellsOfAnyNumberOfSocketsAtOnce) {
  std::array<Line, 300> lines;  // more than one call of the kernel tells
  ReadableSockets sockets;
  for (Line& line : lines) {
    ASSERT_TRUE(sockets.add(line.read_end(), line));
    line.say("x");
  }
  sockets.tell();
  for (const Line& line : lines) EXPECT_EQ(line.arrivals, 1);
}

TEST(ReadableSocketsTest, IsReadableItselfWhileThereIsSomethingToTell) {
  Line line;
  ReadableSockets sockets;
  ASSERT_TRUE(sockets.add(line.read_end(), line));
  EXPECT_FALSE(readable(sockets.descriptor()));
  line.say("x");
  EXPECT_TRUE(readable(sockets.descriptor()));
  sockets.tell();
  EXPECT_FALSE(readable(sockets.descriptor()));
}

TEST(ReadableSocketsTest, WhatIsNoSocketIsRefused) {
  Line line;
  ReadableSockets sockets;
  EXPECT_FALSE(sockets.add(-1, line));
}

}  // namespace
}  // namespace bursar::net::readable_sockets_test
