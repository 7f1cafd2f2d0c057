#include "net/outbound_url.hpp"

#include <string>

#include <gtest/gtest.h>

namespace bursar::net::outbound_url_test {
namespace {

const OutboundRules listing{.allow = {"127.0.0.1:4050", "[::1]:4051", "hooks.test:8443"}};

std::string said(std::string_view url) {
  const auto read = parse_outbound_url(url, listing);
  if (!read) return "refused";
  return (read->tls ? "https " : "http ") + read->host + " " + std::to_string(read->port) + " " +
         read->target + " " + read->authority() + (read->listed ? " listed" : "");
}

TEST(OutboundUrlTest, AnAddressIsReadPartByPart) {
  EXPECT_EQ(said("https://hooks.example.com"), "https hooks.example.com 443 / hooks.example.com");
  EXPECT_EQ(said("HTTPS://Hooks.Example.COM:443/a/b?c=d"),
            "https hooks.example.com 443 /a/b?c=d hooks.example.com");
  EXPECT_EQ(said("https://hooks.example.com?x"),
            "https hooks.example.com 443 /?x hooks.example.com");
  EXPECT_EQ(said("https://8.8.8.8/"), "https 8.8.8.8 443 / 8.8.8.8");
  EXPECT_EQ(said("https://[2606:4700::1111]/x"), "https 2606:4700::1111 443 /x [2606:4700::1111]");
  EXPECT_EQ(said("https://xn--bcher-kva.example/"),
            "https xn--bcher-kva.example 443 / xn--bcher-kva.example");
}

TEST(OutboundUrlTest, WhatIsListedMayBeAnywhere) {
  EXPECT_EQ(said("http://127.0.0.1:4050/hook"), "http 127.0.0.1 4050 /hook 127.0.0.1:4050 listed");
  EXPECT_EQ(said("https://127.0.0.1:4050/"), "https 127.0.0.1 4050 / 127.0.0.1:4050 listed");
  EXPECT_EQ(said("http://[::1]:4051/"), "http ::1 4051 / [::1]:4051 listed");
  EXPECT_EQ(said("https://hooks.test:8443/"), "https hooks.test 8443 / hooks.test:8443 listed");
  EXPECT_EQ(said("http://127.0.0.1:4051/"), "refused");
  EXPECT_EQ(said("https://hooks.test:8444/"), "refused");
}

TEST(OutboundUrlTest, WhatIsNotOfThePublicNetworkIsRefused) {
  for (const char* url :
       {"https://127.0.0.1/", "https://10.1.2.3/", "https://169.254.169.254/latest/meta-data",
        "https://[::1]/", "https://[fd00::1]/", "https://[::ffff:127.0.0.1]/", "https://localhost/",
        "https://api.localhost/", "https://printer.local/", "https://metadata.google.internal/",
        "https://intranet/", "https://router.lan/", "https://nas.home.arpa/"})
    EXPECT_EQ(said(url), "refused") << url;
}

TEST(OutboundUrlTest, WhatAnotherReaderWouldTakeForSomethingElseIsRefused) {
  for (const char* url : {"",
                          "hooks.example.com",
                          "//hooks.example.com/",
                          "http://hooks.example.com/",
                          "ftp://hooks.example.com/",
                          "https:/hooks.example.com",
                          "https://",
                          "https:///x",
                          "https://user@hooks.example.com/",
                          "https://hooks.example.com@127.0.0.1/",
                          "https://hooks.example.com:444/",
                          "https://hooks.example.com:/",
                          "https://hooks.example.com:0443/",
                          "https://hooks.example.com:443x/",
                          "https://hooks.example.com:99999/",
                          "https://hooks.example.com/#x",
                          "https://hooks.example.com\\@127.0.0.1/",
                          "https://hooks.example.com/a b",
                          "https://hooks.example.com/\r\nX: y",
                          "https://0x7f.1/",
                          "https://0177.0.0.1/",
                          "https://2130706433/",
                          "https://127.1/",
                          "https://1.2.3/",
                          "https://hooks..example.com/",
                          "https://.example.com/",
                          "https://example.com./",
                          "https://-a.example.com/",
                          "https://a-.example.com/",
                          "https://a_b.example.com/",
                          "https://h\xC3\xB6.example/",
                          "https://%6c.example.com/",
                          "https://[::1/",
                          "https://[::1]x/",
                          "https://[1.2.3.4]/",
                          "https://::1/",
                          "https://example.1/"})
    EXPECT_EQ(said(url), "refused") << url;
}

TEST(OutboundUrlTest, TheEnginesOwnNamesAreRefusedUnlessTheyAreListed) {
  const OutboundRules rules{.allow = {"pay.example.com:8443"},
                            .own = {"Engine.example.com", "pay.example.com:3100"}};
  EXPECT_FALSE(parse_outbound_url("https://engine.example.com/", rules));
  EXPECT_FALSE(parse_outbound_url("https://pay.example.com/", rules));
  EXPECT_TRUE(parse_outbound_url("https://pay.example.com:8443/", rules));
  EXPECT_TRUE(parse_outbound_url("https://hooks.example.com/", rules));
}

TEST(OutboundUrlTest, LengthsAreBounded) {
  const std::string begin = "https://hooks.example.com/";
  EXPECT_NE(said(begin + std::string(outbound_url_bytes_max - begin.size(), 'x')), "refused");
  EXPECT_EQ(said(begin + std::string(outbound_url_bytes_max - begin.size() + 1, 'x')), "refused");
  EXPECT_NE(said("https://" + std::string(63, 'a') + ".example/"), "refused");
  EXPECT_EQ(said("https://" + std::string(64, 'a') + ".example/"), "refused");
}

}  // namespace
}  // namespace bursar::net::outbound_url_test
