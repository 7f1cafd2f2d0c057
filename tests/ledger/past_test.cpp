#include "ledger/past.hpp"

#include "tests/ledger/two_organizations.hpp"
#include "tests/support/amounts.hpp"

#include <gtest/gtest.h>

namespace bursar::ledger::past_test {
namespace {

constexpr OrganizationNumber ours{1};
constexpr OrganizationNumber others{2};

Record across() {
  return {.time = tests::noon,
          .organizations = {{{.organization = ours, .sequence = {7}},
                             {.organization = others, .sequence = {90}}}}};
}

TEST(PastTest, ARecordIsThereFromItsOwnInstantOn) {
  const Record record = across();
  EXPECT_TRUE(there_by(tests::noon, record, ours));
  EXPECT_TRUE(there_by(Time{tests::noon.milliseconds + 1}, record, ours));
  EXPECT_FALSE(there_by(Time{tests::noon.milliseconds - 1}, record, ours));
}

TEST(PastTest, EachOrganizationCountsItsOwnRecords) {
  const Record record = across();
  EXPECT_TRUE(there_by(OrganizationSequence{7}, record, ours));
  EXPECT_FALSE(there_by(OrganizationSequence{6}, record, ours));
  EXPECT_FALSE(there_by(OrganizationSequence{89}, record, others));
  EXPECT_TRUE(there_by(OrganizationSequence{90}, record, others));
  EXPECT_FALSE(there_by(OrganizationSequence{90}, record, OrganizationNumber{3}));
}

TEST(PastTest, HeldMoneyIsWhatTheRecordSays) {
  WalletState state{.address = tests::address_of(6), .held = tests::usd("9.00")};
  Record record = across();
  record.entries = {{.account = {5}, .held_after = tests::usd("1.00")},
                    {.account = {6}, .held_after = tests::usd("2.50")}};
  hold_as_of(state, record);
  EXPECT_EQ(state.held, tests::usd("2.50"));
}

TEST(PastTest, TokensAreOpenFromTheirIssueToTheirEnd) {
  const AccountNumber payer{6};
  WalletState state{.address = tests::address_of(6)};
  Record settled{.fact = Paid{.payer = payer}};
  std::get<Paid>(settled.fact).settles =
      Settled{.token = {9}, .reserved = tests::money(5), .held = tests::money(5)};
  Record ended{.fact = TokenEnded{.token = {7}, .payer = payer, .held = tests::money(3)}};
  Record issued{.sequence = {9}, .fact = TokenIssued{.payment = {.payer = payer}}};
  take_back(state, settled);
  take_back(state, ended);
  EXPECT_EQ(held_by(state.tokens), tests::money(8));
  EXPECT_EQ(state.tokens.front().token, Sequence{7});
  take_back(state, issued);
  EXPECT_EQ(held_by(state.tokens), tests::money(3));
  state.address = tests::address_of(7);
  for (const Record& one : {settled, ended, issued}) take_back(state, one);
  EXPECT_EQ(held_by(state.tokens), tests::money(3)) << "they were another wallet's";
}

TEST(PastTest, APayeeHasSpentNothing) {
  tests::TwoOrganizations world;
  world.fund(5, tests::amount("10.00"));
  const WalletState before = world.wallet(13).state();
  world.commit(world.wallet(5)
                   .decide(Pay{.payer = tests::address_of(5),
                               .payee = tests::address_of(13),
                               .amount = tests::amount("2.00")},
                           world.terms, world.now)
                   .value());
  WalletState state = world.wallet(13).state();
  EXPECT_EQ(state.posted, tests::usd("2.00"));
  take_back(state, world.records.back());
  EXPECT_EQ(state.posted, before.posted);
  EXPECT_EQ(state.total_spent, before.total_spent);
  EXPECT_EQ(state.transaction_count, before.transaction_count);
}

}  // namespace
}  // namespace bursar::ledger::past_test
