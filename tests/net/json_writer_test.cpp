#include "net/json_writer.hpp"

#include <gtest/gtest.h>

namespace bursar::net::json_writer_test {
namespace {

TEST(JsonWriterTest, PutsCommasWhereTheyBelong) {
  std::string out;
  JsonWriter json{out};
  json.open_object().text("a", "1").key("b").open_array().text("x").open_object().close_object();
  json.open_array().close_array().number(std::uint64_t{7}).close_array().flag("c", true);
  json.null("d").number("e", std::uint64_t{18'446'744'073'709'551'615ULL}).close_object();
  EXPECT_EQ(out, R"({"a":"1","b":["x",{},[],7],"c":true,"d":null,"e":18446744073709551615})");
}

TEST(JsonWriterTest, EscapesWhatMustBe) {
  std::string out;
  JsonWriter{out}.text(std::string_view{"a\"b\\c\n\r\t\x01\x1f/\u00e9\0z", 15});
  EXPECT_EQ(out, "\"a\\\"b\\\\c\\n\\r\\t\\u0001\\u001f/\u00e9\\u0000z\"");
}

TEST(JsonWriterTest, WritesMoneyAsTextAndAsShortNumber) {
  struct Row {
    std::int64_t units;
    std::string json;
  };
  for (const Row& row :
       {Row{500'000'000, R"({"m":"5.00","n":5})"}, Row{502'000'000, R"({"m":"5.02","n":5.02})"},
        Row{1, R"({"m":"0.00000001","n":0.00000001})"}, Row{0, R"({"m":"0.00","n":0})"},
        Row{10'000'000'000, R"({"m":"100.00","n":100})"},
        Row{-150'000'000, R"({"m":"-1.50","n":-1.5})"}}) {
    std::string out;
    JsonWriter json{out};
    const auto money = ledger::Money::units(row.units);
    json.open_object().money("m", money).money_number("n", money).close_object();
    EXPECT_EQ(out, row.json);
  }
}

TEST(JsonWriterTest, WritesIdsBehindTheirPrefix) {
  std::string out;
  JsonWriter json{out};
  json.open_object().id("a", "wal_", {.low = 10}).id("b", "tx_", {.low = 1}).close_object();
  EXPECT_EQ(out, R"({"a":"wal_0000000000000000000000000A","b":"tx_00000000000000000000000001"})");
}

TEST(JsonWriterTest, NoTimeIsNull) {
  std::string out;
  JsonWriter json{out};
  json.open_object().time("a", {}).time("b", {.milliseconds = 1}).text_or_null("c", "");
  json.close_object();
  EXPECT_EQ(out, R"({"a":null,"b":"1970-01-01T00:00:00.001Z","c":null})");
}

}  // namespace
}  // namespace bursar::net::json_writer_test
