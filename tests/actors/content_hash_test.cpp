#include "actors/content_hash.hpp"

#include "tests/support/amounts.hpp"

#include <gtest/gtest.h>

namespace bursar::actors::content_hash_test {
namespace {

using tests::amount;

PayCommand payment() {
  PayCommand command;
  command.pay.payer.id = {{1, 1}};
  command.pay.payee_external = "shop";
  command.pay.amount = amount("5.00");
  command.pay.description = "tea";
  command.keyed.key = "k";
  return command;
}

class ContentHashTest : public testing::Test {
 protected:
  ledger::Bits128 content(const PayCommand& command) const { return hash.of(command).content; }

  const ContentHash hash{{1, 2, 3}};
  PayCommand other = payment();
};

TEST_F(ContentHashTest, WithoutAKeyThereIsNone) {
  other.keyed.key.clear();
  EXPECT_TRUE(hash.of(other).none());
}

TEST_F(ContentHashTest, WhoAskedWhenAndInWhichWordsIsNoPartOfIt) {
  other.now = {99};
  other.pay.salt = 99;
  other.keyed.request_id = "other";
  other.keyed.answer_version.dialect = 1;
  EXPECT_EQ(content(other), content(payment()));
}

TEST_F(ContentHashTest, EveryFieldOfTheCommandIsPartOfIt) {
  std::vector<PayCommand> others(5, payment());
  others[0].pay.amount = amount("5.01");
  others[1].pay.payee_external = "shop2";
  others[2].pay.description = "coffee";
  others[3].pay.category = "tea";
  others[4].pay.metadata = "{}";
  for (const PayCommand& each : others) EXPECT_NE(content(each), content(payment()));
}

TEST_F(ContentHashTest, OfADepositTooAndWhichCallItWasIsNoPartOfIt) {
  ClearCommand deposit;
  deposit.clear = {.wallet = {.id = {{1, 1}}}, .amount = amount("5.00"), .reference = "r"};
  deposit.keyed.key = "k";
  ClearCommand same = deposit;
  same.clear.request_id = "other";
  same.clear.salt = 9;
  EXPECT_EQ(hash.of(same).content, hash.of(deposit).content);
  std::vector<ClearCommand> others(4, deposit);
  others[0].clear.amount = amount("5.01");
  others[1].clear.reference = "s";
  others[2].clear.kind = ledger::Clearing::withdrawal;
  others[3].clear.wallet.id = {{1, 2}};
  for (const ClearCommand& each : others)
    EXPECT_NE(hash.of(each).content, hash.of(deposit).content);
}

TEST_F(ContentHashTest, OfAWithdrawalAllIsNoAmountAndAnAdjustmentIsAnother) {
  WithdrawCommand some;
  some.withdraw = {.wallet = {.id = {{1, 1}}}, .amount = amount("5.00")};
  some.keyed.key = "k";
  WithdrawCommand same = some;
  same.withdraw.salt = 9;
  EXPECT_EQ(hash.of(same).content, hash.of(some).content);
  std::vector<WithdrawCommand> others(4, some);
  others[0].withdraw.amount = amount("5.01");
  others[1].withdraw.amount.reset();
  others[2].withdraw.adjusts_budget = true;
  others[3].withdraw.wallet.id = {{1, 2}};
  for (const WithdrawCommand& each : others)
    EXPECT_NE(hash.of(each).content, hash.of(some).content);
  some.keyed.key.clear();
  EXPECT_TRUE(hash.of(some).none());
}

TEST_F(ContentHashTest, OfAFundingItIsAnotherWhereABudgetIsAdjusted) {
  FundCommand fund;
  fund.fund = {.wallet = {.id = {{1, 1}}}, .amount = amount("5.00")};
  fund.keyed.key = "k";
  FundCommand adjusting = fund;
  adjusting.fund.adjusts_budget = true;
  EXPECT_NE(hash.of(adjusting).content, hash.of(fund).content);
}

TEST_F(ContentHashTest, OfABatchItIsWhoGetsWhatInTheirOrder) {
  FundBatchCommand batch;
  batch.batch.parts = {{{.id = {{1, 1}}}, amount("5.00")}, {{.id = {{1, 2}}}, amount("5.00")}};
  batch.keyed.key = "k";
  std::vector<FundBatchCommand> others(3, batch);
  others[0].batch.parts[1].amount = amount("5.01");
  others[1].batch.parts[1].wallet.id = {{1, 3}};
  others[2].batch.parts.pop_back();
  for (const FundBatchCommand& each : others)
    EXPECT_NE(hash.of(each).content, hash.of(batch).content);
  FundBatchCommand same = batch;
  same.batch.salt = 9;
  EXPECT_EQ(hash.of(same).content, hash.of(batch).content);
  same.keyed.key.clear();
  EXPECT_TRUE(hash.of(same).none());
}

TEST_F(ContentHashTest, OfADeedOnATokenItIsTheTokenTheDeedAndTheAmount) {
  const auto deed = [](ledger::Sequence token, ledger::TokenEvent event) {
    TokenActCommand command;
    command.act.token = token;
    command.act.event = event;
    command.keyed.key = "k";
    return command;
  };
  const auto complete = deed({9}, ledger::TokenEvent::complete);
  std::vector<TokenActCommand> others(4, complete);
  others[0].act.token = {10};
  others[1].act.event = ledger::TokenEvent::settle;
  others[2].act.amount = amount("5.00");
  others[3].act.token_epoch = 1;
  for (const TokenActCommand& each : others)
    EXPECT_NE(hash.of(each).content, hash.of(complete).content);
  TokenActCommand same = complete;
  same.act.salt = 99;
  same.now = {99};
  same.keyed.answer_version.dialect = 5;
  EXPECT_EQ(hash.of(same).content, hash.of(complete).content);
  same.keyed.key.clear();
  EXPECT_TRUE(hash.of(same).none());
}

TEST_F(ContentHashTest, TextDoesNotFlowFromOneFieldIntoTheNext) {
  other.pay.description = "te";
  other.pay.category = "a";
  EXPECT_NE(content(other), content(payment()));
}

TEST_F(ContentHashTest, AnotherSecretGivesAnotherHash) {
  const ContentHash secret{{9}};
  EXPECT_NE(secret.of_key("k"), hash.of_key("k"));
}

}  // namespace
}  // namespace bursar::actors::content_hash_test
