#include "crypto/tls_channel.hpp"

#include "tests/support/certificate.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/tls_client.hpp"

#include <array>
#include <future>
#include <string>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace bursar::crypto::tls_channel_test {
namespace {

using Outcome = TlsChannel::Outcome;
using tests::TlsClient;

// Server and client on the two ends of a pair of sockets; the server's does not block.
class TlsChannelTest : public ::testing::Test {
 protected:
  TlsChannelTest() {
    tests::write_private(files.certificate, certificate.pem());
    tests::write_private(files.key, certificate.key_pem());
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, sockets.data()), 0);
    ::fcntl(sockets[0], F_SETFL, O_NONBLOCK);
  }
  ~TlsChannelTest() override {
    for (const int socket : sockets)
      if (socket >= 0) ::close(socket);
  }

  void await(short what) {
    pollfd wanted{.fd = sockets[0], .events = what, .revents = 0};
    ASSERT_EQ(::poll(&wanted, 1, 10'000), 1);
    if (what == POLLIN) channel().arrived((wanted.revents & POLLHUP) != 0);
  }

  void start_over() {
    channel_.reset();
    for (const int socket : sockets) ::close(socket);
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, sockets.data()), 0);
    ::fcntl(sockets[0], F_SETFL, O_NONBLOCK);
  }

  TlsChannel& channel() {
    if (!channel_) channel_ = std::make_unique<TlsChannel>(TlsIdentity{files}, sockets[0]);
    return *channel_;
  }

  /// Reads until something other than waiting comes of it.
  Outcome read(std::string& text) {
    for (;;) {
      std::size_t bytes = 0;
      const Outcome outcome = channel().read(room, bytes);
      if (outcome == Outcome::wants_arrival) {
        await(POLLIN);
        if (HasFatalFailure()) return Outcome::failed;
        continue;
      }
      if (outcome == Outcome::done) text.assign(room.data(), bytes);
      return outcome;
    }
  }

  Outcome outcome_for(TlsClient::Form form) {
    auto client = std::async(std::launch::async, [this, form] {
      TlsClient one{sockets[1], form};
      return one.shake_hands() && one.send("hello");
    });
    std::string text;
    const Outcome outcome = read(text);
    EXPECT_EQ(client.get(), outcome == Outcome::done);
    return outcome;
  }

  tests::Certificate certificate;
  tests::TemporaryDirectory directory;
  TlsFiles files{.certificate = directory.path() / "cert.pem", .key = directory.path() / "key.pem"};
  std::array<int, 2> sockets{};
  std::array<char, 32'768> room{};

 private:
  std::unique_ptr<TlsChannel> channel_;
};

TEST_F(TlsChannelTest, TlsOnePointTwoIsSpoken) {
  EXPECT_EQ(outcome_for({.version = TLS1_2_VERSION}), Outcome::done);
}

TEST_F(TlsChannelTest, TlsOnePointThreeIsSpoken) {
  EXPECT_EQ(outcome_for({.version = TLS1_3_VERSION}), Outcome::done);
}

TEST_F(TlsChannelTest, WhatIsOlderIsNot) {
  EXPECT_EQ(outcome_for({.version = TLS1_1_VERSION}), Outcome::failed);
}

TEST_F(TlsChannelTest, NobodyMakesTheServerComputeForLong) {
  EXPECT_EQ(outcome_for({.groups = "ffdhe8192"}), Outcome::failed);
}

TEST_F(TlsChannelTest, HttpOnePointOneIsChosenAmongProtocols) {
  auto client = std::async(std::launch::async, [this] {
    TlsClient one{sockets[1], {.protocols = "\x02h2\x08http/1.1"}};
    return one.shake_hands() && one.send("hello") ? one.protocol() : "none";
  });
  std::string text;
  EXPECT_EQ(read(text), Outcome::done);
  EXPECT_EQ(client.get(), "http/1.1");
}

TEST_F(TlsChannelTest, WhoSpeaksOtherProtocolsOnlyIsToldAtOnce) {
  EXPECT_EQ(outcome_for({.protocols = "\x02h2"}), Outcome::failed);
}

TEST_F(TlsChannelTest, PlainHttpIsToldApartFromNonsense) {
  ::send(sockets[1], "GET / HTTP/1.1\r\nHost: a\r\n\r\n", 27, 0);
  std::string text;
  EXPECT_EQ(read(text), Outcome::plain_http);
}

TEST_F(TlsChannelTest, NonsenseFails) {
  const std::string nonsense(400, '\x7f');
  ::send(sockets[1], nonsense.data(), nonsense.size(), 0);
  std::string text;
  EXPECT_EQ(read(text), Outcome::failed);
}

TEST_F(TlsChannelTest, KeysAreRenewedNowAndThenAndNotWithoutEnd) {
  for (const auto& [renewals, outcome] :
       {std::pair{32, Outcome::done}, std::pair{33, Outcome::failed}}) {
    auto client = std::async(std::launch::async, [this, count = renewals] {
      TlsClient one{sockets[1]};
      EXPECT_TRUE(one.shake_hands() && one.send("hello"));
      for (int i = 0; i < count; ++i) EXPECT_TRUE(one.renew_keys());
      return one.send("again");
    });
    std::string text;
    ASSERT_EQ(read(text), Outcome::done);
    Outcome last = read(text);
    // What had arrived together with too many of them may still be told.
    if (outcome == Outcome::failed && last == Outcome::done) last = read(text);
    EXPECT_EQ(last, outcome) << renewals;
    EXPECT_TRUE(client.get());
    start_over();
  }
}

TEST_F(TlsChannelTest, AGreetingThatAnnouncesTooMuchFailsBeforeThereIsRoomForIt) {
  const auto outcome_of = [this](std::string_view greeting) {
    EXPECT_EQ(::send(sockets[1], greeting.data(), greeting.size(), 0),
              static_cast<ssize_t>(greeting.size()));
    await(POLLIN);
    std::size_t bytes = 0;
    const Outcome outcome = channel().read(room, bytes);
    start_over();
    return outcome;
  };
  using namespace std::string_view_literals;
  EXPECT_EQ(outcome_of("\x16\x03\x01\x40\x00\x01\x00\x40\x00"sv), Outcome::wants_arrival);
  EXPECT_EQ(outcome_of("\x16\x03\x01\x40\x00\x01\x00\x40\x01"sv), Outcome::failed);
  EXPECT_EQ(outcome_of("\x16\x03\x01\x40\x00\x01\x02\x00\x00"sv), Outcome::failed);
  EXPECT_EQ(outcome_of("\x16\x03\x01\x00\x01\x01\x16\x03\x01"sv), Outcome::failed) << "in crumbs";
}

TEST_F(TlsChannelTest, TheEndIsHeardWithAndWithoutAGoodbye) {
  for (const bool polite : {true, false}) {
    auto client = std::async(std::launch::async, [&] {
      TlsClient one{sockets[1]};
      const bool sent = one.shake_hands() && one.send("hello");
      if (polite) one.say_goodbye();
      if (!polite) ::shutdown(sockets[1], SHUT_WR);
      return sent;
    });
    TlsChannel both{TlsIdentity{files}, sockets[0]};
    std::string all;
    for (std::size_t bytes = 0;;) {
      const Outcome outcome = both.read(room, bytes);
      if (outcome == Outcome::done) all.append(room.data(), bytes);
      if (outcome == Outcome::ended) break;
      if (outcome == Outcome::done) continue;
      ASSERT_EQ(outcome, Outcome::wants_arrival);
      await(POLLIN);
      both.arrived(false);
    }
    EXPECT_TRUE(client.get());
    EXPECT_EQ(all, "hello");
  }
}

TEST_F(TlsChannelTest, RenegotiationIsRefused) {
  auto client = std::async(std::launch::async, [this] {
    TlsClient one{sockets[1], {.version = TLS1_2_VERSION}};
    const bool sent = one.shake_hands() && one.send("hello");
    return std::pair{sent, one.renegotiate()};
  });
  std::string text;
  EXPECT_EQ(read(text), Outcome::done);
  std::size_t bytes = 0;
  Outcome outcome = channel().read(room, bytes);
  while (client.wait_for(std::chrono::seconds{0}) != std::future_status::ready) {
    await(POLLIN);
    if (HasFatalFailure()) break;
    outcome = channel().read(room, bytes);
    if (outcome != Outcome::wants_arrival) break;
  }
  const auto [sent, renegotiated] = client.get();
  EXPECT_TRUE(sent);
  EXPECT_FALSE(renegotiated);
}

TEST_F(TlsChannelTest, WhatTheSocketDoesNotTakeIsOfferedAgainAndComesWholeAndInOrder) {
  std::string all;
  for (int i = 0; i < 300'000; ++i) all += std::to_string(i);
  auto client = std::async(std::launch::async, [&] {
    TlsClient one{sockets[1]};
    return one.shake_hands() && one.send("hello") ? one.receive(all.size()) : "";
  });
  std::string text;
  ASSERT_EQ(read(text), Outcome::done);
  std::size_t sent_in_all = 0;
  int refusals = 0;
  while (sent_in_all < all.size()) {
    std::size_t sent = 0;
    const Outcome outcome = channel().write(std::string_view{all}.substr(sent_in_all), sent);
    if (outcome == Outcome::done) {
      sent_in_all += sent;
      continue;
    }
    ASSERT_EQ(outcome, Outcome::wants_room);
    ++refusals;
    await(POLLOUT);
  }
  EXPECT_GT(refusals, 0);
  EXPECT_TRUE(client.get() == all);
}

TEST_F(TlsChannelTest, TheGoodbyeIsHeard) {
  auto client = std::async(std::launch::async, [this] {
    TlsClient one{sockets[1]};
    one.shake_hands();
    one.send("hello");
    one.receive(1);
    return one.told_goodbye();
  });
  std::string text;
  EXPECT_EQ(read(text), Outcome::done);
  EXPECT_TRUE(channel().shaken_hands());
  channel().say_goodbye();
  EXPECT_TRUE(client.get());
}

}  // namespace
}  // namespace bursar::crypto::tls_channel_test
