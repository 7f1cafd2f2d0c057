#include "net/session_peer.hpp"

#include <string>

#include <gtest/gtest.h>

namespace bursar::net::session_peer_test {
namespace {

const std::string start = "POST /v1/keys HTTP/1.1\r\nHost: a\r\n";

/// The address of a request over a connection from 10.0.0.9 whose head has these lines.
std::string seen(std::size_t hops, const std::string& lines) {
  SessionPeer peer{"10.0.0.9", hops};
  return std::string{peer.of(start + lines + "X-Last: 1\r\n\r\n")};
}

// What the client writes into the field itself stands to the left of what proxies write. Each row:
// how many proxies there are, what came, whom it is from.
struct Row {
  std::size_t hops;
  std::string lines;
  const char* address;
};

TEST(SessionPeerTest, NobodySpoofsAnAddress) {
  const Row rows[] = {
      // Without a proxy whatever anybody says counts for nothing.
      {0, "X-Forwarded-For: 1.1.1.1\r\n", "10.0.0.9"},
      {0, "Forwarded: for=1.1.1.1\r\nX-Real-IP: 1.1.1.1\r\n", "10.0.0.9"},
      // One proxy: its word is the last.
      {1, "X-Forwarded-For: 7.7.7.7\r\n", "7.7.7.7"},
      {1, "X-Forwarded-For: 1.1.1.1, 7.7.7.7\r\n", "7.7.7.7"},
      {1, "X-Forwarded-For: 1.1.1.1\r\nX-Forwarded-For: 7.7.7.7\r\n", "7.7.7.7"},
      {1, "x-forwarded-for:1.1.1.1,2.2.2.2 ,\t7.7.7.7 \r\n", "7.7.7.7"},
      {1, "X-Forwarded-For: 127.0.0.1, ::1, 10.0.0.9, 7.7.7.7\r\n", "7.7.7.7"},
      {1, "X-Forwarded-For: 7.7.7.7:4711\r\n", "7.7.7.7"},
      {1, "X-Forwarded-For: 1.1.1.1, [2001:db8::7]:4711\r\n", "2001:db8::7"},
      {1, "X-Forwarded-For: 2001:DB8::7\r\n", "2001:db8::7"},
      {1, "X-Forwarded-For: ::ffff:7.7.7.7\r\n", "7.7.7.7"},
      // Two: the inner one's word is the last, the outer one's before it.
      {2, "X-Forwarded-For: 7.7.7.7, 10.0.0.8\r\n", "7.7.7.7"},
      {2, "X-Forwarded-For: 1.1.1.1, 7.7.7.7, 10.0.0.8\r\n", "7.7.7.7"},
      {2, "X-Forwarded-For: 1.1.1.1, 7.7.7.7\r\nX-Forwarded-For: 10.0.0.8\r\n", "7.7.7.7"},
      {2,
       "X-Forwarded-For: 1.1.1.1\r\nA: 7\r\nX-Forwarded-For: 7.7.7.7\r\n"
       "X-Forwarded-For: 10.0.0.8\r\n",
       "7.7.7.7"},
      // Asked from between them: the inner one's word is all there is.
      {2, "X-Forwarded-For: 10.0.0.8\r\n", "10.0.0.8"},
      // Nothing, or nothing that is an address: the connection's own.
      {1, "", "10.0.0.9"},
      {1, "X-Forwarded-For:\r\n", "10.0.0.9"},
      {1, "X-Forwarded-For: 1.1.1.1,\r\n", "10.0.0.9"},
      {1, "X-Forwarded-For: 1.1.1.1, unknown\r\n", "10.0.0.9"},
      {1, "X-Forwarded-For: 1.1.1.1, _hidden\r\n", "10.0.0.9"},
      {1, "X-Forwarded-For: 1.1.1.1, 7.7.7.777\r\n", "10.0.0.9"},
      {2, "X-Forwarded-For: 1.1.1.1\r\nX-Forwarded-For: , 7.7.7.7\r\n", "10.0.0.9"},
      {2, "X-Forwarded-For: 1.1.1.1, nobody, 7.7.7.7\r\n", "10.0.0.9"},
      // Other fields, of which no trusted proxy is said to write any.
      {1, "Forwarded: for=1.1.1.1\r\nX-Real-IP: 1.1.1.1\r\n", "10.0.0.9"},
      {1, "X-Forwarded-Fo: 1.1.1.1\r\nX-Forwarded-Forr: 1.1.1.1\r\n", "10.0.0.9"},
      {1, "A: X-Forwarded-For: 1.1.1.1\r\n", "10.0.0.9"},
  };
  for (const Row& row : rows) EXPECT_EQ(seen(row.hops, row.lines), row.address) << row.lines;
}

TEST(SessionPeerTest, ALongListCostsOnlyItsEnd) {
  std::string list = "X-Forwarded-For: ";
  for (int i = 0; i < 1'000; ++i) list += "1.1.1.1, ";
  EXPECT_EQ(seen(1, list + "7.7.7.7\r\n"), "7.7.7.7");
  EXPECT_EQ(seen(16, list + "7.7.7.7\r\n"), "1.1.1.1");
  std::string lines;
  for (int i = 0; i < 60; ++i) lines += "X-Forwarded-For: 1.1.1.1\r\n";
  EXPECT_EQ(seen(1, lines + "X-Forwarded-For: 7.7.7.7\r\n"), "7.7.7.7");
  EXPECT_EQ(seen(1, "X-Forwarded-For: " + std::string(4'000, ',') + "\r\n"), "10.0.0.9");
}

TEST(SessionPeerTest, ARequestWithoutTheFieldIsNotTheOneBeforeIt) {
  SessionPeer peer{"10.0.0.9", 1};
  EXPECT_EQ(peer.of(start + "X-Forwarded-For: 7.7.7.7\r\n\r\n"), "7.7.7.7");
  EXPECT_EQ(peer.of(start + "\r\n"), "10.0.0.9");
}

TEST(SessionPeerTest, AConnectionCountsUnderItsOwnAddress) {
  EXPECT_EQ((SessionPeer{"10.0.0.9", 1}).network(), ClientAddress::parse("10.0.0.9"));
  EXPECT_EQ((SessionPeer{"2001:db8::7", 0}).network(), ClientAddress::parse("2001:db8::"));
}

}  // namespace
}  // namespace bursar::net::session_peer_test
