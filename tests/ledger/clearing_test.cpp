#include "ledger/clearing.hpp"

#include "tests/ledger/decisions.hpp"

#include <cstdint>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::ledger::clearing_test {
namespace {

using namespace tests;
using tests::decide;

Clear clearing(Clearing kind, std::string_view written) {
  return {.kind = kind,
          .wallet = address_of(5),
          .organization_id = {{1, 0}},
          .amount = amount(written),
          .reference = "INV-7",
          .request_id = "req"};
}

TEST(ClearingTest, MoneyComesInFromExternalClearingAndGoesOutToIt) {
  EXPECT_EQ(posted(entries_of(clearing(Clearing::deposit, "9.00"))),
            (Posted{{3, usd("-9.00")}, {5, usd("9.00")}}));
  EXPECT_EQ(posted(entries_of(clearing(Clearing::withdrawal, "9.00"))),
            (Posted{{5, usd("-9.00")}, {3, usd("9.00")}}));
  EXPECT_EQ(posted(entries_of(clearing(Clearing::fees_withdrawal, "9.00"))),
            (Posted{{2, usd("-9.00")}, {3, usd("9.00")}}));
}

TEST(ClearingTest, AFactSaysAllThatItsAnswerShows) {
  const auto decided = decide(holding("0.00", 5), clearing(Clearing::deposit, "9.00"));
  ASSERT_TRUE(decided);
  EXPECT_EQ(std::get<Cleared>(decided->fact), (Cleared{.kind = Clearing::deposit,
                                                       .wallet = {5},
                                                       .wallet_id = {{1, 5}},
                                                       .organization_id = {{1, 0}},
                                                       .amount = amount("9.00"),
                                                       .reference = "INV-7",
                                                       .request_id = "req"}));
}

TEST(ClearingTest, AWithdrawalTakesWhatIsFree) {
  WalletState state = holding("9.00", 5);
  EXPECT_TRUE(decide(state, clearing(Clearing::withdrawal, "9.00")));
  state.held = usd("1.00");
  EXPECT_EQ(decide(state, clearing(Clearing::withdrawal, "9.00")).error(),
            (Error{.code = Errc::insufficient_funds, .max_allowed_now = usd("8.00")}));
}

TEST(ClearingTest, ADepositStaysWithinWhatAWalletMayHold) {
  const auto full = holding("49999999991.00", 5);
  EXPECT_TRUE(decide(full, clearing(Clearing::deposit, "9.00")));
  EXPECT_EQ(decide(full, clearing(Clearing::deposit, "9.00000001")).error().code,
            Errc::balance_limit);
}

TEST(ClearingTest, AFrozenOrArchivedWalletNeitherGetsNorGivesButItsFeesGoOut) {
  WalletState state = holding("100.00", 5);
  for (const auto& [status, told] : {std::pair{WalletStatus::frozen, Errc::wallet_frozen},
                                     std::pair{WalletStatus::archived, Errc::wallet_archived}}) {
    state.status = status;
    for (const Clearing kind : {Clearing::deposit, Clearing::withdrawal})
      EXPECT_EQ(decide(state, clearing(kind, "9.00")).error().code, told);
    EXPECT_TRUE(decide(state, clearing(Clearing::fees_withdrawal, "9.00")));
  }
}

TEST(ClearingTest, OnlyAnOrganisationsOwnWalletClears) {
  Clear asked = clearing(Clearing::deposit, "9.00");
  asked.wallet = address_of(6);
  EXPECT_EQ(Wallet{{.address = address_of(6)}}.decide(asked, {}, noon).error().code,
            Errc::invalid_request);
}

TEST(ClearingTest, WhatIsUnderWayIsWaitedFor) {
  Wallet org{holding("9.00", 5)};
  Fund giving{.wallet = address_of(6), .org_wallet = address_of(5), .amount = amount("5.00")};
  const Decided given = org.decide(giving, {}, noon).value();
  org.hold(given, noon);
  const Clear asked = clearing(Clearing::withdrawal, "9.00");
  EXPECT_TRUE(org.only_what_is_under_way_refuses(asked, {}, noon));
  EXPECT_FALSE(
      org.only_what_is_under_way_refuses(clearing(Clearing::withdrawal, "9.01"), {}, noon));
  EXPECT_FALSE(
      org.only_what_is_under_way_refuses(clearing(Clearing::withdrawal, "4.00"), {}, noon));
  EXPECT_FALSE(org.decide(asked, {}, noon));
  org.release(given, noon);
  EXPECT_TRUE(org.decide(asked, {}, noon));
  EXPECT_FALSE(
      org.only_what_is_under_way_refuses(clearing(Clearing::withdrawal, "9.01"), {}, noon));
}

TEST(ClearingTest, MoreFeesThanThereAreBecomeARefusalThatMovesNothing) {
  const auto decided = decide(holding("0.00", 5), clearing(Clearing::fees_withdrawal, "9.00"));
  Record record = durable(decided.value());
  EXPECT_EQ(fees_taken_from(record), AccountNumber{2});
  refuse_what_lacks(record, usd("9.00"));
  EXPECT_EQ(record, durable(*decided));
  refuse_what_lacks(record, usd("8.99"));
  EXPECT_TRUE(record.entries.empty());
  EXPECT_EQ(std::get<Refused>(record.fact),
            (Refused{.wallet = {5},
                     .error = {.code = Errc::insufficient_funds, .max_allowed_now = usd("8.99")},
                     .request_id = "req"}));
}

TEST(ClearingTest, NothingElseTakesFees) {
  for (const Clearing kind : {Clearing::deposit, Clearing::withdrawal})
    EXPECT_TRUE(fees_taken_from(durable(decide(holding("9.00", 5), clearing(kind, "9.00")).value()))
                    .none());
  EXPECT_TRUE(fees_taken_from({.fact = Funded{}}).none());
  EXPECT_TRUE(fees_taken_from({.fact = Cleared{.kind = Clearing::fees_withdrawal}}).none());
}

// Three whole numbers are all that there is to know of it.
struct Model {
  std::int64_t wallet = 0;
  std::int64_t fees = 500;
  std::int64_t outside = 0;

  bool clear(Clearing kind, std::int64_t units) {
    std::int64_t& inside = kind == Clearing::fees_withdrawal ? fees : wallet;
    const std::int64_t moved = kind == Clearing::deposit ? units : -units;
    if (inside + moved < 0) return false;
    inside += moved;
    outside -= moved;
    return true;
  }
};

RC_GTEST_PROP(ClearingTest, EveryBalanceIsExactAndNoneFallsBelowZero, ()) {
  WalletState state = holding("0.00", 5);
  Model model;
  std::vector<std::int64_t> accounts(8);  // by number
  accounts[2] = model.fees;
  const auto kinds = rc::gen::map(rc::gen::inRange(0, 3), [](int n) { return Clearing(n); });
  const auto asked = *rc::gen::container<std::vector<std::pair<Clearing, std::int64_t>>>(
      rc::gen::pair(kinds, rc::gen::inRange<std::int64_t>(1, 400)));
  for (const auto& [kind, units] : asked) {
    Wallet wallet{state};
    Clear clear = clearing(kind, "1.00");
    clear.amount = tests::amount(units);
    const auto decided = wallet.decide(clear, {}, noon);
    bool moved = decided.has_value();
    if (decided) {
      Record record = durable(*decided);
      RC_ASSERT(balanced(record.entries));
      if (const AccountNumber fees = fees_taken_from(record); !fees.none())
        refuse_what_lacks(record, Money::units(accounts[fees.value]));
      moved = std::holds_alternative<Cleared>(record.fact);
      for (const Entry& entry : record.entries)
        accounts.at(entry.account.value) += entry.amount.units();
      wallet.apply(record);
      state = wallet.state();
    }
    RC_ASSERT(moved == model.clear(kind, units));
    RC_ASSERT(accounts[5] == model.wallet && state.posted == Money::units(model.wallet));
    RC_ASSERT(accounts[2] == model.fees && accounts[3] == model.outside);
    RC_ASSERT(model.wallet >= 0 && model.fees >= 0);
  }
}

}  // namespace
}  // namespace bursar::ledger::clearing_test
