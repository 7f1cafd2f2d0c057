#include "persistence/row_bytes.hpp"

#include "crypto/hash.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::persistence::row_bytes_test {
namespace {

using namespace bursar::persistence;

RowBytes bytes_of(const std::string& text) {
  return std::as_bytes(std::span{text});
}

struct Values {
  std::uint64_t number = 7;
  bool flag = true;
  std::string text = "words";
  std::optional<std::uint64_t> some = 3;
  std::optional<std::uint64_t> none = {};
  std::vector<std::string> list = {"one", ""};
};

std::vector<std::byte> written(const std::string& key) {
  bursar::crypto::start();
  const Values values;
  RowWriter row;
  pass_all(row, values.number, values.flag, values.text, values.some, values.none, values.list);
  const RowBytes sealed = row.sealed(bytes_of(key));
  return {sealed.begin(), sealed.end()};
}

Values read(const std::string& key, RowBytes row) {
  RowReader reader{bytes_of(key), row};
  Values values{.number = 0, .flag = false, .text = "", .some = {}, .none = 9, .list = {}};
  values.none.reset();
  pass_all(reader, values.number, values.flag, values.text, values.some, values.none, values.list);
  reader.end();
  return values;
}

TEST(RowBytesTest, WhatWasWrittenIsRead) {
  const Values values = read("key", written("key"));
  EXPECT_EQ(values.number, 7U);
  EXPECT_TRUE(values.flag);
  EXPECT_EQ(values.text, "words");
  EXPECT_EQ(values.some, 3U);
  EXPECT_FALSE(values.none);
  EXPECT_EQ(values.list, (std::vector<std::string>{"one", ""}));
}

TEST(RowBytesTest, ARowUnderAnotherKeyIsNotTakenForItsOwn) {
  EXPECT_THROW(read("another", written("key")), Corrupt);
}

RC_GTEST_PROP(RowBytesTest, AFlippedBitIsNoticed, ()) {
  auto row = written("key");
  row[*rc::gen::inRange<std::size_t>(0, row.size())] ^= std::byte{1} << *rc::gen::inRange(0, 8);
  RC_ASSERT_THROWS_AS(read("key", row), Corrupt);
}

RC_GTEST_PROP(RowBytesTest, ACutRowIsNoticed, ()) {
  auto row = written("key");
  row.resize(*rc::gen::inRange<std::size_t>(0, row.size()));
  RC_ASSERT_THROWS_AS(read("key", row), Corrupt);
}

TEST(RowBytesTest, ARowThatSaysMoreOrLessThanIsAskedIsCorrupt) {
  bursar::crypto::start();
  RowWriter writer;
  const std::uint32_t long_text = 1'000'000;
  pass(writer, long_text);
  const auto row = writer.sealed({});
  std::string text;
  RowReader too_little{{}, row};
  EXPECT_THROW(pass(too_little, text), Corrupt);
  std::uint16_t half = 0;
  RowReader too_much{{}, row};
  pass(too_much, half);
  EXPECT_THROW(too_much.end(), Corrupt);
}

}  // namespace
}  // namespace bursar::persistence::row_bytes_test
