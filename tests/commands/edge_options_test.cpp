#include "commands/edge_options.hpp"

#include "config/load.hpp"

#include <chrono>

#include <gtest/gtest.h>

namespace bursar::commands::edge_options_test {
namespace {

using std::chrono::milliseconds;

config::Settings listening(const std::string& where) {
  config::Settings settings;
  settings.http.listen = where;
  return settings;
}

TEST(EdgeOptionsTest, EverySettingOfTheServerReachesIt) {
  config::Settings settings = listening("127.0.0.2:11");
  settings.http.io_threads = 12;
  settings.http.connections_max = 13;
  settings.http.header_bytes_max = 14;
  settings.http.pipelined_max = 15;
  settings.http.buffered_bytes_max = 16;
  settings.http.header_deadline_ms = 17;
  settings.http.body_deadline_ms = 18;
  settings.http.write_deadline_ms = 19;
  settings.http.idle_deadline_ms = 20;
  settings.engine.pin_to_core = 21;
  const auto options = server_options(settings);
  EXPECT_EQ(options.host, "127.0.0.2");
  EXPECT_EQ(options.port, 11);
  EXPECT_EQ(options.io_threads, 12U);
  EXPECT_EQ(options.connections_max, 13U);
  EXPECT_EQ(options.header_bytes_max, 14U);
  EXPECT_EQ(options.pipelined_max, 15U);
  EXPECT_EQ(options.buffered_bytes_max, 16U);
  EXPECT_EQ(options.header_deadline, milliseconds{17});
  EXPECT_EQ(options.body_deadline, milliseconds{18});
  EXPECT_EQ(options.write_deadline, milliseconds{19});
  EXPECT_EQ(options.idle_deadline, milliseconds{20});
  EXPECT_EQ(options.pin_to_core, 21);
  EXPECT_EQ(options.tls, nullptr);
}

TEST(EdgeOptionsTest, EverySettingOfTheApiReachesIt) {
  config::Settings settings;
  settings.http.hosts = {"pay.example"};
  settings.sandbox.org_initial_balance = ledger::Money::units(11);
  settings.limits.signups_per_minute = 12;
  settings.http.body_bytes_max = 13;
  settings.http.batch_bytes_max = 14;
  const auto options = api_options(settings);
  EXPECT_EQ(options.hosts, settings.http.hosts);
  EXPECT_EQ(options.org_initial_balance, ledger::Money::units(11));
  EXPECT_EQ(options.signups_per_minute, 12);
  EXPECT_EQ(options.body_bytes_max, 13U);
  EXPECT_EQ(options.batch_bytes_max, 14U);
}

TEST(EdgeOptionsTest, SignUpIsOpenByItselfToThisMachineAlone) {
  using config::OpenSignup;
  for (const char* const place : {"127.0.0.1:0", "127.9.9.9:0", "localhost:0", "[::1]:0"})
    EXPECT_TRUE(api_options(listening(place)).open_signup) << place;
  for (const char* const place : {"0.0.0.0:0", "[::]:0", "10.0.0.1:0", "pay.example:0"})
    EXPECT_FALSE(api_options(listening(place)).open_signup) << place;
  config::Settings settings = listening("0.0.0.0:0");
  settings.sandbox.open_signup = OpenSignup::on;
  EXPECT_TRUE(api_options(settings).open_signup);
  settings = listening("127.0.0.1:0");
  settings.sandbox.open_signup = OpenSignup::off;
  EXPECT_FALSE(api_options(settings).open_signup);
}

TEST(EdgeOptionsTest, BehindAProxyNobodyIsOfThisMachine) {
  config::Settings settings = listening("127.0.0.1:0");
  settings.http.trusted_hops = 1;
  EXPECT_FALSE(api_options(settings).open_signup);
  EXPECT_EQ(server_options(settings).trusted_hops, 1U);
}

TEST(EdgeOptionsTest, AnAddressIsBoundedWhereStrangersConnectByThemselves) {
  EXPECT_EQ(connections_per_address(listening("127.0.0.1:0")), 0U);
  EXPECT_EQ(connections_per_address(listening("0.0.0.0:0")), 256U);
  for (const char* const place : {"127.0.0.1:0", "0.0.0.0:0"}) {
    config::Settings settings = listening(place);
    settings.http.trusted_hops = 1;
    EXPECT_EQ(connections_per_address(settings), 0U) << place;
    settings.limits.connections_per_address = 7;
    EXPECT_EQ(connections_per_address(settings), 7U) << place;
    EXPECT_EQ(server_options(settings).connections_per_address, 7U);
    settings.limits.connections_per_address = 0;
    EXPECT_EQ(connections_per_address(settings), 0U) << place;
  }
}

TEST(EdgeOptionsTest, TheOperatorsDoorIsOfThisMachineAlone) {
  config::Settings settings = listening("0.0.0.0:0");
  EXPECT_FALSE(server_options(settings).operators);
  EXPECT_FALSE(api_options(settings).operators_door);
  settings.operators.listen = "[::1]:81";
  EXPECT_EQ(server_options(settings).operators->host, "::1");
  EXPECT_EQ(server_options(settings).operators->port, 81);
  EXPECT_TRUE(api_options(settings).operators_door);
  settings.operators.listen = "10.0.0.1:81";
  EXPECT_THROW(server_options(settings), config::BadSetting);
}

TEST(EdgeOptionsTest, TlsNeedsBothOfItsFiles) {
  config::Settings settings;
  EXPECT_EQ(tls_identity(settings), nullptr);
  settings.http.tls_certificate = "/no/such/certificate";
  EXPECT_THROW(tls_identity(settings), config::BadSetting);
  settings.http.tls_key = "/no/such/key";
  EXPECT_THROW(tls_identity(settings), std::runtime_error);
  settings.http.tls_certificate.clear();
  EXPECT_THROW(tls_identity(settings), config::BadSetting);
}

}  // namespace
}  // namespace bursar::commands::edge_options_test
