#include "ledger/funding.hpp"

#include "tests/ledger/decisions.hpp"
#include "tests/ledger/examined.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::ledger::funding_test {
namespace {

using namespace tests;
using tests::decide;

FundBatch batch_of(std::vector<std::pair<std::uint64_t, std::string>> parts) {
  FundBatch batch{.org_wallet = address_of(5)};
  for (const auto& [account, written] : parts)
    batch.parts.push_back({.wallet = address_of(account), .amount = amount(written)});
  return batch;
}

TEST(FundingTest, ABatchIsOneFactWithAnEntryForEach) {
  const auto decided = decide(holding("9.00", 5), batch_of({{7, "4.00"}, {6, "5.00"}}));
  ASSERT_TRUE(decided);
  EXPECT_EQ(posted(*decided), (Posted{{5, usd("-9.00")}, {7, usd("4.00")}, {6, usd("5.00")}}));
  EXPECT_EQ(std::get<BatchFunded>(decided->fact),
            (BatchFunded{.from = {5},
                         .from_id = {{1, 5}},
                         .allocations = {{{7}, {{1, 7}}, amount("4.00")},
                                         {{6}, {{1, 6}}, amount("5.00")}}}));
}

TEST(FundingTest, ABatchIsRefusedInOrder) {
  WalletState org = holding("9.00", 5);
  const FundBatch dear = batch_of({{6, "4.00"}, {7, "5.01"}});
  EXPECT_EQ(decide(org, dear).error(),
            (Error{.code = Errc::insufficient_funds, .max_allowed_now = usd("9.00")}));
  org.status = WalletStatus::frozen;
  EXPECT_EQ(decide(org, dear).error(), Error{.code = Errc::wallet_frozen});
  for (const auto& [astray, told] :
       {std::pair{13U, Errc::not_found}, {5U, Errc::invalid_request}, {6U, Errc::invalid_request}})
    EXPECT_EQ(decide(org, batch_of({{6, "9.00"}, {astray, "9.00"}})).error(),
              (Error{.code = told, .part = 2}));
  FundBatch elsewhere = batch_of({{6, "1.00"}});
  elsewhere.parts[0].wallet.environment = Environment::production;
  EXPECT_EQ(decide(org, elsewhere).error(), (Error{.code = Errc::environment_mismatch, .part = 1}));
  EXPECT_EQ(decide(org, batch_of({})).error(), Error{.code = Errc::invalid_request});
}

TEST(FundingTest, ThousandTimesTheMostIsMoreThanThereIs) {
  WalletState org = holding("0.00", 5);
  org.posted = balance_max;
  FundBatch batch = batch_of({});
  for (std::size_t i = 0; i < allocations_max; ++i) {
    WalletAddress wallet = address_of(6);
    wallet.account = {100 + i};
    batch.parts.push_back({.wallet = wallet, .amount = *Amount::of(amount_max)});
  }
  EXPECT_EQ(decide(org, batch).error().code, Errc::insufficient_funds);
}

TEST(FundingTest, ABatchWaitsForWhatIsUnderWay) {
  Wallet org{holding("9.00", 5)};
  Fund giving{.wallet = address_of(6), .org_wallet = address_of(5), .amount = amount("5.00")};
  const Decided one = org.decide(giving, {}, noon).value();
  org.hold(one, noon);
  EXPECT_TRUE(org.only_what_is_under_way_refuses(batch_of({{7, "9.00"}}), {}, noon));
  EXPECT_FALSE(org.only_what_is_under_way_refuses(batch_of({{7, "9.01"}}), {}, noon));
  EXPECT_TRUE(org.decide(batch_of({{7, "4.00"}}), {}, noon));
  org.release(one, noon);
  EXPECT_TRUE(org.decide(batch_of({{7, "9.00"}}), {}, noon));
}

/// The org wallet of 900 units has given 100 and 200.
class BatchFundedTest : public Examined {
 protected:
  BatchFundedTest() {
    world_.fund(5, tests::amount(900));
    world_.commit(world_.wallet(5)
                      .decide(FundBatch{.org_wallet = address_of(5),
                                        .parts = {{address_of(6), tests::amount(100)},
                                                  {address_of(7), tests::amount(200)}}},
                              {}, world_.now)
                      .value());
  }
};

TEST_F(BatchFundedTest, IsFoundToBeRight) {
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(world_.books.accounts[5].balance(), money(600));
  EXPECT_EQ(world_.books.accounts[6].balance(), money(100));
  EXPECT_EQ(world_.books.accounts[7].balance(), money(200));
}

TEST_F(BatchFundedTest, IsFoundToBeWrong) {
  const auto told_fact = [this](auto change) { return told_of<BatchFunded>(change); };
  EXPECT_EQ(told_fact([](BatchFunded& fact) { fact.allocations.clear(); }), "funds nobody");
  EXPECT_EQ(told_fact([](BatchFunded& fact) { fact.allocations.resize(allocations_max + 1); }),
            "funds too many wallets at once");
  EXPECT_EQ(told_fact([](BatchFunded& fact) { fact.allocations[1].wallet = {99}; }),
            "names a funded wallet that is not there");
  EXPECT_EQ(told_fact([](BatchFunded& fact) { fact.allocations[1].wallet_id = {{9, 9}}; }),
            "names a funded wallet that is not there");
  EXPECT_EQ(told_fact([](BatchFunded& fact) {
              fact.from = {12};
              fact.from_id = {{2, 12}};
            }),
            "funds from a wallet that is not its organisation's own");
  EXPECT_EQ(told_fact([](BatchFunded& fact) { fact.allocations[1].amount = amount(199); }),
            "does not post what it funds");
  EXPECT_EQ(told([](Record& record) { std::swap(record.entries[1], record.entries[2]); }),
            "does not post what it funds");
  EXPECT_EQ(told_fact([](BatchFunded& fact) { fact.salt = salt_mask + 1; }),
            "has a salt that no id can tell");
  EXPECT_EQ(told_fact([](BatchFunded& fact) {
              fact.allocations.resize(53, {{6}, {{1, 6}}, *Amount::of(amount_max)});
            }),
            "funds wallets with more than one may hold");
}

// What each of them has, and what the giver has left, is all that there is to know of it.
RC_GTEST_PROP(FundingTest, ABatchGivesAllOrNothing, ()) {
  const std::int64_t had = *rc::gen::inRange<std::int64_t>(0, 500);
  const auto units = *rc::gen::nonEmpty<std::vector<std::int64_t>>(
      rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(1, 200)));
  WalletState org = holding("0.00", 5);
  org.posted = money(had);
  FundBatch batch{.org_wallet = address_of(5)};
  std::int64_t sum = 0;
  for (const std::int64_t one : units) {
    WalletAddress wallet = address_of(6);
    wallet.account = {100 + batch.parts.size()};
    batch.parts.push_back({.wallet = wallet, .amount = tests::amount(one)});
    sum += one;
  }
  const auto decided = decide(org, batch);
  RC_ASSERT(decided.has_value() == (sum <= had));
  if (!decided) return;
  RC_ASSERT(balanced(decided->entries));
  Wallet giver{org};
  giver.apply(durable(*decided));
  RC_ASSERT(giver.state().posted == money(had - sum));
  for (std::size_t i = 0; i < units.size(); ++i)
    RC_ASSERT(posted_to({100 + i}, decided->entries) == money(units[i]));
}

}  // namespace
}  // namespace bursar::ledger::funding_test
