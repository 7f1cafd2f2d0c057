#include "commands/settings_flags.hpp"

#include "config/load.hpp"
#include "tests/support/temporary_directory.hpp"

#include <fstream>
#include <string>

#include <CLI/CLI.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bursar::commands::settings_flags_test {
namespace {

class SettingsFlagsTest : public testing::Test {
 protected:
  config::Settings said(const std::string& command_line) {
    CLI::App word;
    SettingsFlags flags;
    flags.add_all(word);
    word.parse(command_line);
    return flags.settings();
  }

  std::string file(const std::string& text) const {
    const auto path = place_.path() / "bursar.toml";
    std::ofstream{path} << text;
    return "--config " + path.string() + " ";
  }

  tests::TemporaryDirectory place_;
};

TEST_F(SettingsFlagsTest, WithoutAWordEverythingIsAsItComes) {
  EXPECT_EQ(said(""), config::Settings{});
}

TEST_F(SettingsFlagsTest, EachFlagIsItsSetting) {
  const config::Settings settings =
      said("--data /d --listen 127.0.0.1:1 --metrics 127.0.0.1:2 --log-level warn");
  EXPECT_EQ(settings.data.dir, "/d");
  EXPECT_EQ(settings.http.listen, "127.0.0.1:1");
  EXPECT_EQ(settings.metrics.listen, "127.0.0.1:2");
  EXPECT_EQ(settings.log.level, "warn");
}

TEST_F(SettingsFlagsTest, AFlagIsAboveTheFileAndASettingAboveTheFlag) {
  const std::string from_file =
      file("[data]\ndir = '/file'\n[log]\nlevel = 'error'\n[fees]\nbps = 7\n");
  const config::Settings settings =
      said(from_file + "--set data.dir=/set --data /flag --log-level debug");
  EXPECT_EQ(settings.data.dir, "/set");
  EXPECT_EQ(settings.log.level, "debug");
  EXPECT_EQ(settings.fees.bps, 7);
}

TEST_F(SettingsFlagsTest, SetMayBeRepeatedAndTakesOneWordEach) {
  const config::Settings settings = said(
      "--set fees.bps=1 --set limits.max_in_flight=64 "
      "--set fees.bps=3");
  EXPECT_EQ(settings.fees.bps, 3);
  EXPECT_EQ(settings.limits.max_in_flight, 64U);
  EXPECT_THROW(said("--set fees.bps=1 fees.bps=2"), CLI::ParseError);
}

TEST_F(SettingsFlagsTest, WhatIsNoSettingIsRefused) {
  EXPECT_THROW(said("--set fees.bsp=1"), config::BadSetting);
  EXPECT_THROW(said("--log-level loud"), config::BadSetting);
  EXPECT_THROW(said("--config " + (place_.path() / "none.toml").string()), config::BadSetting);
}

TEST_F(SettingsFlagsTest, WhoOnlyFindsTheDataTakesNothingElse) {
  CLI::App word;
  SettingsFlags flags;
  flags.add_places(word);
  EXPECT_THROW(word.parse("--listen 127.0.0.1:1"), CLI::ParseError);
  word.parse("--data /d");
  EXPECT_EQ(flags.settings().data.dir, "/d");
}

}  // namespace
}  // namespace bursar::commands::settings_flags_test
