#include "ledger/archiving.hpp"

#include "tests/ledger/decisions.hpp"
#include "tests/ledger/examined.hpp"

#include <string>
#include <utility>
#include <variant>

#include <gtest/gtest.h>

namespace bursar::ledger::archiving_test {
namespace {

using namespace tests;

ArchiveWallet end_of(std::uint64_t account, bool with_agent) {
  return {.wallet = address_of(account), .org_wallet = address_of(5), .with_agent = with_agent};
}

Result<Decided> decided(const WalletState& state, bool with_agent) {
  return Wallet{state}.decide(end_of(state.address.account.value, with_agent));
}

Record change(WalletChanged changed) {
  changed.wallet = {6};
  return {.time = noon, .organizations = {{{.organization = {1}}}}, .fact = std::move(changed)};
}

TEST(ArchivingTest, AnEmptyWalletIsArchivedAndAnAgentsIsSwept) {
  const auto empty = decided(holding("0.00"), false);
  ASSERT_TRUE(empty);
  EXPECT_TRUE(empty->entries.empty());
  EXPECT_EQ(std::get<WalletArchived>(empty->fact),
            (WalletArchived{.wallet = {6}, .wallet_id = {{1, 6}}}));
  const auto swept = decided(holding("9.00"), true);
  ASSERT_TRUE(swept);
  EXPECT_EQ(posted(*swept), (Posted{{6, usd("-9.00")}, {5, usd("9.00")}}));
  EXPECT_EQ(std::get<WalletArchived>(swept->fact), (WalletArchived{.wallet = {6},
                                                                   .wallet_id = {{1, 6}},
                                                                   .agent_deleted = true,
                                                                   .swept_to = {5},
                                                                   .swept_to_id = {{1, 5}},
                                                                   .swept = usd("9.00")}));
}

TEST(ArchivingTest, AWalletEndsByThisTable) {
  struct Row {
    std::string balance;
    std::string held;
    WalletStatus status;
    bool with_agent;
    Errc told;  // zero: it ends
  };
  const Row table[] = {
      {"0.00", "0.00", WalletStatus::active, false, {}},
      {"0.00", "0.00", WalletStatus::frozen, false, {}},
      {"0.00", "0.00", WalletStatus::archived, false, Errc::wallet_archived},
      {"9.00", "0.00", WalletStatus::active, false, Errc::balance_not_zero},
      {"9.00", "1.00", WalletStatus::active, false, Errc::holds_open},
      {"9.00", "9.00", WalletStatus::frozen, true, Errc::holds_open},
      {"9.00", "0.00", WalletStatus::frozen, true, {}},
      {"9.00", "0.00", WalletStatus::active, true, {}},
      {"0.00", "0.00", WalletStatus::archived, true, {}},
  };
  for (const auto& [balance, held, status, with_agent, told] : table) {
    WalletState state = holding(balance);
    state.held = usd(held);
    state.status = status;
    const auto end = decided(state, with_agent);
    EXPECT_EQ(end ? Errc{} : end.error().code, told) << balance << " " << held;
  }
  EXPECT_EQ(decided(holding("0.00", 5), false).error().code, Errc::invalid_request);
  EXPECT_EQ(decided(holding("0.00", 5), true).error().code, Errc::invalid_request);
}

TEST(ArchivingTest, WhatWaitsKeepsAWalletThatHoldsNothingForIt) {
  WalletState state = holding("0.00");
  state.holds.push_back({.request = {9}, .amount = usd("5.00")});
  EXPECT_EQ(decided(state, true).error().code, Errc::holds_open);
}

TEST(ArchivingTest, WhatEndedTakesAndGivesNothing) {
  Wallet wallet{holding("9.00")};
  wallet.apply(durable(*wallet.decide(end_of(6, true))));
  EXPECT_EQ(wallet.state().status, WalletStatus::archived);
  EXPECT_EQ(wallet.state().posted, Money{});
  EXPECT_EQ(wallet.accept(usd("1.00")).error().code, Errc::payee_archived);
  EXPECT_EQ(wallet.accept_funding(usd("1.00")).error().code, Errc::payee_archived);
  EXPECT_EQ(wallet.decide(payment("1.00"), {}, noon).error().code, Errc::wallet_archived);
  Wallet org{holding("0.00", 5)};
  org.apply(durable(*Wallet{holding("9.00")}.decide(end_of(6, true))));
  EXPECT_EQ(org.state().posted, usd("9.00"));
  EXPECT_EQ(org.state().status, WalletStatus::active);
}

TEST(ArchivingTest, AFrozenWalletTakesCreditsAndNoFundings) {
  Wallet wallet{holding("9.00")};
  wallet.apply(change({.status = WalletStatus::frozen}));
  EXPECT_TRUE(wallet.accept(usd("1.00")));
  EXPECT_EQ(wallet.accept_funding(usd("1.00")).error().code, Errc::wallet_frozen);
  EXPECT_EQ(wallet.decide(payment("1.00"), {}, noon).error().code, Errc::wallet_frozen);
  EXPECT_EQ(wallet.decide(funding(FundingSource::treasury, "1.00"), {}, noon).error().code,
            Errc::wallet_frozen);
  wallet.apply(change({.status = WalletStatus::active}));
  EXPECT_TRUE(wallet.accept_funding(usd("1.00")));
  EXPECT_TRUE(wallet.decide(payment("1.00"), {}, noon));
}

TEST(ArchivingTest, AWalletHearsOfItsOwnChangesAlone) {
  const PolicyId policy{{9, 9}};
  Wallet wallet{holding("9.00")};
  const WalletState before = wallet.state();
  Record record = change({.policy = policy, .status = WalletStatus::frozen});
  std::get<WalletChanged>(record.fact).wallet = {7};
  wallet.apply(record);
  record.fact = WalletArchived{.wallet = {7}};
  wallet.apply(record);
  EXPECT_EQ(wallet.state().status, before.status);
  wallet.apply(change({.label = "new"}));
  EXPECT_EQ(wallet.state().status, before.status);
  EXPECT_EQ(wallet.state().policy, before.policy);
  wallet.apply(change({.policy = policy}));
  EXPECT_EQ(wallet.state().policy, policy);
}

/// A wallet 15 of an agent, with 9.00, and its key.
class ArchivedAgentTest : public Examined {
 protected:
  ArchivedAgentTest() {
    Opened opened;
    opened.wallets.push_back(
        {.address = agent_, .name = "bot", .agent_name = "bot", .agent = true});
    opened.keys.push_back({.id = {{1, 15}}, .key_class = KeyClass::agent, .wallet = agent_.id});
    world_.record({.time = noon,
                   .organizations = {{{.organization = {1}}}},
                   .entries = {{.account = {1}, .amount = usd("-9.00")},
                               {.account = {15}, .amount = usd("9.00")}},
                   .fact = opened});
  }

  Record changed(WalletChanged changed) {
    changed.wallet = {15};
    return {.time = {noon.milliseconds + 1},
            .organizations = {{{.organization = {1}}}},
            .fact = std::move(changed)};
  }

  void remove() {
    Decided end = archived({.wallet = agent_, .org_wallet = address_of(5), .with_agent = true},
                           world_.books.wallets.at({15}).state().posted);
    auto& fact = std::get<WalletArchived>(end.fact);
    if (!world_.books.keys.at({{1, 15}}).revoked) fact.keys = {{{1, 15}}};
    world_.record({.time = {noon.milliseconds + 1},
                   .organizations = {{{.organization = {1}}}},
                   .entries = end.entries,
                   .fact = end.fact});
  }

  WalletAddress agent_{
      .account = {15}, .id = {{1, 15}}, .organization = {1}, .system_accounts = {1}};
};

TEST_F(ArchivedAgentTest, BooksKnowItByItsNewNames) {
  const Record record = changed({.label = "l",
                                 .name = "n",
                                 .tags = {{"a", "b"}},
                                 .metadata = "{}",
                                 .policy = world_.wallet(6).state().policy,
                                 .status = WalletStatus::frozen});
  world_.record(record);
  const WalletProfile& profile = world_.books.profiles.at({15});
  EXPECT_EQ(profile.opened.label, "l");
  EXPECT_EQ(profile.opened.name, "n");
  EXPECT_EQ(profile.opened.agent_name, "n");
  EXPECT_EQ(profile.opened.tags, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(profile.opened.metadata, "{}");
  EXPECT_EQ(profile.policy, world_.wallet(6).state().policy);
  EXPECT_EQ(profile.updated_at, record.time);
  EXPECT_EQ(profile.created_at, noon);
  EXPECT_EQ(world_.books.wallets.at({15}).state().status, WalletStatus::frozen);
  Record plain = changed({.name = "p"});
  std::get<WalletChanged>(plain.fact).wallet = {6};
  world_.record(plain);
  EXPECT_EQ(world_.books.profiles.at({6}).opened.name, "p");
  EXPECT_EQ(world_.books.profiles.at({6}).opened.agent_name, "");
}

TEST_F(ArchivedAgentTest, BooksEndTheWalletAndItsKeys) {
  remove();
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(world_.books.wallets.at({15}).state().status, WalletStatus::archived);
  EXPECT_EQ(world_.books.accounts[15].balance(), Money{});
  EXPECT_EQ(world_.books.accounts[5].balance(), usd("9.00"));
  EXPECT_TRUE(world_.books.keys.at({{1, 15}}).revoked);
  EXPECT_EQ(world_.books.profiles.at({15}).updated_at.milliseconds, noon.milliseconds + 1);
}

TEST_F(ArchivedAgentTest, AnEndIsFoundToBeWrong) {
  remove();
  const auto told_fact = [this](auto change) { return told_of<WalletArchived>(change); };
  EXPECT_EQ(told_fact([](WalletArchived& fact) { fact.wallet = {99}; }),
            "archives a wallet that is not there");
  EXPECT_EQ(told_fact([](WalletArchived& fact) { fact.wallet_id = {{9, 9}}; }),
            "archives a wallet that is not there");
  EXPECT_EQ(told_fact([](WalletArchived& fact) {
              fact.wallet = {5};
              fact.wallet_id = {{1, 5}};
            }),
            "archives an organisation's own wallet");
  EXPECT_EQ(told_fact([](WalletArchived& fact) {
              fact.wallet = {6};
              fact.wallet_id = {{1, 6}};
            }),
            "deletes a wallet that is no agent's");
  EXPECT_EQ(told_fact([](WalletArchived& fact) { fact.swept = usd("8.00"); }),
            "sweeps 8.00 from a wallet that holds 9.00");
  EXPECT_EQ(told_fact([](WalletArchived& fact) { fact.swept = usd("-9.00"); }), "sweeps -9.00");
  EXPECT_EQ(told_fact([](WalletArchived& fact) { fact.keys = {{{9, 9}}}; }),
            "revokes a key that is not there");
  EXPECT_EQ(told_fact([](WalletArchived& fact) { fact.keys = {{{1, 2}}}; }),
            "revokes a key that is not the wallet's");
  EXPECT_EQ(told_fact([](WalletArchived& fact) { fact.agent_deleted = false; }),
            "revokes keys and deletes no agent");
  for (const auto& [account, id] : {std::pair{99, 5}, {6, 6}, {12, 12}, {5, 6}})
    EXPECT_EQ(told_fact([&](WalletArchived& fact) {
                fact.swept_to = {static_cast<std::uint64_t>(account)};
                fact.swept_to_id = {{account == 12 ? 2U : 1U, static_cast<std::uint64_t>(id)}};
              }),
              "sweeps to a wallet that is not its organisation's own");
  EXPECT_EQ(told([](Record& record) { record.entries.clear(); }),
            "does not post the 9.00 that it sweeps");
}

TEST_F(ArchivedAgentTest, WhatItOwesKeepsItUnlessItsWalletHasEnded) {
  const Record end{
      .fact = WalletArchived{.wallet = {15}, .wallet_id = agent_.id, .agent_deleted = true}};
  WalletState state = world_.books.wallets.at({15}).state();
  state.posted = {};
  state.owed = usd("5.00");
  for (const auto& [status, found] :
       {std::pair{WalletStatus::active, "archives a wallet that owes something"},
        std::pair{WalletStatus::frozen, "archives a wallet that owes something"},
        std::pair{WalletStatus::archived, "nothing"}}) {
    state.status = status;
    world_.books.wallets.insert_or_assign({15}, Wallet{state});
    EXPECT_EQ(wrong_end(world_.books, end).value_or("nothing"), found);
  }
}

TEST_F(ArchivedAgentTest, NothingComesAfterTheEnd) {
  remove();
  world_.record({.time = {noon.milliseconds + 1},
                 .organizations = {{{.organization = {1}}}},
                 .entries = {{.account = {1}, .amount = usd("-1.00")},
                             {.account = {15}, .amount = usd("1.00")}},
                 .fact = Funded{.source = FundingSource::treasury,
                                .wallet = {15},
                                .wallet_id = agent_.id,
                                .from = {1},
                                .amount = amount("1.00")}});
  EXPECT_EQ(told(), "moves money of a wallet that is archived");
}

TEST_F(ArchivedAgentTest, AnEndIsTheLastChange) {
  remove();
  world_.record(changed({.label = "late"}));
  EXPECT_EQ(told(), "changes a wallet that is archived");
}

TEST_F(ArchivedAgentTest, AnEndWithNothingToSweep) {
  WalletArchived fact{.wallet = {6}, .wallet_id = {{1, 6}}};
  world_.record({.time = noon, .organizations = {{{.organization = {1}}}}, .fact = fact});
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(world_.books.wallets.at({6}).state().status, WalletStatus::archived);
  EXPECT_EQ(world_.books.wallets.at({6}).state().policy, PolicyId{});
  EXPECT_EQ(told_of<WalletArchived>([](WalletArchived& end) { end.swept_to = {5}; }),
            "sweeps nothing to a wallet");
  world_.record({.time = noon, .organizations = {{{.organization = {1}}}}, .fact = fact});
  EXPECT_EQ(told(), "archives a wallet that is archived");
}

TEST_F(ArchivedAgentTest, AnAgentMayBeDeletedAfterItsWalletWasArchived) {
  world_.record({.time = {noon.milliseconds + 1},
                 .organizations = {{{.organization = {1}}}},
                 .fact = KeyRevoked{.id = {{1, 15}}}});
  remove();
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(told_of<WalletArchived>([](WalletArchived& end) { end.keys = {{{1, 15}}}; }),
            "revokes a key that was revoked before");
  remove();
  EXPECT_EQ(told(), "nothing");
}

TEST_F(ArchivedAgentTest, AChangeIsFoundToBeWrong) {
  world_.record(changed({.label = "l", .policy = world_.wallet(6).state().policy}));
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(told_of<WalletChanged>([](WalletChanged& fact) { fact.wallet = {99}; }),
            "changes a wallet that is not there");
  EXPECT_EQ(told_of<WalletChanged>([](WalletChanged& fact) { fact.policy = {{8, 8}}; }),
            "attaches a policy that is not there");
  EXPECT_EQ(
      told_of<WalletChanged>([](WalletChanged& fact) { fact.status = WalletStatus::archived; }),
      "archives a wallet by the way");
  EXPECT_EQ(told_of<WalletChanged>([](WalletChanged& fact) { fact = {.wallet = {15}}; }),
            "changes nothing of a wallet");
  EXPECT_EQ(told([](Record& record) { record.entries = {{.account = {2}}, {.account = {3}}}; }),
            "changes a wallet and moves money");
}

TEST_F(ArchivedAgentTest, ASweepIsPostedBetweenTheTwo) {
  const Decided end = archived({.wallet = agent_, .org_wallet = address_of(5), .with_agent = true},
                               world_.books.wallets.at({15}).state().posted);
  Record record{.time = noon, .entries = end.entries, .fact = end.fact};
  EXPECT_EQ(wrong_end(world_.books, record), std::nullopt);
  record.entries[1].account = {7};
  EXPECT_EQ(wrong_end(world_.books, record), "does not post the 9.00 that it sweeps");
  record.entries = end.entries;
  record.entries[1].amount = usd("8.00");
  EXPECT_EQ(wrong_end(world_.books, record), "does not post the 9.00 that it sweeps");
}

TEST_F(ArchivedAgentTest, ItsSessionEndsWithIt) {
  world_.record({.time = noon,
                 .organizations = {{{.organization = {1}}}},
                 .fact = SessionIssued{.wallet = {15}, .generation = 1, .expires = next_day}});
  remove();
  EXPECT_EQ(world_.books.sessions.at({15}), (WalletSession{.generation = 1}));
}

}  // namespace
}  // namespace bursar::ledger::archiving_test
