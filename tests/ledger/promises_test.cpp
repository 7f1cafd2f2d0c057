#include "ledger/promises.hpp"

#include "tests/ledger/two_organizations.hpp"
#include "tests/support/amounts.hpp"

#include <functional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bursar::ledger::promises_test {
namespace {

using namespace tests;

struct Broken {
  std::function<void(Record&)> how;
  std::string told;
};

class PromisesTest : public testing::Test {
 protected:
  /// The books before the last record that the world wrote, and that record.
  void expect_told(const std::vector<Broken>& table) const {
    const Record& good = world_.records.back();
    Books before;
    for (const Record& record : world_.before_last()) before.apply(record);
    EXPECT_EQ(broken_promise(before, good), std::nullopt);
    for (const auto& [how, told] : table) {
      Record bad = good;
      how(bad);
      EXPECT_EQ(broken_promise(before, bad).value_or("nothing"), told);
    }
  }

  void open(std::uint64_t organization, Opened opened) {
    world_.record({.time = noon,
                   .organizations = {{{.organization = {organization}}}},
                   .fact = std::move(opened)});
  }

  static Opened an_agent() {
    Opened opened;
    opened.wallets.push_back({.address = address_of(5)});
    opened.wallets[0].address.account = {15};
    opened.keys.push_back({.id = {{1, 3}}});
    opened.policy = PolicyMade{.terms = {.id = {{9, 9}}, .version = 1}};
    return opened;
  }

  static Opened an_organization() {
    Opened opened;
    opened.organization = OrganizationOpened{.number = {3}, .sandbox_accounts = {15}};
    return opened;
  }

  TwoOrganizations world_;
};

TEST_F(PromisesTest, AJournalBeginsWithItsGenesis) {
  EXPECT_EQ(broken_promise({}, {.sequence = {1}, .fact = Recovered{}}),
            "is no genesis, and a journal begins with one");
  EXPECT_EQ(broken_promise(world_.books, {.sequence = {4}, .time = noon, .fact = Genesis{}}),
            "is a second genesis");
}

TEST_F(PromisesTest, APaymentHasItsPlaceItsEntriesAndItsLinks) {
  world_.fund(6, amount(1'000));
  const auto paid =
      world_.decide(6, {.payer = address_of(6), .payee = address_of(13), .amount = amount(250)});
  world_.commit(paid.value());
  expect_told({
      {[](Record& record) { ++record.sequence.value; }, "says that it is record 6"},
      {[](Record& record) { --record.time.milliseconds; }, "goes back in time"},
      {[](Record& record) { record.time.milliseconds = 253'402'300'800'000; },
       "has a time that no calendar has"},
      {[](Record& record) { record.epoch = 4'096; }, "has an epoch that no id can tell"},
      {[](Record& record) { record.epoch = 4'095; }, "nothing"},
      {[](Record& record) { record.entries.pop_back(); }, "has entries that do not sum to zero"},
      {[](Record& record) { record.entries[1].account = {99}; },
       "moves money of account 99, which is nobody's"},
      {[](Record& record) { record.entries[1].account = {}; },
       "moves money of account 0, which is nobody's"},
      {[](Record& record) { std::swap(record.entries[1].account, record.entries.back().account); },
       "has entries that do not sum to zero within each organisation"},
      {[](Record& record) { record.entries[0].balance_after = {}; },
       "says that account 6 then holds 0.00; its entries sum to 0.00000749"},
      {[](Record& record) { record.entries[0].held_after = money(1); },
       "says that of account 6 then 0.00000001 is held; its holds sum to 0.00"},
      {[](Record& record) { record.entries[0].previous = {1}; },
       "says that the one before it of account 6 is 1; that is 4"},
      {[](Record& record) {
         record.entries.push_back({.account = {6}, .balance_after = money(1'000), .previous = {4}});
       },
       "has two entries for account 6"},
      {[](Record& record) { std::get<Paid>(record.fact).fee = money(-1); },
       "has a fee of -0.00000001"},
      {[](Record& record) { std::get<Paid>(record.fact).drawn = money(-1); }, "draws -0.00000001"},
      {[](Record& record) { std::get<Paid>(record.fact).fee = balance_max + money(1); },
       "has a fee of 50000000000.00000001"},
      {[](Record& record) { std::get<Paid>(record.fact).fee = balance_max; }, "nothing"},
      {[](Record& record) { std::get<Paid>(record.fact).usage_after.day = -1; },
       "counts in a day that no calendar has"},
      {[](Record& record) { ++record.organizations[0].sequence.value; },
       "is number 4 of its organisation, after 2"},
      {[](Record& record) { record.organizations[1].previous = {1}; },
       "says that the one before it of its organisation is 1; that is 3"},
      {[](Record& record) { record.organizations[1].organization = {1}; },
       "is linked to one organisation twice"},
      {[](Record& record) { record.organizations[1].organization = {3}; },
       "is linked to an organisation that is not there"},
      {[](Record& record) { record.organizations[1].organization = {7}; },
       "is linked to an organisation that is not there"},
  });
}

TEST_F(PromisesTest, MoneyOfThreeOrganisationsIsTooMuch) {
  open(3, an_organization());
  world_.fund(6, amount(1'000));
  expect_told({{[](Record& record) {
                  record.entries.push_back({.account = {8}});
                  record.entries.push_back({.account = {15}});
                },
                "moves money of more than two organisations"}});
}

TEST_F(PromisesTest, FeesAreNotTakenOutBeforeTheyAreCollected) {
  world_.fund(6, amount(1'000));
  const auto from_fees = [](Money taken) {
    return [taken](Record& record) {
      record.entries[0] = {.account = {2}, .amount = -taken, .balance_after = -taken};
      record.entries[1].amount = record.entries[1].balance_after = taken;
    };
  };
  expect_told({{from_fees(money(1)), "leaves the fees of account 2 below zero"}});
}

TEST_F(PromisesTest, AWalletNeitherOwesNorHoldsTooMuch) {
  world_.fund(6, amount(1'000));
  const auto move = [](Money posted) {
    return [posted](Record& record) {
      record.entries[1].amount = record.entries[1].balance_after = posted;
      record.entries[0].amount = record.entries[0].balance_after = -posted;
    };
  };
  expect_told({
      {move(money(-1)), "leaves account 6 below zero"},
      {move(balance_max + money(1)), "leaves account 6 with more than a wallet may hold"},
  });
}

TEST_F(PromisesTest, AnEpochDoesNotEnd) {
  world_.record({.epoch = 2, .time = noon, .fact = Recovered{}});
  world_.record({.epoch = 2, .time = noon, .fact = Recovered{}});
  EXPECT_EQ(world_.books.epoch(), 2);
  expect_told({{[](Record& record) { record.epoch = 1; }, "goes back to an earlier epoch"}});
}

TEST_F(PromisesTest, WhatAnOrganisationOpensFollowsOnWhatIsThere) {
  open(1, an_agent());
  const auto with = [](const std::function<void(Opened&)>& how) {
    return [how](Record& record) { how(std::get<Opened>(record.fact)); };
  };
  expect_told({
      {[](Record& record) { record.organizations[0].organization = {}; },
       "opens something for an organisation that is not there"},
      {[](Record& record) { record.organizations[0].organization = {3}; },
       "opens something for an organisation that is not there"},
      {[](Record& record) { record.organizations[0].organization = {2}; },
       "opens a wallet of another organisation"},
      {with([](Opened& opened) { opened.wallets[0].address.system_accounts = {2}; }),
       "opens a wallet beside system accounts that are not there"},
      {with([](Opened& opened) { opened.wallets[0].address.system_accounts = {}; }),
       "opens a wallet beside system accounts that are not there"},
      {with([](Opened& opened) { opened.wallets[0].address.account = {16}; }),
       "opens an account out of its turn"},
      {with([](Opened& opened) { opened.keys[0].id = {{1, 2}}; }),
       "makes a key that is there already"},
      {with([](Opened& opened) { opened.keys.push_back(opened.keys[0]); }),
       "makes a key that is there already"},
      {with([](Opened& opened) { opened.policy->terms.id = {{1, 1}}; }),
       "makes a policy that is there already"},
  });
}

TEST_F(PromisesTest, AnOrganisationComesInItsTurn) {
  open(3, an_organization());
  expect_told({
      {[](Record& record) { record.organizations[0].organization = {1}; },
       "opens an organisation out of its turn"},
      {[](Record& record) { std::get<Opened>(record.fact).organization->number = {4}; },
       "opens an organisation out of its turn"},
      {[](Record& record) {
         record.organizations[0].organization = {4};
         std::get<Opened>(record.fact).organization->number = {4};
       },
       "opens an organisation out of its turn"},
      {[](Record& record) { std::get<Opened>(record.fact).organization->sandbox_accounts = {1}; },
       "opens system accounts out of their turn"},
  });
}

TEST_F(PromisesTest, AnOrganisationMayBeginWithAWalletInProduction) {
  Opened opened = an_organization();
  opened.wallets.push_back({.address = {.account = {23},
                                        .id = {{3, 23}},
                                        .organization = {3},
                                        .environment = Environment::production,
                                        .system_accounts = {19}}});
  open(3, opened);
  expect_told({{[](Record& record) {
                  auto& address = std::get<Opened>(record.fact).wallets[0].address;
                  address.system_accounts = {23};
                },
                "opens a wallet beside system accounts that are not there"}});
}

TEST_F(PromisesTest, AWalletThatIsJustOpenedMayNotOweEither) {
  Opened opened = an_organization();
  opened.wallets.push_back(
      {.address = {
           .account = {19}, .id = {{3, 19}}, .organization = {3}, .system_accounts = {15}}});
  world_.record(
      {.time = noon,
       .organizations = {{{.organization = {3}}}},
       .entries = {{.account = {15}, .amount = money(-5)}, {.account = {19}, .amount = money(5)}},
       .fact = opened});
  expect_told({{[](Record& record) {
                  for (Entry& entry : record.entries) {
                    entry.amount = -entry.amount;
                    entry.balance_after = -entry.balance_after;
                  }
                },
                "leaves account 19 below zero"}});
}

TEST_F(PromisesTest, AFactNamesWhatIsThere) {
  const auto fault = [this](Fact fact) {
    return broken_promise(world_.books, {.sequence = {4}, .time = noon, .fact = std::move(fact)});
  };
  EXPECT_EQ(fault(KeyRevoked{.id = {{9, 9}}}), "revokes a key that is not there");
  EXPECT_EQ(fault(KeyRotated{.id = {{9, 9}}}), "rotates a key that is not there");
  EXPECT_EQ(fault(KeyRotated{.id = {{1, 2}}, .made = {.id = {{2, 2}}}}),
            "makes a key that is there already");
  EXPECT_EQ(fault(KeyRotated{.id = {{1, 2}}, .made = {.id = {{9, 9}}}}),
            "rotates a key of another organisation");
  EXPECT_EQ(fault(KeysUsed{{{{{1, 2}}, noon}, {{{9, 9}}, noon}}}),
            "tells the use of a key that is not there");
  EXPECT_EQ(fault(PolicyAttached{.wallet = {1}}),
            "attaches a policy to a wallet that is not there");
  EXPECT_EQ(fault(PolicyChanged{}), "changes a policy that is none");
  EXPECT_EQ(fault(PolicyChanged{.terms = {.id = {{9, 9}}}}), "changes a policy that is not there");
  EXPECT_EQ(fault(PolicyDeleted{}), "deletes a policy that is none");
  EXPECT_EQ(fault(PolicyDeleted{{{9, 9}}}), "deletes a policy that is not there");
  EXPECT_EQ(fault(PolicyAttached{.wallet = {6}, .policy = {{9, 9}}}),
            "attaches a policy that is not there");
  EXPECT_EQ(fault(Refused{.wallet = {99}}), "refuses a wallet that is not there");
}

TEST_F(PromisesTest, APolicyIsItsOrganisationsAndGoesWhenItBindsNobody) {
  const auto fault = [this](std::uint64_t organization, Fact fact) {
    Record record{
        .sequence = {world_.books.last().value + 1}, .time = noon, .fact = std::move(fact)};
    record.organizations[0] = {{organization}, {2}, world_.books.last()};
    return broken_promise(world_.books, record);
  };
  EXPECT_EQ(fault(1, PolicyAttached{.wallet = {6}, .policy = {{2, 1}}}),
            "attaches a policy of another organisation");
  Opened opened = an_agent();
  opened.wallets[0].policy = {{2, 1}};
  EXPECT_EQ(fault(1, opened), "opens a wallet by a policy of another organisation");
  opened.wallets[0].policy = {{7, 7}};
  EXPECT_EQ(fault(1, opened), "opens a wallet by a policy that is not there");
  EXPECT_EQ(fault(1, PolicyChanged{.terms = {.id = {{1, 1}}, .version = 3}}),
            "makes version 3 of a policy after 1");
  EXPECT_EQ(fault(1, PolicyDeleted{{{1, 1}}}), "deletes a policy that binds wallets");
  for (const Fact& fact : {Fact{PolicyAttached{.wallet = {6}}}, Fact{PolicyDeleted{{{1, 1}}}}})
    world_.record({.time = noon, .organizations = {{{.organization = {1}}}}, .fact = fact});
  EXPECT_EQ(fault(1, PolicyAttached{.wallet = {6}, .policy = {{1, 1}}}),
            "attaches a policy that is not there");
}

TEST_F(PromisesTest, APolicyThatIsOpenedBindsNobodyByAnothersName) {
  Opened opened = an_agent();
  opened.policy = PolicyMade{.terms = {.id = {{5, 5}}, .version = 1}};
  opened.wallets[0].policy = {{7, 7}};
  Record record{.sequence = {world_.books.last().value + 1}, .time = noon, .fact = opened};
  record.organizations[0] = {{1}, {2}, world_.books.last()};
  EXPECT_EQ(broken_promise(world_.books, record), "opens a wallet by a policy that is not there");
  std::get<Opened>(record.fact).policy.reset();
  EXPECT_EQ(broken_promise(world_.books, record), "opens a wallet by a policy that is not there");
}

TEST_F(PromisesTest, ASessionIsTheNextOneOfItsWallet) {
  const auto fault = [this](SessionIssued issued, std::uint64_t organization) {
    return broken_promise(world_.books, {.sequence = {world_.books.last().value + 1},
                                         .time = noon,
                                         .organizations = {{{.organization = {organization}}}},
                                         .fact = issued});
  };
  EXPECT_EQ(fault({.wallet = {1}, .generation = 1}, 1),
            "makes a session of a wallet that is not there");
  EXPECT_EQ(fault({.wallet = {6}, .generation = 1}, 2),
            "makes a session of another organisation's wallet");
  EXPECT_EQ(fault({.wallet = {6}, .generation = 0}, 1), "makes session 0 of its wallet, after 0");
  EXPECT_EQ(fault({.wallet = {6}, .generation = 2}, 1), "makes session 2 of its wallet, after 0");
  EXPECT_EQ(fault({.wallet = {6}, .generation = 1, .expires = {INT64_MAX}}, 1),
            "makes a session that no calendar sees end");
  world_.record({.time = noon,
                 .organizations = {{{.organization = {1}}}},
                 .fact = SessionIssued{.wallet = {6}, .generation = 1}});
  EXPECT_EQ(fault({.wallet = {6}, .generation = 1}, 1), "makes session 1 of its wallet, after 1");
  EXPECT_EQ(fault({.wallet = {6}, .generation = 3}, 1), "makes session 3 of its wallet, after 1");
}

}  // namespace
}  // namespace bursar::ledger::promises_test
