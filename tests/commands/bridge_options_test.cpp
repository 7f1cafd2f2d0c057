#include "commands/bridge_options.hpp"

#include "config/load.hpp"
#include "tests/support/temporary_directory.hpp"

#include <array>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace bursar::commands::bridge_options_test {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view good_secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

class BridgeOptionsTest : public testing::Test {
 protected:
  BridgeOptionsTest() {
    settings.connectors.sandbox = config::SandboxConnected::http;
    settings.connectors.url = "https://bridge.example.com/bursar/";
    settings.connectors.secret_file = written(std::string{good_secret} + "\n");
  }
  std::string written(const std::string& text, fs::perms mode = fs::perms::owner_read) {
    const fs::path file = place.path() / ("secret" + std::to_string(++files));
    std::ofstream{file} << text;
    fs::permissions(file, mode);
    return file.string();
  }
  std::string fault() const {
    try {
      static_cast<void>(bridge_options(settings));
    } catch (const config::BadSetting& bad) {
      return bad.what();
    }
    return "none";
  }
  std::string fault_of_url(std::string_view url) {
    settings.connectors.url = url;
    return fault();
  }
  std::string fault_of_secret(const std::string& text) {
    settings.connectors.secret_file = written(text);
    return fault();
  }

  tests::TemporaryDirectory place;
  int files = 0;
  config::Settings settings;
};

TEST_F(BridgeOptionsTest, EverySettingReachesIt) {
  settings.connectors.production = config::ProductionConnected::http;
  settings.connectors.destinations = {"bank", "stripe"};
  settings.connectors.connect_deadline_ms = 11;
  settings.connectors.deadline_ms = 12;
  settings.connectors.authorities_file = "/authorities";
  const auto options = bridge_options(settings);
  ASSERT_TRUE(options.has_value());
  EXPECT_EQ(options->link.url, "https://bridge.example.com/bursar");
  ASSERT_EQ(options->link.keys.size(), 1U);
  EXPECT_EQ(options->link.keys[0].size(), 24U);
  EXPECT_EQ(options->client.rules.allow, std::vector<std::string>{"bridge.example.com:443"})
      << "and no other";
  EXPECT_EQ(options->client.connect_deadline.count(), 11);
  EXPECT_EQ(options->client.deadline.count(), 12);
  EXPECT_EQ(options->client.trusted_file, "/authorities");
  EXPECT_EQ(options->destinations, (std::array<std::uint8_t, 2>{0b101, 0b101}));
}

TEST_F(BridgeOptionsTest, ItSettlesForTheEnvironmentsThatSaySo) {
  EXPECT_EQ(bridge_options(settings)->destinations, (std::array<std::uint8_t, 2>{0b111, 0}));
  settings.connectors.sandbox = config::SandboxConnected::scripted;
  settings.connectors.production = config::ProductionConnected::http;
  EXPECT_EQ(bridge_options(settings)->destinations, (std::array<std::uint8_t, 2>{0, 0b111}));
}

TEST_F(BridgeOptionsTest, WithoutOneThereIsNone) {
  EXPECT_FALSE(bridge_options(config::Settings{}).has_value());
  settings.connectors.sandbox = config::SandboxConnected::scripted;
  EXPECT_TRUE(fault().starts_with("connectors.url: it is set, and neither"));
}

TEST_F(BridgeOptionsTest, ItsPlaceIsTheOnlyOneThatIsAsked) {
  const auto place_of = [this](std::string_view url) {
    settings.connectors.url = url;
    return bridge_options(settings)->client.rules.allow.at(0);
  };
  EXPECT_EQ(place_of("https://Bridge.Example.COM"), "bridge.example.com:443");
  EXPECT_EQ(place_of("https://10.1.2.3:8443/a/b"), "10.1.2.3:8443");
  EXPECT_EQ(place_of("http://127.0.0.1:4000"), "127.0.0.1:4000");
  EXPECT_EQ(place_of("http://localhost:4000/"), "localhost:4000");
  EXPECT_EQ(place_of("http://[::1]:4000"), "[::1]:4000");
  EXPECT_EQ(place_of("https://[2001:db8::1]"), "[2001:db8::1]:443");
  EXPECT_EQ(place_of("http://127.0.0.1"), "127.0.0.1:80");
}

TEST_F(BridgeOptionsTest, AUrlThatCannotBeUsedIsRefused) {
  EXPECT_TRUE(fault_of_url("").starts_with("connectors.url: it must say where the bridge is"));
  for (const char* url : {"bridge.example.com", "ftp://bridge.example.com", "https://", "https:",
                          "https://u:p@bridge.example.com", "https://bridge.example.com:0",
                          "https://bridge.example.com/#a", "https://bridge.example.com/ a"})
    EXPECT_TRUE(fault_of_url(url).contains("cannot be used")) << url << ": " << fault();
  EXPECT_TRUE(fault_of_url("https://bridge.example.com/?a=b").contains("a query"));
  for (const char* url : {"http://bridge.example.com", "http://10.1.2.3:4000", "http://192.0.2.1",
                          "http://127.0.0.1.example.com"})
    EXPECT_TRUE(fault_of_url(url).contains("in the clear")) << url << ": " << fault();
}

TEST_F(BridgeOptionsTest, ASecretIsOneOrTwoWhileItIsChanged) {
  const std::string line = std::string{good_secret} + "\n";
  EXPECT_EQ(fault_of_secret(line + line), "none");
  EXPECT_EQ(fault_of_secret("\n" + line + "\n"), "none");
  for (const std::string& text : {std::string{}, line + line + line})
    EXPECT_TRUE(fault_of_secret(text).contains("one secret, or two")) << text;
  for (const char* text : {"secret", "whsec_", "whsec_c2hvcnQ=", " whsec_"})
    EXPECT_TRUE(fault_of_secret(text).contains("line 1 must be")) << text;
  EXPECT_TRUE(fault_of_secret(line + "other\n").contains("line 2 must be"));
}

TEST_F(BridgeOptionsTest, ItsFileIsThereAndNobodyElses) {
  settings.connectors.secret_file.clear();
  EXPECT_TRUE(fault().starts_with("connectors.secret_file: it must name"));
  settings.connectors.secret_file = (place.path() / "none").string();
  EXPECT_TRUE(fault().contains("there is no such file"));
  settings.connectors.secret_file =
      written(std::string{good_secret}, fs::perms::owner_read | fs::perms::others_read);
  EXPECT_TRUE(fault().contains("chmod 600"));
  EXPECT_FALSE(fault().contains(good_secret));
}

TEST_F(BridgeOptionsTest, DestinationsAreKnownOnes) {
  settings.connectors.destinations = {"bank", "cash"};
  EXPECT_EQ(fault(), "connectors.destinations: 'cash' is none of bank, crypto and stripe");
  settings.connectors.destinations.clear();
  EXPECT_TRUE(fault().starts_with("connectors.destinations: it must name"));
}

}  // namespace
}  // namespace bursar::commands::bridge_options_test
