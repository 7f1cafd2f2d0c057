#include "telemetry/exposer.hpp"

#include "telemetry/probes.hpp"

#include <array>
#include <stdexcept>

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

namespace bursar::telemetry::exposer_test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::ThrowsMessage;

std::string fetch(const std::string& address, const std::string& path) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in peer{};
  peer.sin_family = AF_INET;
  peer.sin_port =
      htons(static_cast<std::uint16_t>(std::stoi(address.substr(address.find(':') + 1))));
  ::inet_pton(AF_INET, "127.0.0.1", &peer.sin_addr);
  std::string answer;
  if (::connect(socket, reinterpret_cast<const sockaddr*>(&peer), sizeof(peer)) == 0) {
    const std::string request = "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    ::send(socket, request.data(), request.size(), MSG_NOSIGNAL);
    std::array<char, 4'096> part{};
    for (ssize_t got = 0; (got = ::recv(socket, part.data(), part.size(), 0)) > 0;)
      answer.append(part.data(), static_cast<std::size_t>(got));
  }
  ::close(socket);
  return answer;
}

TEST(ExposerTest, ScrapeShowsEveryFigure) {
  Probes probes;
  probes.gauge("bursar_connections", "Open connections.", [] { return 7.0; });
  const Exposer exposer{"127.0.0.1:0", probes};
  const std::string answer = fetch(exposer.address(), "/metrics");
  EXPECT_THAT(answer,
              AllOf(HasSubstr("200 OK"), HasSubstr("\nbursar_connections 7\n"),
                    HasSubstr("\nbursar_journal_sequence 0\n"), HasSubstr("\nprocess_open_fds ")));
}

TEST(ExposerTest, NothingElseIsServed) {
  Probes probes;
  const Exposer exposer{"127.0.0.1:0", probes};
  EXPECT_THAT(fetch(exposer.address(), "/"), HasSubstr("404"));
}

TEST(ExposerTest, TakenPortIsOneClearLine) {
  Probes probes;
  const Exposer first{"127.0.0.1:0", probes};
  EXPECT_THAT([&] { const Exposer second(first.address(), probes); },
              ThrowsMessage<std::runtime_error>(AllOf(
                  HasSubstr("cannot serve metrics on " + first.address()), Not(HasSubstr("\n")))));
}

}  // namespace
}  // namespace bursar::telemetry::exposer_test
