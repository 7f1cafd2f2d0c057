#include "net/framing.hpp"

#include <string>

#include <gtest/gtest.h>

namespace bursar::net::framing_test {
namespace {

using State = HeadScan::State;

const FramingLimits limits;
const std::string good = "POST /v1/payments?a=b HTTP/1.1\r\nHost: a\r\nX-Empty:\r\n\r\n";

FramingError error_of(const std::string& head, const FramingLimits& within = limits) {
  HeadScan scan;
  EXPECT_EQ(scan.scan(head, within), State::refused) << head;
  return scan.error();
}

TEST(FramingTest, AHeadThatComesByteByByteIsFoundAtItsLastByte) {
  HeadScan scan;
  const std::string bytes = good + "body";
  for (std::size_t size = 0; size < good.size(); ++size)
    EXPECT_EQ(scan.scan(std::string_view{bytes}.substr(0, size), limits), State::incomplete);
  EXPECT_EQ(scan.scan(bytes, limits), State::complete);
  EXPECT_EQ(scan.head_bytes(), good.size());
}

TEST(FramingTest, TheTargetIsAPathOfVisibleCharacters) {
  for (const std::string target : {"*", "a", "/a b", "/a#b", "/\xc3\xa9", "/\x7f", "", "a:80"})
    EXPECT_EQ(error_of("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n"), FramingError::target)
        << target;
}

TEST(FramingTest, TheTargetMayBeAnHttpUriWithAnAuthority) {
  for (const std::string target : {"http://a", "http://a/", "HTTP://[::1]:80/b?c", "http://a?b"}) {
    HeadScan scan;
    EXPECT_EQ(scan.scan("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n", limits), State::complete);
  }
  for (const std::string target : {"http://", "http:///a", "http://?a", "https://a/", "http:/a",
                                   "httpx://a", "ftp://a/", "http://a/#b", "http://a/\x7f"})
    EXPECT_EQ(error_of("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n"), FramingError::target)
        << target;
  EXPECT_EQ(absolute_authority("http://u@a:80/b"), "u@a:80");
  EXPECT_EQ(absolute_authority("/http://a"), "");
}

TEST(FramingTest, NoVersionButOneIsSpoken) {
  for (const std::string version : {"HTTP/1.0", "HTTP/2.0", "HTTP/1.10", "HTTP/0.9", "HTTP/"})
    EXPECT_EQ(error_of("GET / " + version + "\r\nHost: a\r\n\r\n"), FramingError::http_version);
  EXPECT_EQ(error_of("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), FramingError::http_version);
  for (const std::string version : {"http/1.1", "HTTPS/1.1", ""})
    EXPECT_EQ(error_of("GET / " + version + "\r\nHost: a\r\n\r\n"), FramingError::request_line);
}

TEST(FramingTest, EveryControlCharacterButTheTabIsRefusedInAValue) {
  for (int c = 0; c < 0x20; ++c) {
    const std::string head =
        std::string{"GET / HTTP/1.1\r\nHost: a"} + static_cast<char>(c) + "b\r\n\r\n";
    HeadScan scan;
    EXPECT_EQ(scan.scan(head, limits), c == '\t' ? State::complete : State::refused) << c;
  }
}

TEST(FramingTest, BareLineFeedsFoldedLinesAndSpacesInNamesAreRefusedWithoutBeast) {
  const std::string begin = "GET / HTTP/1.1\r\nHost: a\r\n";
  for (const std::string more : {"X: a\nY: b\r\n", "\n"})
    EXPECT_EQ(error_of(begin + more + "\r\n"), FramingError::line_end) << more;
  for (const std::string more : {" X: a\r\n", "\tX: a\r\n", " a\r\n"})
    EXPECT_EQ(error_of(begin + more + "\r\n"), FramingError::folded_line) << more;
  for (const std::string more : {"X : a\r\n", "X\t: a\r\n", "X Y: a\r\n", ": a\r\n", "X\r\n"})
    EXPECT_EQ(error_of(begin + more + "\r\n"), FramingError::field_name) << more;
  EXPECT_EQ(error_of(begin + "X: a\x01\r\n\r\n"), FramingError::field_value);
  EXPECT_EQ(error_of("GET / HTTP/1.1\nHost: a\r\n\r\n"), FramingError::line_end);
  EXPECT_EQ(error_of("GET\r\n\r\n"), FramingError::request_line);
  EXPECT_EQ(error_of("G@T / HTTP/1.1\r\n\r\n"), FramingError::request_line);
}

TEST(FramingTest, TheHeadIsBoundedToTheByte) {
  const FramingLimits exact{.header_bytes_max = good.size()};
  const FramingLimits less{.header_bytes_max = good.size() - 1};
  HeadScan scan;
  EXPECT_EQ(scan.scan(good, exact), State::complete);
  EXPECT_EQ(error_of(good, less), FramingError::headers_too_large);
}

TEST(FramingTest, AHeadThatNeverEndsIsRefusedOnceItIsTooLong) {
  const std::string endless = "GET / HTTP/1.1\r\nHost: " + std::string(9'000, 'a');
  EXPECT_EQ(error_of(endless), FramingError::headers_too_large);
}

TEST(FramingTest, TheNumberOfFieldsIsBounded) {
  std::string head = "GET / HTTP/1.1\r\n";
  for (std::size_t i = 0; i < limits.header_fields_max; ++i) head += "a: b\r\n";
  HeadScan scan;
  EXPECT_EQ(scan.scan(head + "\r\n", limits), State::complete);
  EXPECT_EQ(error_of(head + "a: b\r\n\r\n"), FramingError::too_many_fields);
}

TEST(FramingTest, TheTargetIsBoundedToTheByteWhetherItsLineHasEndedOrNot) {
  const std::string path = "/" + std::string(limits.uri_bytes_max - 1, 'a');
  HeadScan scan;
  EXPECT_EQ(scan.scan("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n", limits), State::complete);
  EXPECT_EQ(error_of("GET " + path + "a HTTP/1.1\r\nHost: a\r\n\r\n"), FramingError::uri_too_long);
  EXPECT_EQ(error_of("GET " + path + path), FramingError::uri_too_long);
}

TEST(FramingTest, AnotherProtocolIsKnownByItsFirstByte) {
  EXPECT_EQ(error_of("\x16\x03\x01"), FramingError::other_protocol);
  EXPECT_EQ(error_of("\r"), FramingError::other_protocol);
}

TEST(FramingTest, AContentLengthIsOneRunOfDigits) {
  for (const char* value : {"", "+5", "-1", "5,5", "5 5", "0x5", "5a", "1e3"}) {
    FramingFields fields;
    EXPECT_EQ(fields.content_length(value), FramingError::content_length) << value;
  }
  FramingFields fields;
  EXPECT_EQ(fields.content_length("007"), std::nullopt);
  EXPECT_EQ(fields.body_bytes(), 7U);
  EXPECT_EQ(fields.content_length("7"), FramingError::two_lengths);
}

TEST(FramingTest, ThereIsOneHostAndItSaysSomething) {
  FramingFields fields;
  EXPECT_EQ(fields.host(""), FramingError::host);
  EXPECT_EQ(fields.end("GET"), FramingError::host);
  EXPECT_EQ(fields.host("a"), std::nullopt);
  EXPECT_EQ(fields.host("a"), FramingError::two_hosts);
  EXPECT_EQ(fields.end("GET"), std::nullopt);
}

TEST(FramingTest, AContentLengthBeyondAllNumbersIsTooLargeAndNotSmall) {
  FramingFields fields;
  EXPECT_EQ(fields.content_length("18446744073709551621"), FramingError::body_too_large);
}

TEST(FramingTest, OnlyAnEmptyBodyGoesWithGetHeadAndDelete) {
  for (const char* method : {"GET", "HEAD", "DELETE", "TRACE", "CONNECT"}) {
    FramingFields fields;
    EXPECT_EQ(fields.host("a"), std::nullopt);
    EXPECT_EQ(fields.content_length("0"), std::nullopt);
    EXPECT_EQ(fields.end(method), std::nullopt);
    FramingFields more;
    EXPECT_EQ(more.host("a"), std::nullopt);
    EXPECT_EQ(more.content_length("1"), std::nullopt);
    EXPECT_EQ(more.end(method), FramingError::body_not_allowed);
    EXPECT_EQ(more.end("POST"), std::nullopt);
  }
}

}  // namespace
}  // namespace bursar::net::framing_test
