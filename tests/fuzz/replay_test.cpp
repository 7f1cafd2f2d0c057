// Every kept input and what a seed makes of it, through every target: a build without clang finds a
// broken property too. Whatever libFuzzer has found is kept as an input and stays found.

#include "crypto/hash.hpp"
#include "tests/fuzz/mutator.hpp"
#include "tests/fuzz/target.hpp"

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

namespace bursar::fuzz {
namespace {

namespace fs = std::filesystem;

struct Row {
  std::string name;
  void (*run)(Input input) = nullptr;
  std::size_t mutations = 0;  // as many as take about half a second
};

const Row rows[] = {
    {"config", config, 2'000},        {"fees", fees, 100'000},     {"forwarded", forwarded, 50'000},
    {"http_head", http_head, 50'000}, {"ids", ids, 100'000},       {"json", json, 60'000},
    {"keys", keys, 20'000},           {"money", money, 100'000},   {"query", query, 200'000},
    {"record", record, 15'000},       {"recovery", recovery, 500}, {"time", time, 100'000},
    {"tokens", tokens, 20'000},
};

fs::path corpora() {
  return fs::path{BURSAR_SOURCE_DIR} / "tests/fuzz/corpus";
}

/// By file name, so that their order is everywhere the same.
std::map<std::string, std::string> kept(const std::string& target) {
  std::map<std::string, std::string> inputs;
  for (const auto& entry : fs::directory_iterator{corpora() / target}) {
    std::ifstream in{entry.path(), std::ios::binary};
    inputs[entry.path().filename().string()] = {std::istreambuf_iterator<char>{in}, {}};
  }
  return inputs;
}

std::string hex(std::string_view bytes) {
  return crypto::hex(crypto::bytes_of(bytes));
}

// The input under way, told when it ends the process: a CHECK, a wild read.
std::string under_way;

void tell(int signal) {
  static_cast<void>(!::write(STDERR_FILENO, under_way.data(), under_way.size()));
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

class ReplayTest : public testing::TestWithParam<Row> {
 protected:
  static void SetUpTestSuite() {
    crypto::start();
    for (const int signal : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE}) std::signal(signal, tell);
  }

  static std::string finding(const std::string& input) {
    under_way = "ended by this input of " + GetParam().name + ": " + hex(input) + '\n';
    try {
      GetParam().run(crypto::bytes_of(input));
      return "";
    } catch (const std::exception& found) {
      return found.what();
    }
  }
};

TEST_P(ReplayTest, EveryKeptInputHoldsWhatItsTargetSays) {
  const auto inputs = kept(GetParam().name);
  EXPECT_FALSE(inputs.empty());
  for (const auto& [name, input] : inputs) EXPECT_EQ(finding(input), "") << name;
}

TEST_P(ReplayTest, SoDoesWhatASeedMakesOfThem) {
  std::vector<std::string> corpus;
  for (auto& [name, input] : kept(GetParam().name)) corpus.push_back(std::move(input));
  Mutator mutator{corpus, 20'261'125};
  for (std::size_t count = 0; count < GetParam().mutations; ++count) {
    const std::string input = mutator.next();
    ASSERT_EQ(finding(input), "") << hex(input);
  }
}

TEST(CorpusTest, IsSmallAndHasATargetForEachFolder) {
  std::size_t files = 0;
  for (const auto& entry : fs::recursive_directory_iterator{corpora()}) {
    if (entry.is_directory()) {
      EXPECT_TRUE(std::ranges::count(rows, entry.path().filename().string(), &Row::name) == 1);
      continue;
    }
    ++files;
    EXPECT_LE(entry.file_size(), 4'096U) << entry.path();
  }
  EXPECT_LE(files, 400U);
}

INSTANTIATE_TEST_SUITE_P(Targets, ReplayTest, testing::ValuesIn(rows),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace bursar::fuzz
