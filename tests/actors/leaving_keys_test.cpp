#include "actors/leaving_keys.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace bursar::actors::leaving_keys_test {
namespace {

using Leaving = LeavingKeys::Leaving;

constexpr ledger::WalletId spender{{1, 6}};

std::vector<Leaving> of(const LeavingKeys& keys, ledger::WalletId of) {
  const auto found = keys.of(of);
  return {found.begin(), found.end()};
}

TEST(LeavingKeysTest, AKeyIsKeptWhileItIsHeard) {
  LeavingKeys keys;
  const Leaving first{{{1, 1}}, {100}};
  const Leaving second{{{1, 2}}, {300}};
  const Leaving third{{{1, 3}}, {400}};
  keys.add(spender, first, {50});
  keys.add(spender, second, {99});
  EXPECT_EQ(of(keys, spender), (std::vector{first, second}));
  keys.add(spender, third, {100});
  EXPECT_EQ(of(keys, spender), (std::vector{second, third}));
  EXPECT_TRUE(of(keys, {{1, 7}}).empty());
  keys.forget(spender);
  EXPECT_TRUE(of(keys, spender).empty());
}

TEST(LeavingKeysTest, WhatEndsAtOnceOrIsBoundToNoWalletIsNotKept) {
  LeavingKeys keys;
  keys.add(spender, {{{1, 1}}, {}}, {50});
  keys.add(spender, {{{1, 2}}, {50}}, {50});
  keys.add({}, {{{1, 3}}, {100}}, {50});
  EXPECT_TRUE(of(keys, spender).empty());
  EXPECT_TRUE(of(keys, {}).empty());
}

}  // namespace
}  // namespace bursar::actors::leaving_keys_test
