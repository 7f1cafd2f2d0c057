#include "ledger/topup.hpp"

#include "tests/ledger/decisions.hpp"
#include "tests/ledger/examined.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::ledger::topup_test {
namespace {

using namespace tests;
using tests::decide;

TopupTerms terms_of(std::string_view below, std::string_view each, std::string_view day) {
  return {.trigger_below = usd(below),
          .amount = amount(each),
          .max_per_day = usd(day),
          .from = {5},
          .from_id = {{1, 5}}};
}

WalletState set(std::string_view balance, TopupTerms terms) {
  WalletState state = holding(balance);
  state.topup = terms;
  return state;
}

TEST(TopupTest, AWalletAsksItsOrgWalletForTheAmount) {
  const auto wanted = topup_wanted(set("4.99", terms_of("5.00", "20.00", "200.00")), noon);
  ASSERT_TRUE(wanted);
  EXPECT_EQ(wanted->wallet, address_of(6));
  EXPECT_EQ(wanted->org_wallet, address_of(5));
  EXPECT_EQ(wanted->amount, amount("20.00"));
  EXPECT_EQ(wanted->topped_up_on, day_of(noon));
  const auto given = decide(holding("20.00", 5), *wanted);
  ASSERT_TRUE(given);
  EXPECT_EQ(std::get<Funded>(given->fact).topped_up_on, day_of(noon));
  EXPECT_EQ(posted(*given), (Posted{{5, usd("-20.00")}, {6, usd("20.00")}}));
}

TEST(TopupTest, ItAsksByThisTable) {
  struct Row {
    std::string balance;
    std::string held;
    WalletStatus status;
    bool enabled;
    std::string below;
    std::string used;
    bool asks;
  };
  const Row table[] = {
      {"4.99", "0.00", WalletStatus::active, true, "5.00", "0.00", true},
      {"5.00", "0.00", WalletStatus::active, true, "5.00", "0.00", false},
      {"5.00", "0.01", WalletStatus::active, true, "5.00", "0.00", true},
      {"0.00", "0.00", WalletStatus::active, true, "0.00", "0.00", false},
      {"4.99", "0.00", WalletStatus::frozen, true, "5.00", "0.00", false},
      {"4.99", "0.00", WalletStatus::archived, true, "5.00", "0.00", false},
      {"4.99", "0.00", WalletStatus::active, false, "5.00", "0.00", false},
      {"4.99", "0.00", WalletStatus::active, true, "5.00", "180.00", true},
      {"4.99", "0.00", WalletStatus::active, true, "5.00", "180.01", false},
  };
  for (const auto& [balance, held, status, enabled, below, used, asks] : table) {
    WalletState state = set(balance, terms_of(below, "20.00", "200.00"));
    state.held = usd(held);
    state.status = status;
    state.topup->enabled = enabled;
    state.topup_day = day_of(noon);
    state.topup_used = usd(used);
    EXPECT_EQ(topup_wanted(state, noon).has_value(), asks) << balance << " " << used;
  }
  EXPECT_FALSE(topup_wanted(holding("0.00"), noon)) << "nothing is set";
}

TEST(TopupTest, ADayBeginsAnewAndNoneComesBack) {
  WalletState state = set("0.00", terms_of("5.00", "20.00", "20.00"));
  state.topup_day = day_of(noon);
  state.topup_used = usd("20.00");
  EXPECT_FALSE(topup_wanted(state, noon));
  EXPECT_EQ(topped_up_in_day(state, noon), usd("20.00"));
  EXPECT_TRUE(topup_wanted(state, next_day));
  EXPECT_EQ(topped_up_in_day(state, next_day), usd("0.00"));
  state.topup_day = day_of(next_day);
  EXPECT_FALSE(topup_wanted(state, noon)) << "it has come to the next day";
}

TEST(TopupTest, RecordsCountAndSetAndEndIt) {
  Wallet wallet{holding("0.00")};
  const TopupTerms terms = terms_of("5.00", "20.00", "200.00");
  wallet.apply({.time = noon, .fact = TopupSet{.wallet = {7}, .terms = terms}});
  EXPECT_EQ(wallet.state().topup, std::nullopt) << "another one's";
  wallet.apply({.time = noon, .fact = TopupSet{.wallet = {6}, .terms = terms}});
  EXPECT_EQ(wallet.state().topup, terms);
  const Fund wanted = topup_wanted(wallet.state(), noon).value();
  const Record given = durable(decide(holding("90.00", 5), wanted).value());
  wallet.apply(given);
  wallet.apply(given);
  EXPECT_EQ(wallet.state().topup_used, usd("40.00"));
  EXPECT_EQ(wallet.state().topup_day, day_of(noon));
  EXPECT_EQ(wallet.state().posted, usd("40.00"));
  Wallet org{holding("90.00", 5)};
  org.apply(given);
  EXPECT_EQ(org.state().topup_used, Money{});
  wallet.apply({.time = noon, .fact = TopupSet{.wallet = {6}}});
  EXPECT_EQ(wallet.state().topup, std::nullopt);
  wallet.apply({.time = noon, .fact = TopupSet{.wallet = {6}, .terms = terms}});
  wallet.apply({.time = noon, .fact = WalletArchived{.wallet = {6}}});
  EXPECT_EQ(wallet.state().topup, std::nullopt);
}

/// Account 6 is topped up with 100 units, 250 a day, by the org wallet of 900.
class ToppedUpTest : public Examined {
 protected:
  ToppedUpTest() {
    world_.fund(5, tests::amount(900));
    set({6}, terms_);
  }
  void set(AccountNumber wallet, std::optional<TopupTerms> terms) {
    world_.wallet(wallet.value)
        .apply(world_.record({.time = world_.now,
                              .organizations = {{{.organization = {1}}}},
                              .fact = TopupSet{.wallet = wallet, .terms = terms}}));
  }
  void top_up() {
    const Fund wanted = topup_wanted(world_.wallet(6).state(), world_.now).value();
    world_.commit(world_.wallet(5).decide(wanted, world_.terms, world_.now).value());
  }

  TopupTerms terms_{.trigger_below = money(10'000),
                    .amount = tests::amount(100),
                    .max_per_day = money(250),
                    .from = {5},
                    .from_id = {{1, 5}}};
};

TEST_F(ToppedUpTest, IsFoundToBeRight) {
  EXPECT_EQ(told(), "nothing");
  top_up();
  EXPECT_EQ(told(), "nothing");
  top_up();
  EXPECT_EQ(told(), "nothing");
  EXPECT_FALSE(topup_wanted(world_.wallet(6).state(), world_.now));
  world_.now = next_day;
  top_up();
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(world_.books.accounts[6].balance(), money(300));
}

TEST_F(ToppedUpTest, ASettingIsFoundToBeWrong) {
  const auto told_fact = [this](auto change) { return told_of<TopupSet>(change); };
  EXPECT_EQ(told_fact([](TopupSet& fact) { fact.wallet = {99}; }),
            "sets a top-up of a wallet that is not there");
  EXPECT_EQ(told_fact([](TopupSet& fact) { fact.wallet = {13}; }),
            "sets a top-up of another organisation's wallet");
  EXPECT_EQ(told_fact([](TopupSet& fact) { fact.wallet = {5}; }),
            "sets a top-up of an organisation's own wallet");
  EXPECT_EQ(told_fact([](TopupSet& fact) { fact.terms->from = {7}; }),
            "sets a top-up from a wallet that is not its organisation's own");
  EXPECT_EQ(told_fact([](TopupSet& fact) { fact.terms->trigger_below = money(-1); }),
            "sets a top-up below zero");
  EXPECT_EQ(told_fact([](TopupSet& fact) { fact.terms->max_per_day = money(-1); }),
            "sets a top-up below zero");
  EXPECT_EQ(told([](Record& record) { record.entries = {{.account = {2}}, {.account = {3}}}; }),
            "sets a top-up and moves money");
  world_.record({.time = world_.now,
                 .organizations = {{{.organization = {1}}}},
                 .fact = WalletArchived{.wallet = {6}, .wallet_id = {{1, 6}}}});
  set({6}, std::nullopt);
  EXPECT_EQ(told(), "sets a top-up of a wallet that is archived");
}

TEST_F(ToppedUpTest, ATopUpIsFoundToBeWrong) {
  top_up();
  const auto told_fact = [this](auto change) { return told_of<Funded>(change); };
  EXPECT_EQ(told_fact([](Funded& fact) { ++fact.topped_up_on; }), "nothing") << "another day";
  EXPECT_EQ(told_fact([](Funded& fact) { fact.topped_up_on = -1; }),
            "tops up in a day that no calendar has");
  EXPECT_EQ(told([](Record& record) {
              auto& fact = std::get<Funded>(record.fact);
              fact.amount = tests::amount(99);
              record.entries[0].amount = money(-99);
              record.entries[0].balance_after = money(801);
              record.entries[1].amount = money(99);
              record.entries[1].balance_after = money(99);
            }),
            "tops up with 0.00000099 instead of 0.000001");
  EXPECT_EQ(told_fact([](Funded& fact) { fact.source = FundingSource::treasury; }),
            "funds from a treasury that is not the wallet's");
  top_up();
  EXPECT_EQ(told_fact([](Funded& fact) { --fact.topped_up_on; }),
            "goes back to an earlier day of top-ups");
}

TEST_F(ToppedUpTest, TooMuchInADayIsFound) {
  top_up();
  top_up();
  WalletState state = world_.wallet(6).state();
  state.topup_used = Money{};
  const Fund wanted = topup_wanted(state, world_.now).value();
  world_.commit(world_.wallet(5).decide(wanted, world_.terms, world_.now).value());
  EXPECT_EQ(told(), "tops up with 0.000003 in a day that allows 0.0000025");
}

TEST_F(ToppedUpTest, OneThatIsNotToBeIsFound) {
  const Fund wanted = topup_wanted(world_.wallet(6).state(), world_.now).value();
  set({6}, std::nullopt);
  world_.commit(world_.wallet(5).decide(wanted, world_.terms, world_.now).value());
  EXPECT_EQ(told(), "tops up a wallet that is not to be");
  const auto funded = std::get<Funded>(world_.records.back().fact);
  terms_.enabled = false;
  set({6}, terms_);
  EXPECT_EQ(wrong_topup(world_.books, funded), "tops up a wallet that is not to be");
  terms_.enabled = true;
  terms_.from = {7};
  set({6}, terms_);
  EXPECT_EQ(wrong_topup(world_.books, funded), "tops up from another wallet than was set");
  Funded treasurys = funded;
  treasurys.source = FundingSource::treasury;
  EXPECT_EQ(wrong_topup(world_.books, treasurys), "tops up from another wallet than was set");
}

// The fuse: whatever is asked for when, no day sees more than it may.
RC_GTEST_PROP(TopupTest, NoDaySeesMoreThanItMay, ()) {
  WalletState state = holding("0.00");
  state.topup = TopupTerms{.trigger_below = money(1'000'000),
                           .amount = tests::amount(*rc::gen::inRange<std::int64_t>(1, 50)),
                           .max_per_day = money(*rc::gen::inRange<std::int64_t>(0, 200)),
                           .from = {5},
                           .from_id = {{1, 5}}};
  WalletState org = holding("1.00", 5);
  Time now = noon;
  std::int64_t day = 0;
  Money seen;
  const auto waits = *rc::gen::container<std::vector<std::int64_t>>(
      rc::gen::inRange<std::int64_t>(-day_ms, day_ms));
  for (const std::int64_t wait : waits) {
    now.milliseconds += wait;
    const auto wanted = topup_wanted(state, now);
    if (!wanted) continue;
    RC_ASSERT(wanted->topped_up_on >= day);
    if (wanted->topped_up_on != day) seen = Money{};
    day = wanted->topped_up_on;
    seen = seen + wanted->amount.money();
    RC_ASSERT(seen <= state.topup->max_per_day);
    Wallet wallet{state};
    wallet.apply(durable(decide(org, *wanted).value()));
    state = wallet.state();
    RC_ASSERT(state.topup_used == seen);
  }
}

}  // namespace
}  // namespace bursar::ledger::topup_test
