#include "net/hosts.hpp"

#include <gtest/gtest.h>

namespace bursar::net::hosts_test {
namespace {

Hosts hosts() {
  Hosts all{{"pay.example", "proxy.example:8443"}};
  all.listen("127.0.0.1", 3100);
  return all;
}

TEST(HostsTest, ServesWhatItListensOnAndWhatIsListed) {
  for (const char* good : {"127.0.0.1:3100", "127.0.0.1", "localhost", "LOCALHOST:3100",
                           "pay.example", "pay.example:3100", "proxy.example:8443"})
    EXPECT_TRUE(hosts().serves(good)) << good;
  for (const char* bad :
       {"", "127.0.0.1:80", "127.0.0.1:", "127.0.0.2", "localhost:1", "evil.example",
        "pay.example:8443", "proxy.example", "pay.example.evil.example", "localhost.",
        "127.0.0.1:3100:3100", "[::1]:3100", "a@localhost", "localhost/"})
    EXPECT_FALSE(hosts().serves(bad)) << bad;
}

TEST(HostsTest, ReadsIpv6InBrackets) {
  Hosts all{{}};
  all.listen("::1", 3100);
  EXPECT_TRUE(all.serves("[::1]:3100"));
  EXPECT_TRUE(all.serves("[::1]"));
  EXPECT_FALSE(all.serves("::1"));
}

TEST(HostsTest, WildcardsStandForLoopback) {
  Hosts all{{}};
  all.listen("0.0.0.0", 3100);
  EXPECT_TRUE(all.serves("127.0.0.1:3100"));
  EXPECT_FALSE(all.serves("0.0.0.0:3100"));
}

TEST(HostsTest, AnOriginIsJudgedByItsHost) {
  EXPECT_TRUE(hosts().serves_origin("http://localhost:3100"));
  EXPECT_TRUE(hosts().serves_origin("https://pay.example"));
  for (const char* foreign : {"null", "https://evil.example", "http://localhost:1", "localhost"})
    EXPECT_FALSE(hosts().serves_origin(foreign)) << foreign;
}

}  // namespace
}  // namespace bursar::net::hosts_test
