#include "actors/known_tokens.hpp"

#include "actors/books_states.hpp"
#include "tests/actors/empty_states.hpp"

#include <optional>

#include <gtest/gtest.h>

namespace bursar::actors::known_tokens_test {
namespace {

using ledger::TokenStatus;

struct KnownTokensTest : testing::Test {
  static KnownToken token(std::uint64_t at, std::int64_t deadline) {
    return {.token = {at}, .row = {.payer = {7}, .last = {at}}, .deadline = {deadline}};
  }

  const BooksStates states{ledger::Books{}};
  KnownTokens known{states, {token(3, 300), token(4, 100)}};
};

TEST_F(KnownTokensTest, TheNextDeadlineIsTheEarliest) {
  EXPECT_EQ(known.next_deadline(), ledger::Time{100});
  EXPECT_FALSE(known.take_late({99}, {500}));
  const auto late = known.take_late({100}, {500});
  EXPECT_EQ(late->token, ledger::Sequence{4});
  EXPECT_EQ(late->wallet, ledger::AccountNumber{7});
  EXPECT_EQ(known.next_deadline(), ledger::Time{300}) << "the other is told again later";
}

TEST_F(KnownTokensTest, OneThatGoesOnHasAnotherDeadline) {
  known.move({.token = {4}, .status = TokenStatus::started}, {5}, {400});
  EXPECT_EQ(known.next_deadline(), ledger::Time{300});
  EXPECT_EQ(known.find({4})->status, TokenStatus::started);
  EXPECT_EQ(known.find({4})->last, ledger::Sequence{5});
}

TEST_F(KnownTokensTest, OneThatEndedIsKnownUntilTheViewsKnowIt) {
  known.move({.token = {4}, .status = TokenStatus::settled}, {5}, {});
  EXPECT_EQ(known.size(), 1U);
  EXPECT_EQ(known.find({4})->status, TokenStatus::settled);
  EXPECT_EQ(known.find({9}), std::nullopt);
}

TEST_F(KnownTokensTest, WhatTheViewsKnowIsForgottenAndToldFromThere) {
  struct Views : tests::EmptyStates {
    ledger::Sequence watermark() const override { return seen; }
    std::optional<ledger::Token> token(ledger::Sequence issued) const override {
      return seen.none() ? std::nullopt : std::optional{ledger::Token{.last = issued}};
    }
    ledger::Sequence seen = {};
  } views;
  KnownTokens followed{views, {token(3, 300), token(4, 100)}};
  followed.move({.token = {4}, .status = TokenStatus::settled}, {5}, {});
  views.seen = {5};
  EXPECT_EQ(followed.find({4})->last, ledger::Sequence{5});
  followed.move({.token = {3}, .status = TokenStatus::cancelled}, {6}, {});
  EXPECT_EQ(followed.find({4})->last, ledger::Sequence{4}) << "as the views tell it";
  EXPECT_EQ(followed.find({3})->last, ledger::Sequence{6}) << "they are behind that";
}

}  // namespace
}  // namespace bursar::actors::known_tokens_test
