#include "config/documented.hpp"

#include "config/load.hpp"
#include "config/rows.hpp"
#include "tests/config/written_file.hpp"

#include <sstream>

#include <gtest/gtest.h>

namespace bursar::config::documented_test {
namespace {

TEST(DocumentedTest, FileGivesTheDefaults) {
  const tests::WrittenFile file{documented_toml()};
  EXPECT_EQ(load(file.path(), {}), Settings{});
}

// Each line of the file, changed by itself, must be a line that the loader reads.
TEST(DocumentedTest, FileSetsEverySetting) {
  const std::string text = documented_toml();
  for (const Row& row : rows()) {
    const std::string line = '\n' + row.name.substr(row.name.find('.') + 1) + " = ";
    const std::size_t group = text.find("\n[" + row.name.substr(0, row.name.find('.')) + "]\n");
    ASSERT_NE(group, std::string::npos) << row.name;
    const std::size_t at = text.find(line, group);
    ASSERT_NE(at, std::string::npos) << row.name;
    std::string broken = text;
    broken.insert(at + line.size(), "[[]] #");
    const tests::WrittenFile file{broken};
    EXPECT_THROW(load(file.path(), {}), BadSetting) << row.name;
  }
}

TEST(DocumentedTest, FileExplainsEverySettingAndFitsAPage) {
  const std::string text = documented_toml();
  std::istringstream lines{text};
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 100U) << line;
  for (const Row& row : rows())
    EXPECT_NE(text.find("# " + row.help.substr(0, 40)), std::string::npos) << row.name;
}

TEST(DocumentedTest, HelpHasALinePerSetting) {
  std::istringstream lines{settings_help()};
  std::string line;
  for (const Row& row : rows()) {
    ASSERT_TRUE(std::getline(lines, line));
    EXPECT_TRUE(line.starts_with(row.name + " = ")) << line;
    EXPECT_NE(line.find(row.expected), std::string::npos) << line;
  }
  EXPECT_FALSE(std::getline(lines, line));
}

}  // namespace
}  // namespace bursar::config::documented_test
