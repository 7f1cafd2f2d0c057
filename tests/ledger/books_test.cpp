#include "ledger/books.hpp"

#include "tests/ledger/two_organizations.hpp"
#include "tests/support/amounts.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>

#include <gtest/gtest.h>

namespace bursar::ledger::books_test {
namespace {

using namespace tests;

Record of_organization(std::uint64_t number, Fact fact) {
  return {.time = noon, .organizations = {{{.organization = {number}}}}, .fact = std::move(fact)};
}

Decided paid(TwoOrganizations& world, std::uint64_t payer, std::uint64_t payee) {
  return world
      .decide(payer,
              {.payer = address_of(payer), .payee = address_of(payee), .amount = amount(250)})
      .value();
}

TEST(BooksTest, AnOrganisationOpensWithItsAccountsWalletsAndKeys) {
  const TwoOrganizations world;
  const Books& books = world.books;
  EXPECT_EQ(books.last(), Sequence{3});
  EXPECT_EQ(books.accounts.size(), 15U);
  EXPECT_EQ(books.organizations.size(), 3U);
  EXPECT_EQ(books.organizations[2].wallets, (std::vector<AccountNumber>{{12}, {13}, {14}}));
  EXPECT_EQ(books.organizations[2].opened.sandbox_accounts, AccountNumber{8});
  EXPECT_EQ(books.organization_heads[2].count, OrganizationSequence{1});
  EXPECT_EQ(books.keys.at({{2, 2}}).organization, OrganizationNumber{2});
  EXPECT_EQ(books.profiles.at({13}).policy, (PolicyId{{2, 1}}));
  EXPECT_EQ(books.wallets.at({14}).state().budget_limit, money(1'500));
  EXPECT_EQ(books.wallets.at({14}).state().last_time, noon);
}

TEST(BooksTest, ASignUpMayOpenWithMoney) {
  TwoOrganizations world;
  Opened opened;
  opened.wallets.push_back({.address = address_of(5)});
  opened.wallets[0].address.account = {15};
  Record record = of_organization(1, opened);
  record.entries = {{.account = {1}, .amount = money(-7)}, {.account = {15}, .amount = money(7)}};
  world.record(record);
  const WalletState& state = world.books.wallets.at({15}).state();
  EXPECT_EQ(state.posted, money(7));
  EXPECT_EQ(state.transaction_count, 1U);
}

TEST(BooksTest, TheFirstProductionWalletBringsItsSystemAccounts) {
  TwoOrganizations world;
  Opened opened;
  WalletAddress address = address_of(5);
  address.environment = Environment::production;
  address.system_accounts = {15};
  address.account = {19};
  opened.wallets.push_back({.address = address});
  world.record(of_organization(1, opened));
  EXPECT_EQ(world.books.accounts.size(), 20U);
}

TEST(BooksTest, KeysArePermanentlyRevokedAndPoliciesAttached) {
  TwoOrganizations world;
  Opened opened;
  opened.policy = PolicyMade{.terms = {.id = {{9, 9}}, .version = 1}};
  world.record(of_organization(1, opened));
  world.record(
      of_organization(1, PolicyAttached{.wallet = {7}, .policy = opened.policy->terms.id}));
  world.record(of_organization(1, KeyRevoked{.id = {{1, 2}}}));
  EXPECT_EQ(world.books.policies.at({{9, 9}}).organization, OrganizationNumber{1});
  EXPECT_EQ(world.books.organizations[1].policies.size(), 2U);
  EXPECT_EQ(world.books.profiles.at({7}).policy, (PolicyId{{9, 9}}));
  EXPECT_EQ(world.books.wallets.at({7}).state().policy, (PolicyId{{9, 9}}));
  EXPECT_EQ(world.books.policies.at({{9, 9}}).wallets, 1U);
  EXPECT_TRUE(world.books.keys.at({{1, 2}}).revoked);
  EXPECT_FALSE(world.books.keys.at({{2, 2}}).revoked);
  Record later = of_organization(1, PolicyAttached{.wallet = {7}});
  later.time = {noon.milliseconds + 1};
  world.record(later);
  EXPECT_EQ(world.books.profiles.at({7}).created_at, noon);
  EXPECT_EQ(world.books.organizations[1].created_at, noon);
  EXPECT_EQ(world.books.profiles.at({7}).updated_at, later.time);
  EXPECT_EQ(world.books.policies.at({{9, 9}}).wallets, 0U);
}

TEST(BooksTest, APolicyIsChangedUnderItsIdAndStaysKnownWhenItIsDeleted) {
  TwoOrganizations world;
  PolicyChanged changed{.terms = world.books.policies.at({{1, 1}}).made.terms, .name = "new"};
  changed.terms.version = 2;
  changed.terms.expires_at = noon;
  Record later = of_organization(1, changed);
  later.time = {noon.milliseconds + 1};
  world.record(later);
  const Policy& policy = world.books.policies.at({{1, 1}});
  EXPECT_EQ(policy.made.terms, changed.terms);
  EXPECT_EQ(policy.made.name, "new");
  EXPECT_EQ(policy.created_at, noon);
  EXPECT_EQ(policy.updated_at, later.time);
  EXPECT_EQ(policy.wallets, 1U);

  later.fact = PolicyAttached{.wallet = {6}};
  world.record(later);
  later.fact = PolicyDeleted{{{1, 1}}};
  world.record(later);
  EXPECT_TRUE(policy.deleted);
  EXPECT_EQ(policy.made.terms, changed.terms) << "of payments that it let pass";
  EXPECT_EQ(world.books.organizations[1].policies.size(), 1U);
}

TEST(BooksTest, ARotatedKeyGivesWayAtOnceOrWhenItsGraceEnds) {
  TwoOrganizations world;
  const Time end{noon.milliseconds + 60'000};
  const KeyMade made{.id = {{3, 2}}, .name = "first", .secret_hash = {1}};
  world.record(of_organization(1, KeyRotated{.id = {{1, 2}}, .made = made}));
  world.record(
      of_organization(2, KeyRotated{.id = {{2, 2}}, .made = {.id = {{4, 2}}}, .ends = end}));
  EXPECT_TRUE(world.books.keys.at({{1, 2}}).revoked);
  EXPECT_FALSE(world.books.keys.at({{2, 2}}).revoked);
  EXPECT_EQ(world.books.keys.at({{2, 2}}).ends, end);
  EXPECT_FALSE(world.books.keys.at({{2, 2}}).current());
  EXPECT_TRUE(world.books.keys.at({{3, 2}}).current());
  EXPECT_EQ(world.books.keys.at({{3, 2}}).made, made);
  EXPECT_EQ(world.books.organizations[1].keys, (std::vector<KeyId>{{{1, 2}}, {{3, 2}}}));
  world.record(of_organization(2, KeyRevoked{.id = {{2, 2}}}));
  EXPECT_TRUE(world.books.keys.at({{2, 2}}).revoked);
}

TEST(BooksTest, AKeysLastUseIsTheLatestThatWasTold) {
  TwoOrganizations world;
  const Time later{noon.milliseconds + 60'000};
  world.record({.time = later, .fact = KeysUsed{{{{{1, 2}}, later}, {{{2, 2}}, noon}}}});
  world.record({.time = later, .fact = KeysUsed{{{{{1, 2}}, noon}}}});
  EXPECT_EQ(world.books.keys.at({{1, 2}}).last_used, later);
  EXPECT_EQ(world.books.keys.at({{2, 2}}).last_used, noon);
  EXPECT_EQ(world.books.organization_heads[1].count, OrganizationSequence{1});
}

TEST(BooksTest, AWalletsNewestSessionIsTheOneThatIsHeard) {
  TwoOrganizations world;
  const Time end{noon.milliseconds + 60'000};
  world.record(of_organization(1, SessionIssued{.wallet = {6}, .generation = 1, .expires = noon}));
  world.record(of_organization(1, SessionIssued{.wallet = {6}, .generation = 2, .expires = end}));
  EXPECT_EQ(world.books.sessions.at({6}), (WalletSession{.generation = 2, .expires = end}));
  EXPECT_FALSE(world.books.sessions.contains({7}));
  EXPECT_EQ(world.books.organization_heads[1].count, OrganizationSequence{3});
}

TEST(BooksTest, APaymentBetweenOrganisationsHasAPlaceInBoth) {
  TwoOrganizations world;
  world.fund(6, amount(1'000));
  world.commit(paid(world, 6, 13));
  EXPECT_EQ(world.books.organization_heads[1].count, OrganizationSequence{3});
  EXPECT_EQ(world.books.organization_heads[2].count, OrganizationSequence{2});
  EXPECT_EQ(world.books.organization_heads[2].last, world.books.last());
  EXPECT_EQ(world.books.accounts[6].balance(), money(749));
  EXPECT_EQ(world.books.accounts[13].last, world.books.last());
  EXPECT_EQ(world.books.accounts[11].balance(), money(-250));
}

TEST(BooksTest, ATreasuryThatGaveMoreThanMoneyCanSayIsCountedExactly) {
  TwoOrganizations world;
  for (std::uint64_t i = 0; i < 93; ++i) world.fund(i % 2 == 0 ? 6 : 7, amount("1000000000.00"));
  const Wide given = Wide{93} * amount_max.units();
  const AccountHead& treasury = world.books.accounts[1];
  ASSERT_GT(given, std::numeric_limits<std::int64_t>::max());
  EXPECT_TRUE(treasury.posted == -given);
  EXPECT_TRUE(world.books.accounts[6].posted + world.books.accounts[7].posted == given);
  const Money most = Money::units(std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(treasury.balance(), most);
  const auto& entries = world.records.back().entries;
  const auto gave = std::ranges::find(entries, AccountNumber{1}, &Entry::account);
  ASSERT_NE(gave, entries.end());
  EXPECT_EQ(gave->balance_after, most);
}

// The live wallet moves before the writer has its say; a replay sees what the writer made of it.
TEST(BooksTest, AFaucetsDayIsTheOneItWasJudgedInThoughTheWriterWroteItOnTheNext) {
  TwoOrganizations world;
  Fund asked{.wallet = address_of(6),
             .source = FundingSource::test_faucet,
             .amount = amount("600.00"),
             .faucet_limited = true};
  Wallet live = world.wallet(6);
  const Decided decided = live.decide(asked, world.terms, noon).value();
  live.apply({.time = noon, .entries = decided.entries, .fact = decided.fact});
  const Time next_day{noon.milliseconds + day_ms};
  world.now = next_day;
  world.commit(decided);

  const Wallet& replayed = world.books.wallets.at({6});
  EXPECT_EQ(replayed.state().faucet_day, day_of(noon));
  EXPECT_EQ(replayed.state().faucet_day, live.state().faucet_day);
  EXPECT_EQ(replayed.state().faucet_used, live.state().faucet_used);
  EXPECT_EQ(replayed.decide(asked, world.terms, next_day).value().fact,
            live.decide(asked, world.terms, next_day).value().fact);
}

TEST(BooksTest, ARefusalUnderAKeyMovesItsWalletsTime) {
  TwoOrganizations world;
  Record refusal = of_organization(
      1, Refused{.wallet = {6}, .error = {.code = Errc::insufficient_funds}, .request_id = "r"});
  refusal.idempotency = Idempotency{.wallet = {6}, .key = "k", .content = {1, 2}};
  refusal.time = {noon.milliseconds + 1};
  world.record(refusal);
  EXPECT_EQ(world.books.wallets.at({6}).state().last_time, refusal.time);
}

TEST(BooksTest, AnEngineThatCameBackSaysSo) {
  TwoOrganizations world;
  world.record({.time = noon, .fact = Recovered{.verified_from = {2}}});
  EXPECT_EQ(world.books.last(), Sequence{4});
}

TEST(BooksTest, WhatTheClockSaidIsTheLastRecordsTimeOrWhatWasAccepted) {
  TwoOrganizations world;
  const auto later = [](std::int64_t ms) { return Time{noon.milliseconds + ms}; };
  const auto record = [&](Time time, Fact fact = Recovered{}) {
    world.record({.time = time, .fact = std::move(fact)});
    return world.books.clock();
  };
  EXPECT_EQ(record(later(100)), later(100));
  EXPECT_EQ(record(later(100)), later(100));
  EXPECT_EQ(record(later(100), ClockAccepted{later(100), noon}), noon);
  EXPECT_EQ(record(later(100)), noon) << "time holds still";
  EXPECT_EQ(record(later(101)), later(101)) << "the clock has caught up";
  EXPECT_EQ(record(later(102), ClockAccepted{later(102), later(5'000)}), later(5'000));
}

TEST(BooksDeathTest, ABrokenPromiseStopsThemAndIsNamed) {
  TwoOrganizations world;
  world.fund(6, amount(1'000));
  Record bad = world.records.back();
  EXPECT_DEATH(world.books.apply(bad), "CHECK failed: record 4 says that it is record 4");
}

TEST(BooksDeathTest, AJournalBeginsWithItsGenesis) {
  EXPECT_DEATH(Books{}.apply({.sequence = {1}, .fact = Recovered{}}), "CHECK failed");
}

}  // namespace
}  // namespace bursar::ledger::books_test
