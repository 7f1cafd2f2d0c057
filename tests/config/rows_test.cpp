#include "config/rows.hpp"

#include <algorithm>
#include <limits>
#include <set>

#include <gtest/gtest.h>

namespace bursar::config::rows_test {
namespace {

constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();

const Row& row(std::string_view name) {
  return *find_row(name);
}

bool accepts(std::string_view name, const Value& value) {
  Settings settings;
  return row(name).write(settings, value);
}

TEST(RowsTest, EveryRowHasANameInAGroupAndHelp) {
  for (const Row& known : rows()) {
    EXPECT_EQ(std::ranges::count(known.name, '.'), 1) << known.name;
    EXPECT_TRUE(known.help.size() > 10 && known.help.ends_with('.')) << known.name;
    EXPECT_FALSE(known.expected.empty()) << known.name;
  }
}

TEST(RowsTest, NamesAreUniqueAndGroupsStandTogether) {
  std::set<std::string> names;
  std::set<std::string> groups;
  std::string group;
  for (const Row& known : rows()) {
    EXPECT_TRUE(names.insert(known.name).second) << known.name;
    const std::string its_group = known.name.substr(0, known.name.find('.'));
    EXPECT_TRUE(its_group == group || groups.insert(its_group).second) << known.name;
    group = its_group;
  }
}

// Two rows with one place, or a place without a row, would show here.
TEST(RowsTest, EveryRowHasAPlaceOfItsOwn) {
  for (const Row& changed : rows()) {
    Settings settings;
    const Value before = changed.read(settings);
    bool written = false;
    for (const Value& value :
         {Value{std::int64_t{2'000}}, Value{std::int64_t{2}}, Value{std::int64_t{2'000'000}},
          Value{"localhost:1"}, Value{std::vector<std::string>{"x:1"}}, Value{"7.00"}, Value{"off"},
          Value{"on"}, Value{"pool"}, Value{"error"}, Value{"http"}, Value{true}})
      written = written || (changed.write(settings, value) && changed.read(settings) != before);
    EXPECT_TRUE(written) << changed.name;
    for (const Row& other : rows())
      EXPECT_TRUE(&other == &changed || other.read(settings) == other.read(Settings{}))
          << other.name;
  }
}

TEST(RowsTest, DefaultsAreWithinTheirOwnBounds) {
  for (const Row& known : rows()) {
    Settings settings;
    EXPECT_TRUE(known.write(settings, known.read(settings))) << known.name;
    EXPECT_EQ(settings, Settings{}) << known.name;
  }
}

TEST(RowsTest, WholeNumbersKeepTheirBounds) {
  EXPECT_TRUE(accepts("http.io_threads", std::int64_t{1}));
  EXPECT_TRUE(accepts("http.io_threads", std::int64_t{64}));
  EXPECT_TRUE(accepts("engine.pin_to_core", std::int64_t{-1}));
  for (const std::int64_t number :
       {least, std::int64_t{-1}, std::int64_t{0}, std::int64_t{65}, most})
    EXPECT_FALSE(accepts("http.io_threads", number)) << number;
}

TEST(RowsTest, NoRowTakesAnotherKind) {
  const auto takes = [](const Row& known, const Value& value) {
    Settings settings;
    const bool taken = known.write(settings, value);
    EXPECT_TRUE(taken || settings == Settings{}) << known.name;
    return taken;
  };
  for (const Row& known : rows()) {
    const bool whole = known.kind == Kind::integer;
    EXPECT_FALSE(takes(known, least)) << known.name;
    EXPECT_FALSE(takes(known, most)) << known.name;
    EXPECT_EQ(takes(known, known.read({})), true) << known.name;
    EXPECT_FALSE(whole && takes(known, "1")) << known.name;
    EXPECT_EQ(takes(known, std::vector<std::string>{}), known.kind == Kind::list) << known.name;
  }
}

TEST(RowsTest, MoneyIsExactAndKeepsItsBounds) {
  Settings settings;
  EXPECT_TRUE(row("fees.flat").write(settings, Value{"0.00000001"}));
  EXPECT_EQ(settings.fees.flat, ledger::Money::units(1));
  EXPECT_TRUE(accepts("fees.flat", Value{"1000"}));
  for (const char* amount : {"-0.01", "1000.01", "0.000000001", "1e3", "", "one"})
    EXPECT_FALSE(accepts("fees.flat", Value{amount})) << amount;
}

TEST(RowsTest, WordsBecomeTheirEnum) {
  Settings settings;
  EXPECT_TRUE(row("sandbox.open_signup").write(settings, Value{"off"}));
  EXPECT_EQ(settings.sandbox.open_signup, OpenSignup::off);
  EXPECT_TRUE(row("engine.scheduling").write(settings, Value{"pool"}));
  EXPECT_EQ(settings.engine.scheduling, Scheduling::pool);
  EXPECT_EQ(row("engine.scheduling").read(settings), Value{"pool"});
  EXPECT_FALSE(accepts("log.level", Value{"loud"}));
}

TEST(RowsTest, ListsHoldTextsThatAreNotEmpty) {
  EXPECT_TRUE(accepts("http.hosts", std::vector<std::string>{"a", "b"}));
  EXPECT_FALSE(accepts("http.hosts", std::vector<std::string>{""}));
  EXPECT_FALSE(accepts("http.hosts", std::vector<std::string>(1'001, "a")));
}

TEST(RowsTest, NearestNameForgivesATypingError) {
  EXPECT_EQ(nearest_name("http.lissen"), "http.listen");
  EXPECT_EQ(nearest_name("journal.fill_ahead_mb"), "journal.fill_ahead_mib");
  EXPECT_EQ(nearest_name("io_threads"), "http.io_threads");
  EXPECT_EQ(nearest_name("server.max_in_flight"), "limits.max_in_flight");
  EXPECT_EQ(nearest_name("colour"), "");
  EXPECT_EQ(nearest_name(""), "");
  EXPECT_EQ(nearest_name(std::string(100'000, 'x')), "");
}

TEST(RowsTest, AFlagIsTrueOrFalseOnOrOffAndNothingElse) {
  Settings settings;
  const Row& flag = row("production.enabled");
  EXPECT_TRUE(flag.write(settings, Value{true}) && settings.production.enabled);
  EXPECT_TRUE(flag.write(settings, Value{"off"}) && !settings.production.enabled);
  EXPECT_TRUE(flag.write(settings, Value{"on"}) && settings.production.enabled);
  for (const Value& wrong : {Value{std::int64_t{1}}, Value{"yes"}, Value{""}})
    EXPECT_FALSE(flag.write(settings, wrong));
  EXPECT_FALSE(accepts("data.dir", Value{true}));
}

}  // namespace
}  // namespace bursar::config::rows_test
