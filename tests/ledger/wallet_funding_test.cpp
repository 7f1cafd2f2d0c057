#include "ledger/wallet.hpp"
#include "tests/ledger/decisions.hpp"

#include <gtest/gtest.h>

namespace bursar::ledger::wallet_funding_test {
namespace {

using namespace tests;
using tests::decide;

TEST(WalletFundingTest, TheTreasuryFunds) {
  const Decided decided = decide(holding("0.00"), funding(FundingSource::treasury, "9.00")).value();
  EXPECT_EQ(posted(decided), (Posted{{1, usd("-9.00")}, {6, usd("9.00")}}));
  EXPECT_EQ(std::get<Funded>(decided.fact).from, AccountNumber{1});
}

TEST(WalletFundingTest, TheOrgWalletGivesWhatIsFree) {
  WalletState org{.address = address_of(5), .posted = usd("9.00")};
  Fund asked = funding(FundingSource::organization, "9.00");
  asked.org_wallet = address_of(5);
  EXPECT_EQ(posted(decide(org, asked).value().entries),
            (Posted{{5, usd("-9.00")}, {6, usd("9.00")}}));
  EXPECT_FALSE(std::get<Funded>(decide(org, asked).value().fact).adjusts_budget);
  asked.adjusts_budget = true;
  EXPECT_TRUE(std::get<Funded>(decide(org, asked).value().fact).adjusts_budget);
  org.held = usd("1.00");
  EXPECT_EQ(decide(org, asked).error(),
            (Error{.code = Errc::insufficient_funds, .max_allowed_now = usd("8.00")}));
  org.status = WalletStatus::frozen;
  EXPECT_EQ(decide(org, asked).error().code, Errc::wallet_frozen);
}

TEST(WalletFundingTest, AnOrgWalletFundsNobodyElsesWallet) {
  Fund asked = funding(FundingSource::organization, "9.00");
  asked.org_wallet = address_of(5);
  asked.wallet = address_of(13);
  EXPECT_EQ(decide({.address = address_of(5), .posted = usd("9.00")}, asked).error().code,
            Errc::not_found);
}

TEST(WalletFundingTest, AFundingIsRefusedInOrderToo) {
  WalletState state = holding("0.00");
  state.posted = balance_max;
  state.status = WalletStatus::frozen;
  Fund asked = funding(FundingSource::test_faucet, "1000.01");
  asked.faucet_limited = true;
  EXPECT_EQ(decide(state, asked).error().code, Errc::wallet_frozen);
  state.status = WalletStatus::archived;
  EXPECT_EQ(decide(state, asked).error().code, Errc::wallet_archived);
  state.status = WalletStatus::active;
  EXPECT_EQ(decide(state, asked).error().code, Errc::faucet_exhausted);
  asked.faucet_limited = false;
  EXPECT_EQ(decide(state, asked).error().code, Errc::balance_limit);
  state.posted = balance_max - usd("1000.01");
  EXPECT_TRUE(decide(state, asked));
}

TEST(WalletFundingTest, TheFaucetGivesAnAgentSoMuchADay) {
  Wallet wallet{holding("0.00")};
  Fund asked = funding(FundingSource::test_faucet, "600.00");
  wallet.apply(durable(wallet.decide(asked, {}, noon).value()));  // an org key's does not count
  asked.faucet_limited = true;
  wallet.apply(durable(wallet.decide(asked, {}, noon).value()));
  EXPECT_EQ(wallet.state().faucet_used, usd("600.00"));
  EXPECT_EQ(wallet.decide(asked, {}, noon).error(), (Error{.code = Errc::faucet_exhausted,
                                                           .limit = usd("1000.00"),
                                                           .used = usd("600.00"),
                                                           .max_allowed_now = usd("400.00"),
                                                           .resets_at = next_day}));
  Fund rest = asked;
  rest.amount = amount("400.00");
  EXPECT_TRUE(wallet.decide(rest, {}, noon)) << "all that is left";
  const Decided tomorrow = wallet.decide(asked, {}, next_day).value();
  EXPECT_EQ(std::get<Funded>(tomorrow.fact).faucet_used_after, usd("600.00"));
}

}  // namespace
}  // namespace bursar::ledger::wallet_funding_test
