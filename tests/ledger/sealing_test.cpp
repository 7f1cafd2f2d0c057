#include "ledger/sealing.hpp"

#include "ledger/books_difference.hpp"
#include "tests/ledger/decisions.hpp"
#include "tests/ledger/examined.hpp"

#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace bursar::ledger::sealing_test {
namespace {

using namespace tests;

class SealingTest : public Examined {
 protected:
  static Record sealing(std::string key = "k") {
    return {.time = noon,
            .organizations = {{{.organization = {1}}}},
            .idempotency = Idempotency{.wallet = {6}, .key = std::move(key)},
            .fact = Sealed{.wallet = {6}, .wallet_id = {{1, 6}}}};
  }
  static std::string wrong(const Books& books, const Record& record) {
    return wrong_key(books, record).value_or("nothing");
  }
};

TEST_F(SealingTest, AWalletCountsItsSealsAndBooksKeepThem) {
  world_.record(sealing());
  world_.record(sealing("other"));
  EXPECT_EQ(world_.books.wallets.at({6}).state().seals, 2U);
  EXPECT_EQ(world_.books.wallets.at({7}).state().seals, 0U);
  EXPECT_EQ(world_.books.seals.size(), 2U);
  EXPECT_EQ(world_.books.seals.at({AccountNumber{6}, "other"}), world_.books.last());
  Wallet other{holding("1.00", 7)};
  other.apply(sealing());
  EXPECT_EQ(other.state().seals, 0U);
}

TEST_F(SealingTest, NothingIsRecordedUnderASealedKey) {
  world_.record(sealing());
  const std::string sealed = "goes by a key that is sealed";
  Record paid{.fact = Paid{}};
  EXPECT_EQ(wrong(world_.books, paid), "nothing");
  paid.idempotency = {.wallet = {6}, .key = "k"};
  EXPECT_EQ(wrong(world_.books, paid), sealed);
  paid.fact = Refused{.wallet = {6}};
  EXPECT_EQ(wrong(world_.books, paid), sealed);
  paid.idempotency->wallet = {7};  // another name space
  EXPECT_EQ(wrong(world_.books, paid), "nothing");
  EXPECT_EQ(wrong(world_.books, sealing()), "seals a key that is sealed");
}

TEST_F(SealingTest, AnExaminerFindsAKeyThatIsSealedTwice) {
  world_.record(sealing());
  world_.record(sealing("other"));
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(told([](Record& record) { record.idempotency->key = "k"; }),
            "seals a key that is sealed");
}

TEST_F(SealingTest, WhatASealMustSay) {
  Record record = sealing();
  EXPECT_EQ(wrong(world_.books, record), "nothing");
  record.entries = {{.account = {6}}};
  EXPECT_EQ(wrong(world_.books, record), "seals a key and moves money");
  const std::string no_key = "seals no key of its wallet";
  record = sealing("");
  EXPECT_EQ(wrong(world_.books, record), no_key);
  record = sealing();
  record.idempotency->wallet = {7};
  EXPECT_EQ(wrong(world_.books, record), no_key);
  record.idempotency.reset();
  EXPECT_EQ(wrong(world_.books, record), no_key);
  const std::string nobody = "seals a key of a wallet that is not there";
  record = sealing();
  std::get<Sealed>(record.fact).wallet_id = {{1, 7}};
  EXPECT_EQ(wrong(world_.books, record), nobody);
  record.fact = Sealed{.wallet = {99}};
  record.idempotency->wallet = {99};
  EXPECT_EQ(wrong(world_.books, record), nobody);
}

TEST_F(SealingTest, BooksWithoutASealDiffer) {
  const Books before = world_.books;
  world_.record(sealing());
  Books less = world_.books;
  less.seals.clear();
  EXPECT_EQ(difference(less, world_.books), "a sealed key of account 6");
}

}  // namespace
}  // namespace bursar::ledger::sealing_test
