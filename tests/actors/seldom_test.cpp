#include "actors/seldom.hpp"

#include <string>

#include <gtest/gtest.h>

namespace bursar::actors::seldom_test {
namespace {

TEST(SeldomTest, UntilItIsChangedItIsAsItBegins) {
  Seldom<std::string> text;
  EXPECT_EQ(*text, "");
  EXPECT_TRUE(text->empty());
  text.own() = "something";
  EXPECT_EQ(*text, "something");
  text.reset();
  EXPECT_TRUE(text->empty());
}

TEST(SeldomTest, WhatOneChangesIsItsOwn) {
  Seldom<std::string> one;
  const Seldom<std::string> other;
  one.own().append("something");
  one.own().append(" more");
  EXPECT_EQ(*one, "something more");
  EXPECT_TRUE(other->empty());
}

TEST(SeldomTest, ItTakesTheRoomOfAPointer) {
  EXPECT_EQ(sizeof(Seldom<std::string>), sizeof(void*));
}

}  // namespace
}  // namespace bursar::actors::seldom_test
