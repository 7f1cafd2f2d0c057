#include "net/server_listener.hpp"

#include "tests/net/sockets.hpp"

#include <algorithm>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace bursar::net::server_listener_test {
namespace {

int option(int socket, int level, int name) {
  int value = -1;
  socklen_t size = sizeof value;
  EXPECT_EQ(::getsockopt(socket, level, name, &value, &size), 0);
  return value;
}

TEST(ServerListenerTest, APeerThatVanishedIsGivenUpWithinHalfAMinute) {
  constexpr int bound_ms = 30'000;
  boost::asio::io_context io;
  auto acceptors = listen("127.0.0.1", 0, {&io}, std::chrono::milliseconds{10'000});
  const Client client{acceptors.at(0).local_endpoint().port()};
  const int accepted = ::accept(acceptors[0].native_handle(), nullptr, nullptr);
  ASSERT_GE(accepted, 0);
  EXPECT_EQ(option(accepted, SOL_SOCKET, SO_KEEPALIVE), 1);
  const int silence_ms = 1'000 * option(accepted, IPPROTO_TCP, TCP_KEEPIDLE);
  const int between_ms = 1'000 * option(accepted, IPPROTO_TCP, TCP_KEEPINTVL);
  const int patience_ms = option(accepted, IPPROTO_TCP, TCP_USER_TIMEOUT);
  EXPECT_GT(patience_ms, 0);
  // It is asked first after a silence, and given up at the first probe past the patience.
  EXPECT_LE(std::max(silence_ms, patience_ms) + between_ms, bound_ms);
  ::close(accepted);
}

}  // namespace
}  // namespace bursar::net::server_listener_test
