#include "ledger/withdrawing.hpp"

#include "ledger/giving.hpp"
#include "tests/ledger/decisions.hpp"
#include "tests/ledger/examined.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::ledger::withdrawing_test {
namespace {

using namespace tests;
using tests::decide;

Withdraw withdrawal(std::string_view written) {
  return {.wallet = address_of(6), .org_wallet = address_of(5), .amount = amount(written)};
}
Withdraw everything() {
  return {.wallet = address_of(6), .org_wallet = address_of(5)};
}
Withdraw adjusting(Withdraw withdraw) {
  withdraw.adjusts_budget = true;
  return withdraw;
}

TEST(WithdrawingTest, MoneyGoesBackToTheOrgWallet) {
  const auto decided = decide(holding("9.00"), withdrawal("5.00"));
  ASSERT_TRUE(decided);
  EXPECT_EQ(posted(*decided), (Posted{{6, usd("-5.00")}, {5, usd("5.00")}}));
  EXPECT_EQ(std::get<Withdrawn>(decided->fact), (Withdrawn{.wallet = {6},
                                                           .wallet_id = {{1, 6}},
                                                           .to = {5},
                                                           .to_id = {{1, 5}},
                                                           .amount = usd("5.00")}));
}

TEST(WithdrawingTest, AllIsWhatTheWalletHasFree) {
  WalletState state = holding("9.00");
  state.held = usd("2.00");
  EXPECT_EQ(posted(decide(state, everything()).value()),
            (Posted{{6, usd("-7.00")}, {5, usd("7.00")}}));
  state.held = usd("9.00");
  EXPECT_EQ(decide(state, everything()).error(), Error{.code = Errc::insufficient_funds});
  EXPECT_EQ(decide(state, withdrawal("9.01")).error().code, Errc::insufficient_funds);
}

TEST(WithdrawingTest, AllMayBeMoreThanAnyAmount) {
  WalletState state = holding("0.00");
  state.posted = balance_max;
  EXPECT_EQ(std::get<Withdrawn>(decide(state, everything()).value().fact).amount, balance_max);
}

TEST(WithdrawingTest, IsRefusedByThisTable) {
  struct Row {
    WalletStatus status;
    bool adjusts_budget;
    std::string asked;
    std::optional<Error> told;
  };
  const Row table[] = {
      {WalletStatus::active, false, "9.00", {}},
      {WalletStatus::frozen, false, "9.00", {}},
      {WalletStatus::archived, false, "9.01", Error{.code = Errc::wallet_archived}},
      {WalletStatus::active, true, "9.00", {}},
      {WalletStatus::frozen, true, "9.01", Error{.code = Errc::wallet_frozen}},
      {WalletStatus::archived, true, "9.01", Error{.code = Errc::wallet_archived}},
      {WalletStatus::active, false, "9.01",
       Error{.code = Errc::insufficient_funds, .max_allowed_now = usd("9.00")}},
  };
  for (const auto& [status, adjusts_budget, asked, told] : table) {
    WalletState state = holding("9.00");
    state.status = status;
    Withdraw withdraw = withdrawal(asked);
    withdraw.adjusts_budget = adjusts_budget;
    const auto decided = decide(state, withdraw);
    EXPECT_EQ(decided ? std::nullopt : std::optional{decided.error()}, told) << asked;
  }
}

TEST(WithdrawingTest, OnlyToTheOrganisationsOwnWallet) {
  Withdraw astray = withdrawal("1.00");
  astray.org_wallet = address_of(12);
  EXPECT_EQ(decide(holding("9.00"), astray).error().code, Errc::not_found);
  astray.org_wallet = address_of(5);
  astray.org_wallet.environment = Environment::production;
  EXPECT_EQ(decide(holding("9.00"), astray).error().code, Errc::environment_mismatch);
  astray.org_wallet = address_of(6);
  EXPECT_EQ(decide(holding("9.00"), astray).error().code, Errc::invalid_request);
}

TEST(WithdrawingTest, IsNoSpendingAndAsksNoPolicy) {
  WalletState state = holding("9.00");
  bind(state, {.max_per_tx = Money{}});
  state.budget_limit = Money{};
  Wallet wallet{state};
  wallet.apply(durable(wallet.decide(withdrawal("4.00"), {}, noon).value()));
  EXPECT_EQ(wallet.state().posted, usd("5.00"));
  EXPECT_EQ(wallet.state().usage, Usage{});
  EXPECT_EQ(wallet.state().total_spent, Money{});
  EXPECT_EQ(wallet.state().transaction_count, 1U);
}

TEST(WithdrawingTest, WaitsForWhatIsUnderWay) {
  Wallet wallet{holding("9.00")};
  const Decided paying = wallet.decide(payment("5.00"), {}, noon).value();  // 5.02 with its fee
  wallet.hold(paying, noon);
  EXPECT_EQ(std::get<Withdrawn>(wallet.decide(everything(), {}, noon).value().fact).amount,
            usd("3.98"));
  EXPECT_FALSE(wallet.only_what_is_under_way_refuses(everything(), {}, noon));
  EXPECT_TRUE(wallet.only_what_is_under_way_refuses(withdrawal("9.00"), {}, noon));
  EXPECT_FALSE(wallet.only_what_is_under_way_refuses(withdrawal("9.01"), {}, noon));
  EXPECT_EQ(wallet.decide(withdrawal("9.01"), {}, noon).error().max_allowed_now, usd("9.00"));
  wallet.release(paying, noon);
  Wallet empty{holding("0.00")};
  EXPECT_FALSE(empty.only_what_is_under_way_refuses(everything(), {}, noon));
  empty.expect(usd("1.00"));
  EXPECT_TRUE(empty.only_what_is_under_way_refuses(everything(), {}, noon));
}

TEST(WithdrawingTest, AFrozenOrgWalletTakesWhatIsFetchedAndNoBudget) {
  EXPECT_FALSE(needs_active_payee(decide(holding("9.00"), everything()).value().fact));
  EXPECT_TRUE(needs_active_payee(decide(holding("9.00"), adjusting(everything())).value().fact));
  EXPECT_TRUE(needs_active_payee(Funded{}));
  EXPECT_TRUE(needs_active_payee(BatchFunded{}));
  EXPECT_FALSE(needs_active_payee(Paid{}));
}

/// Account 6 has 900 units, of which 400 go back.
class WithdrawnTest : public Examined {
 protected:
  WithdrawnTest() {
    world_.fund(6, tests::amount(900));
    world_.commit(world_.wallet(6)
                      .decide(Withdraw{.wallet = address_of(6),
                                       .org_wallet = address_of(5),
                                       .amount = tests::amount(400)},
                              {}, world_.now)
                      .value());
  }
};

TEST_F(WithdrawnTest, IsFoundToBeRight) {
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(world_.books.accounts[6].balance(), money(500));
  EXPECT_EQ(world_.books.accounts[5].balance(), money(400));
}

TEST_F(WithdrawnTest, IsFoundToBeWrong) {
  const auto told_fact = [this](auto change) { return told_of<Withdrawn>(change); };
  EXPECT_EQ(told_fact([](Withdrawn& fact) { fact.wallet = {99}; }),
            "withdraws from a wallet that is not there");
  EXPECT_EQ(told_fact([](Withdrawn& fact) { fact.wallet_id = {{9, 9}}; }),
            "withdraws from a wallet that is not there");
  for (const auto& [account, organization, id] :
       {std::tuple{99U, 1U, 5U}, {7U, 1U, 7U}, {12U, 2U, 12U}, {5U, 1U, 6U}})
    EXPECT_EQ(told_fact([&](Withdrawn& fact) {
                fact.to = {account};
                fact.to_id = {{organization, id}};
              }),
              "withdraws to a wallet that is not its organisation's own");
  EXPECT_EQ(told_fact([](Withdrawn& fact) { fact.amount = money(399); }),
            "does not post the 0.00000399 that it withdraws");
  EXPECT_EQ(told([](Record& record) { record.entries.clear(); }),
            "does not post the 0.000004 that it withdraws");
  EXPECT_EQ(told_fact([](Withdrawn& fact) { fact.salt = salt_mask + 1; }),
            "has a salt that no id can tell");
  EXPECT_EQ(told_fact([](Withdrawn& fact) { fact.amount = money(-1); }), "withdraws -0.00000001");
  EXPECT_EQ(told_fact([](Withdrawn& fact) { fact.amount = Money{}; }), "withdraws 0.00");
  EXPECT_EQ(told_fact([](Withdrawn& fact) { fact.amount = balance_max + money(1); }),
            "withdraws 50000000000.00000001");
}

TEST_F(WithdrawnTest, IsPostedBetweenTheTwo) {
  Record record = world_.records.back();
  EXPECT_EQ(wrong_withdrawal(world_.books, record), std::nullopt);
  record.entries[1].account = {7};
  EXPECT_EQ(wrong_withdrawal(world_.books, record), "does not post the 0.000004 that it withdraws");
  record = world_.records.back();
  record.entries[0].amount = money(-399);
  EXPECT_EQ(wrong_withdrawal(world_.books, record), "does not post the 0.000004 that it withdraws");
}

// Two numbers are all that there is to know of it.
RC_GTEST_PROP(WithdrawingTest, NothingIsLostOnTheWay, ()) {
  std::int64_t own = 0;
  std::int64_t agents = *rc::gen::inRange<std::int64_t>(0, 2'000);
  WalletState state = holding("0.00");
  state.posted = money(agents);
  WalletState org = holding("0.00", 5);
  // Zero asks for all.
  const auto asked =
      *rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(0, 700));
  for (const std::int64_t units : asked) {
    Withdraw withdraw = everything();
    if (units > 0) withdraw.amount = tests::amount(units);
    const auto decided = Wallet{state}.decide(withdraw, {}, noon);
    const std::int64_t moved = units > 0 ? units : agents;
    RC_ASSERT(decided.has_value() == (moved > 0 && moved <= agents));
    if (!decided) continue;
    own += moved;
    agents -= moved;
    Wallet giver{state};
    Wallet taker{org};
    giver.apply(durable(*decided));
    taker.apply(durable(*decided));
    state = giver.state();
    org = taker.state();
    RC_ASSERT(state.posted == money(agents) && org.posted == money(own));
  }
}

}  // namespace
}  // namespace bursar::ledger::withdrawing_test
