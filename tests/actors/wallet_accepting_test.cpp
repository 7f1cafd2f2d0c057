#include "actors/wallet_accepting.hpp"

#include "tests/ledger/decisions.hpp"

#include <memory>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::actors::wallet_accepting_test {
namespace {

using ledger::Errc;
using tests::usd;

/// A source with 10.00, of which `under_way` is set aside for another's transfer.
WalletActorState source_of_ten(std::string_view under_way) {
  WalletActorState state;
  state.wallet = ledger::Wallet{tests::holding("10.00")};
  state.wallet.expect(-usd(under_way));
  return state;
}

std::shared_ptr<Transfer> drawing(const WalletActorState& source, std::string_view money) {
  auto transfer = std::make_shared<Transfer>();
  transfer->credits = {{.to = {777}, .money = usd(money)},
                       {.to = source.address().account, .money = -usd(money)}};
  return transfer;
}

// A batch has thousands of parts, and each of another's that is told of has it judged anew.
TEST(WalletAcceptingTest, WhatABatchDrawsIsReadOffItOnceHoweverOftenItIsJudged) {
  WalletActorState source = source_of_ten("6.00");
  const std::vector parts = {drawing(source, "3.00"), drawing(source, "4.00")};
  const auto together = std::make_shared<const std::vector<TransferPtr>>(
      std::vector<TransferPtr>{parts[0], parts[1]});
  const AcceptQuestion question =
      question_of(source, {parts[0], source.address().account, together});
  for (const auto& part : parts) part->credits.clear();
  EXPECT_TRUE(only_what_is_under_way_refuses(source, question));
  EXPECT_EQ(accept(source, question).refused, Errc::budget_source_short);
  source.wallet.no_longer_expect(-usd("6.00"));
  EXPECT_FALSE(only_what_is_under_way_refuses(source, question));
  EXPECT_EQ(accept(source, question).refused, Errc{});
  EXPECT_TRUE(source.transfers.no_longer_expect(source.wallet, parts[1]));
}

TEST(WalletAcceptingTest, WhatABatchBringsItselfIsNotWaitedFor) {
  WalletActorState source = source_of_ten("2.00");
  const auto paying = std::make_shared<Transfer>(
      Transfer{.credits = {{.to = source.address().account, .money = usd("3.00")}},
               .decided = {},
               .draft = {}});
  const auto drawn = drawing(source, "12.00");
  const auto together =
      std::make_shared<const std::vector<TransferPtr>>(std::vector<TransferPtr>{paying, drawn});
  const AcceptQuestion question = question_of(source, {drawn, source.address().account, together});
  EXPECT_FALSE(only_what_is_under_way_refuses(source, question));
  source.transfers.expect(source.wallet, paying, usd("3.00"));
  EXPECT_FALSE(only_what_is_under_way_refuses(source, question));
  EXPECT_EQ(accept(source, question).part, 1U);
  const auto others = std::make_shared<Transfer>();
  source.transfers.expect(source.wallet, others, usd("3.00"));
  EXPECT_TRUE(only_what_is_under_way_refuses(source, question));
}

}  // namespace
}  // namespace bursar::actors::wallet_accepting_test
