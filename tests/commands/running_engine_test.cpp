#include "commands/running_engine.hpp"

#include "tests/support/temporary_directory.hpp"

#include <stdexcept>

#include <gtest/gtest.h>

namespace bursar::commands::running_engine_test {
namespace {

std::string address(const std::string& listen, const std::string& url) {
  config::Settings settings;
  settings.http.listen = listen;
  return RunningEngine{settings, url}.address();
}

TEST(RunningEngineTest, IsWhereTheSettingsSay) {
  EXPECT_EQ(address("127.0.0.1:3100", ""), "127.0.0.1:3100");
  EXPECT_EQ(address("0.0.0.0:80", ""), "127.0.0.1:80") << "every address is no host's name";
  EXPECT_EQ(address("[::]:80", ""), "[::1]:80");
}

TEST(RunningEngineTest, TheOperatorsDoorGoesBeforeTheApis) {
  config::Settings settings;
  settings.http.tls_certificate = "cert.pem";
  settings.operators.listen = "127.0.0.1:3101";
  EXPECT_EQ(RunningEngine(settings, "").address(), "127.0.0.1:3101");
}

TEST(RunningEngineTest, AUrlGoesFirst) {
  EXPECT_EQ(address("127.0.0.1:3100", "http://localhost:81/"), "localhost:81");
  EXPECT_EQ(address("127.0.0.1:3100", "10.0.0.1:81"), "10.0.0.1:81");
  EXPECT_THROW(address("127.0.0.1:3100", "https://localhost"), std::invalid_argument);
  EXPECT_THROW(address("127.0.0.1:3100", "ftp://localhost:81"), std::invalid_argument);
  EXPECT_THROW(address("nowhere", ""), std::invalid_argument);
}

TEST(RunningEngineTest, WithinTlsItIsKnownByItsCertificateAlone) {
  config::Settings settings;
  EXPECT_THROW(RunningEngine(settings, "https://localhost:81"), std::invalid_argument);
  settings.http.tls_certificate = "cert.pem";
  EXPECT_EQ(RunningEngine(settings, "https://localhost:81").address(), "localhost:81");
}

TEST(RunningEngineTest, WithoutItsKeyItIsNotAsked) {
  const tests::TemporaryDirectory empty;
  config::Settings settings;
  settings.data.dir = empty.path();
  EXPECT_THROW(RunningEngine(settings, "127.0.0.1:1").post("/v1/backups"), std::runtime_error);
}

}  // namespace
}  // namespace bursar::commands::running_engine_test
