#include "ledger/receivables.hpp"

#include "ledger/archiving.hpp"
#include "ledger/past.hpp"
#include "tests/ledger/decisions.hpp"

#include <variant>

#include <gtest/gtest.h>

namespace bursar::ledger::receivables_test {
namespace {

using namespace tests;

WalletState owing(std::string_view owed, std::string_view balance) {
  WalletState state = holding(balance, 7);
  state.owed = usd(owed);
  return state;
}

TEST(ReceivablesTest, AWalletGivesBackWhatItHasOfWhatItOwes) {
  EXPECT_EQ(Wallet{owing("0.00", "5.00")}.repay(), std::nullopt);
  EXPECT_EQ(Wallet{owing("5.00", "0.00")}.repay(), std::nullopt);
  const Decided some = Wallet{owing("5.00", "2.00")}.repay().value();
  EXPECT_EQ(posted(some), (Posted{{7, usd("-2.00")}, {1, usd("2.00")}}));
  EXPECT_EQ(std::get<ReceivableRepaid>(some.fact), (ReceivableRepaid{.wallet = {7},
                                                                     .wallet_id = {{1, 7}},
                                                                     .amount = amount("2.00"),
                                                                     .owed_after = usd("3.00")}));
  const Decided all = Wallet{owing("5.00", "9.00")}.repay().value();
  EXPECT_EQ(posted(all), (Posted{{7, usd("-5.00")}, {1, usd("5.00")}}));
}

TEST(ReceivablesTest, WhatIsSetAsideStaysSo) {
  WalletState state = owing("5.00", "4.00");
  state.held = usd("1.00");
  Wallet wallet{state};
  wallet.expect(usd("-2.50"));
  EXPECT_EQ(std::get<ReceivableRepaid>(wallet.repay().value().fact).amount, amount("0.50"));
}

TEST(ReceivablesTest, OneRecordRepaysNoMoreThanItMayMove) {
  WalletState state = owing("0.00", "0.00");
  state.owed = state.posted = amount_max + usd("1.00");
  EXPECT_EQ(std::get<ReceivableRepaid>(Wallet{state}.repay().value().fact).owed_after, usd("1.00"));
}

TEST(ReceivablesTest, WhatIsOwedGrowsWithACoverAndShrinksWithARepayment) {
  const DisputeRefunded covered{.refund = {.from = {7}}, .covered = usd("3.00")};
  EXPECT_EQ(owed_change(covered, {7}), usd("3.00"));
  EXPECT_TRUE(owed_change(covered, {6}).zero());
  Wallet wallet{owing("5.00", "2.00")};
  const Record repaid = durable(wallet.repay().value());
  EXPECT_TRUE(owed_change(repaid.fact, {6}).zero());
  wallet.apply(repaid);
  EXPECT_EQ(wallet.state().owed, usd("3.00"));
  EXPECT_TRUE(wallet.state().posted.zero());
  WalletState before = wallet.state();
  take_back(before, repaid);
  EXPECT_EQ(before.owed, usd("5.00"));
}

TEST(ReceivablesTest, NoWalletThatOwesSomethingIsArchived) {
  ArchiveWallet asked{.wallet = address_of(7), .org_wallet = address_of(5)};
  EXPECT_EQ(Wallet{owing("0.01", "0.00")}.decide(asked).error().code, Errc::balance_not_zero);
  asked.with_agent = true;
  EXPECT_EQ(Wallet{owing("0.01", "0.00")}.decide(asked).error().code, Errc::balance_not_zero);
  EXPECT_TRUE(Wallet{owing("0.00", "0.00")}.decide(asked));
}

// It was covered after it had ended: nothing comes to it any more that could be repaid.
TEST(ReceivablesTest, WhatAnArchivedWalletOwesKeepsNoAgent) {
  ArchiveWallet asked{.wallet = address_of(7), .org_wallet = address_of(5)};
  WalletState ended = owing("5.00", "0.00");
  ended.status = WalletStatus::archived;
  EXPECT_EQ(Wallet{ended}.decide(asked).error().code, Errc::wallet_archived);
  asked.with_agent = true;
  const Decided deleted = Wallet{ended}.decide(asked).value();
  EXPECT_TRUE(deleted.entries.empty());
  EXPECT_TRUE(std::get<WalletArchived>(deleted.fact).agent_deleted);
  Wallet gone{ended};
  gone.apply(durable(deleted));
  EXPECT_EQ(gone.state().owed, usd("5.00")) << "it stays written down";
}

}  // namespace
}  // namespace bursar::ledger::receivables_test
