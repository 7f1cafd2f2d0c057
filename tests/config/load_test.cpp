#include "config/load.hpp"

#include "tests/config/written_file.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace bursar::config::load_test {
namespace {

namespace fs = std::filesystem;

Settings from_sets(const std::vector<std::string>& sets) {
  return load(std::nullopt, sets);
}
Settings from_file(std::string_view text) {
  const tests::WrittenFile file{text};
  return load(file.path(), {});
}

// The line of the refusal, with the file's own name in place of its path.
template <class Load>
std::string refusal(Load load_it) {
  try {
    load_it();
  } catch (const BadSetting& bad) {
    const std::string line = bad.what();
    return line.substr(line.starts_with('/') ? line.find("bursar.toml") : 0);
  }
  return "accepted";
}
std::string refusal_of_set(const std::string& assignment) {
  return refusal([&] { from_sets({assignment}); });
}
std::string refusal_of_file(std::string_view text) {
  return refusal([&] { from_file(text); });
}

TEST(LoadTest, NothingSaidMeansTheDefaults) {
  EXPECT_EQ(from_sets({}), Settings{});
  EXPECT_EQ(from_file(""), Settings{});
  EXPECT_EQ(from_file("[http]\n"), Settings{});
}

TEST(LoadTest, FileChangesWhatItNames) {
  const Settings settings = from_file(R"(
    fees.bps = 25
    [http]
    listen = "[::1]:8080"
    hosts = ["pay.example.com", "pay.local"]
    [sandbox]
    open_signup = "off"
    faucet_per_day = "5.50"
  )");
  Settings expected;
  expected.fees.bps = 25;
  expected.http.listen = "[::1]:8080";
  expected.http.hosts = {"pay.example.com", "pay.local"};
  expected.sandbox.open_signup = OpenSignup::off;
  expected.sandbox.faucet_per_day = ledger::Money::units(550'000'000);
  EXPECT_EQ(settings, expected);
}

TEST(LoadTest, SetOverridesTheFileAndTheLastSetWins) {
  const tests::WrittenFile file{"[fees]\nbps = 25\n[http]\nio_threads = 2\n"};
  const std::vector<std::string> sets{"fees.bps=30", "fees.bps=31"};
  const Settings settings = load(file.path(), sets);
  EXPECT_EQ(settings.fees.bps, 31);
  EXPECT_EQ(settings.http.io_threads, 2U);
}

TEST(LoadTest, SetTakesTomlOrABareWord) {
  EXPECT_EQ(from_sets({"http.listen=0.0.0.0:80"}).http.listen, "0.0.0.0:80");
  EXPECT_EQ(from_sets({"http.listen=\"0.0.0.0:80\""}).http.listen, "0.0.0.0:80");
  EXPECT_EQ(from_sets({"data.dir=2026"}).data.dir, "2026");
  EXPECT_EQ(from_sets({"data.dir=/a=b"}).data.dir, "/a=b");
  EXPECT_EQ(from_sets({"secrets.file="}).secrets.file, "");
  EXPECT_EQ(from_sets({"sandbox.open_signup=on"}).sandbox.open_signup, OpenSignup::on);
  EXPECT_TRUE(from_sets({"production.enabled=true"}).production.enabled);
  EXPECT_TRUE(from_sets({"production.enabled=on"}).production.enabled);
  EXPECT_EQ(from_sets({"fees.flat=0.10"}).fees.flat, ledger::Money::units(10'000'000));
  EXPECT_EQ(from_sets({"limits.max_in_flight=1_000"}).limits.max_in_flight, 1'000U);
  EXPECT_EQ(from_sets({R"(http.hosts=["a", "b"])"}).http.hosts,
            (std::vector<std::string>{"a", "b"}));
}

TEST(LoadTest, UnknownNameIsRefusedWithTheNearestOne) {
  EXPECT_EQ(refusal_of_set("http.lissen=x"),
            "--set: there is no setting http.lissen; did you mean http.listen?");
  EXPECT_EQ(refusal_of_file("\n[htp]\nlisten = \"x\"\n"),
            "bursar.toml:3: there is no setting htp.listen; did you mean http.listen?");
  EXPECT_EQ(refusal_of_set("colour=red"),
            "--set: there is no setting colour; bursar serve --help lists them all");
  EXPECT_EQ(refusal_of_file("[colours]\n"),
            "bursar.toml:1: there is no setting colours; bursar serve --help lists them all");
  EXPECT_EQ(refusal_of_file("[http.more]\n[[http.most]]\n").substr(0, 15), "bursar.toml:1: ");
  EXPECT_EQ(refusal_of_file("http = 3\n").substr(0, 40),
            "bursar.toml:1: there is no setting http;");
}

TEST(LoadTest, ValueOutOfBoundsIsRefusedWithTheBounds) {
  EXPECT_EQ(refusal_of_set("http.io_threads=0"),
            "--set: http.io_threads = 0 will not do; expected a whole number from 1 to 64");
  EXPECT_EQ(refusal_of_file("[fees]\nflat = \"-1\"\n"),
            "bursar.toml:2: fees.flat = '-1' will not do; expected an amount in quotes from \"0\" "
            "to \"1000\"");
  EXPECT_EQ(refusal_of_set("log.level=loud"),
            "--set: log.level = 'loud' will not do; expected one of \"debug\", \"info\", \"warn\", "
            "\"error\"");
}

TEST(LoadTest, AnEntryThatNeverMatchesIsRefusedByItself) {
  EXPECT_EQ(from_sets({R"(webhooks.allow=["127.0.0.1:4050", "[::1]:80"])"}).webhooks.allow,
            (std::vector<std::string>{"127.0.0.1:4050", "[::1]:80"}));
  EXPECT_EQ(refusal_of_set(R"(webhooks.allow=["127.0.0.1:4050", "Hooks.local:80", "x"])"),
            "--set: webhooks.allow: 'Hooks.local:80' will not do; expected a list of \"host:port\" "
            "in lower case, such as [\"127.0.0.1:4050\", \"hooks.local:8080\"]");
  for (const char* entry : {"", "hooks.local", "hooks.local:", "hooks.local:0", "hooks.local:080",
                            "http://hooks.local:80", "hooks.local:80/", "hooks.local:65536"})
    EXPECT_NE(refusal_of_set("webhooks.allow=[\"" + std::string{entry} + "\"]").find(entry),
              std::string::npos)
        << entry;
  EXPECT_EQ(refusal_of_set("http.hosts=[\"\"]"),
            "--set: http.hosts: '' will not do; expected a list of texts, such as "
            "[\"pay.example.com\"]");
  EXPECT_EQ(refusal_of_set("webhooks.allow=3").find("3"), 24U);
}

TEST(LoadTest, WrongTypeIsRefused) {
  for (const char* set : {"http.io_threads=two", "http.io_threads=\"2\"", "http.io_threads=1.5",
                          "http.io_threads=true", "http.hosts=a", "http.hosts=[1]",
                          "http.hosts=[\"a\"", "http.listen=[\"127.0.0.1:1\"]", "http.listen=\"x",
                          "fees.bps=1979-05-27", "fees.bps=99999999999999999999"})
    EXPECT_NE(refusal_of_set(set), "accepted") << set;
  for (const char* text : {"fees.flat = 0.5", "fees.flat = 1", "fees.bps = \"1\"",
                           "http.listen = 3100", "fees.bps = {a = 1}", "log.level = [[]]"})
    EXPECT_NE(refusal_of_file(text), "accepted") << text;
}

TEST(LoadTest, OneSetChangesOneSetting) {
  EXPECT_NE(refusal_of_set("fees.bps=1\nlog.level='error'"), "accepted");
  EXPECT_EQ(refusal_of_set("fees.bps"), "--set fees.bps: expected name=value");
  EXPECT_EQ(refusal_of_set("=1").substr(0, 26), "--set: there is no setting");
}

TEST(LoadTest, RefusalIsOneLineWhateverWasWritten) {
  for (const char* written : {"http.listen=a\r\n\x1b[2Jb", "a\nb=1", "a\nb", "data.dir="})
    EXPECT_EQ(refusal_of_set(written).find_first_of("\r\n\x1b"), std::string::npos) << written;
  EXPECT_LT(refusal_of_set("http.listen=" + std::string(100'000, 'x')).size(), 300U);
  EXPECT_EQ(refusal_of_file("[fees]\nbps = {a = 1, b = [1, {c = 2}]}\n").find('\n'),
            std::string::npos);
  EXPECT_EQ(refusal_of_file("[fees]\nbps = f\n~flat = 1\n").find('\n'), std::string::npos);
}

TEST(LoadTest, FileThatIsNotTomlIsRefusedByItsLine) {
  EXPECT_EQ(refusal_of_file("[http]\nlisten = \n").substr(0, 28), "bursar.toml:2: is not TOML: ");
  EXPECT_EQ(refusal_of_file("a = 1\na = 2\n").find('\n'), std::string::npos);
}

TEST(LoadTest, FileThatCannotBeReadIsRefused) {
  const tests::WrittenFile file{""};
  const fs::path directory = file.path().parent_path();
  const auto refusal_of_path = [](const fs::path& path) {
    try {
      load(path, {});
    } catch (const BadSetting& bad) {
      return std::string{bad.what()};
    }
    return std::string{"accepted"};
  };
  EXPECT_EQ(refusal_of_path(directory / "none"),
            (directory / "none").string() + ": No such file or directory");
  EXPECT_EQ(refusal_of_path(directory),
            directory.string() + ": is a directory, not a settings file");
  std::ofstream{directory / "large"} << std::string(1'048'577, '#');
  EXPECT_EQ(refusal_of_path(directory / "large"),
            (directory / "large").string() + ": is too large to be a settings file");
}

}  // namespace
}  // namespace bursar::config::load_test
