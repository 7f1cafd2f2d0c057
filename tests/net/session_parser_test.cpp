#include "net/session_parser.hpp"

#include "net/framing.hpp"

#include <random>
#include <string>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <gtest/gtest.h>

namespace bursar::net::session_parser_test {
namespace {

namespace http = boost::beast::http;

const std::string head =
    "POST /v1/payments?dry=1&x HTTP/1.1\r\n"
    "Host: localhost:3100\r\n"
    "User-Agent: test\r\n"
    "content-type: application/json \r\n"
    "CONTENT-LENGTH:12\r\n"
    "Authorization: Bearer abc\r\n"
    "x-api-key:\tk1\t\r\n"
    "X-Trove-Key: k2\r\n"
    "X-Explorer-Access: k3\r\n"
    "Idempotency-Key: \"one\"\r\n"
    "X-Request-Id: r1\r\n"
    "Origin: http://a\r\n"
    "Expect: 100-Continue\r\n"
    "\r\n";

TEST(SessionParserTest, HandsOnWhatTheEdgeKnowsTrimmedAndWhateverItsCase) {
  const auto parsed = parse_head(head);
  ASSERT_TRUE(parsed.has_value());
  const Request& request = parsed->request;
  EXPECT_EQ(request.verb, Verb::post);
  EXPECT_EQ(request.path, "/v1/payments");
  EXPECT_EQ(request.query, "dry=1&x");
  EXPECT_EQ(request.host, "localhost:3100");
  EXPECT_EQ(request.origin, "http://a");
  EXPECT_EQ(request.content_type, "application/json");
  EXPECT_EQ(request.authorization, "Bearer abc");
  EXPECT_EQ(request.x_api_key, "k1");
  EXPECT_EQ(request.x_trove_key, "k2");
  EXPECT_EQ(request.x_explorer_access, "k3");
  EXPECT_EQ(request.idempotency_key, "\"one\"");
  EXPECT_EQ(request.request_id, "r1");
  EXPECT_FALSE(request.repeated_field);
  EXPECT_EQ(parsed->body_bytes, 12U);
  EXPECT_TRUE(parsed->expects_continue);
  EXPECT_FALSE(parsed->close);
}

TEST(SessionParserTest, OfAnAbsoluteTargetTheAuthorityCountsAndHostDoesNot) {
  struct Row {
    std::string target, host, path, query;
  };
  const Row rows[] = {{"http://b:80/c?d?", "b:80", "/c", "d?"},
                      {"http://b", "b", "/", ""},
                      {"http://b?d", "b", "/", "d"},
                      {"HTTP://b/", "b", "/", ""},
                      {"/http://b", "a", "/http://b", ""}};
  for (const Row& row : rows) {
    const std::string written = "GET " + row.target + " HTTP/1.1\r\nX: y\r\nHost: a\r\n\r\n";
    const auto parsed = parse_head(written);
    ASSERT_TRUE(parsed.has_value()) << row.target;
    EXPECT_EQ(parsed->request.host, row.host) << row.target;
    EXPECT_EQ(parsed->request.path, row.path) << row.target;
    EXPECT_EQ(parsed->request.query, row.query) << row.target;
    EXPECT_FALSE(parsed->request.repeated_field);
  }
}

TEST(SessionParserTest, AFieldThatCameTwiceIsNoticedEvenWhenItWasEmptyOnce) {
  for (const std::string name : {"Authorization", "X-Api-Key", "Idempotency-Key", "Origin"}) {
    const auto twice = "GET / HTTP/1.1\r\nHost: a\r\n" + name + ":\r\n" + name + ": b\r\n\r\n";
    const bool credential = name == "Authorization" || name == "X-Api-Key";
    EXPECT_EQ(parse_head(twice)->request.repeated_credential, credential) << name;
    EXPECT_EQ(parse_head(twice)->request.repeated_field, !credential) << name;
  }
  EXPECT_FALSE(
      parse_head("GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\nX: 2\r\n\r\n")->request.repeated_field);
}

TEST(SessionParserTest, AnEmptyFieldCameAndAnAbsentOneDidNot) {
  const auto parsed = parse_head("HEAD / HTTP/1.1\r\nHost: a\r\nIdempotency-Key:\r\n\r\n");
  EXPECT_TRUE(present(parsed->request.idempotency_key));
  EXPECT_FALSE(present(parsed->request.authorization));
  EXPECT_EQ(parsed->request.verb, Verb::get);
  EXPECT_TRUE(parsed->head_only);
}

TEST(SessionParserTest, ConnectionCloseIsHeardAmongOtherOptions) {
  EXPECT_TRUE(parse_head("GET / HTTP/1.1\r\nHost: a\r\nConnection: te, Close\r\n\r\n")->close);
  EXPECT_FALSE(parse_head("GET / HTTP/1.1\r\nHost: a\r\nConnection: te\r\n\r\n")->close);
}

// What is accepted here must end where any other reader says it ends: a proxy in front, for one.
// False: it was not accepted.
bool ends_where_beast_says(const std::string& mutant) {
  HeadScan scan;
  if (scan.scan(mutant, {}) != HeadScan::State::complete) return false;
  const auto parsed = parse_head(std::string_view{mutant}.substr(0, scan.head_bytes()));
  if (!parsed || parsed->body_bytes > 64) return false;

  const std::string bytes =
      mutant.substr(0, scan.head_bytes()) + std::string(64, 'b') + "GET /next HTTP/1.1\r\n\r\n";
  http::request_parser<http::string_body> beast;
  beast.eager(true);
  boost::system::error_code ec;
  const auto read = beast.put(boost::asio::buffer(bytes), ec);
  EXPECT_FALSE(ec) << mutant;
  EXPECT_TRUE(beast.is_done()) << mutant;
  EXPECT_EQ(read, scan.head_bytes() + parsed->body_bytes) << mutant;
  EXPECT_EQ(beast.keep_alive(), !parsed->close) << mutant;
  return true;
}

TEST(SessionParserTest, MutatedHeadsEndWhereBeastEndsThemOrAreRefused) {
  std::mt19937 random{20'261'125};
  using namespace std::string_view_literals;
  constexpr auto marks =
      "\r\n\t :,;\0aA0159\x7f\xc3#?/"
      "HTTP/1.1"sv;
  int accepted = 0;
  for (int i = 0; i < 50'000; ++i) {
    std::string mutant = head;
    for (std::size_t edits = 1 + random() % 3; edits > 0; --edits) {
      const auto at = random() % mutant.size();
      if (random() % 3 == 0)
        mutant.erase(at, 1 + random() % 4);
      else if (random() % 2 == 0)
        mutant.insert(at, mutant.substr(random() % mutant.size(), 8));
      else
        mutant[at] = marks[random() % marks.size()];
    }
    if (ends_where_beast_says(mutant)) ++accepted;
  }
  EXPECT_GT(accepted, 5'000);
}

}  // namespace
}  // namespace bursar::net::session_parser_test
