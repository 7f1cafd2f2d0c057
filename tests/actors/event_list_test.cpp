#include "actors/event_list.hpp"

#include "actors/books_states.hpp"
#include "tests/support/amounts.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::actors::event_list_test {
namespace event_listing {

using ledger::AccountNumber;
using ledger::Environment;
using ledger::EventPosition;
using ledger::OrganizationNumber;
using ledger::Record;
using ledger::Sequence;

constexpr OrganizationNumber own{1};
constexpr OrganizationNumber other{2};
constexpr AccountNumber wallet{10};
constexpr AccountNumber second{11};
constexpr AccountNumber in_production{12};
constexpr AccountNumber theirs{20};

/// Records of two organisations, each with its place in their chains.
class Journal {
 public:
  Journal() = default;
  /// Where the views know that already.
  explicit Journal(ledger::Books known) : books{std::move(known)} {}

  void append(ledger::Fact fact, std::initializer_list<OrganizationNumber> of) {
    Record record{.sequence = {records.size() + 1}, .fact = std::move(fact)};
    std::size_t side = 0;
    for (const OrganizationNumber number : of) {
      auto& [count, last] = heads[number.value];
      record.organizations[side++] = {number, {++count}, last};
      last = record.sequence;
    }
    places.add(record);
    records.push_back(std::move(record));
  }
  void fund(AccountNumber to, OrganizationNumber of = own) {
    append(ledger::Funded{.source = ledger::FundingSource::treasury, .wallet = to}, {of});
  }

  EventReading reading() {
    return {.record = [this](Sequence at) -> std::optional<Record> {
              ++reads;
              if (at < first || at.value > records.size()) return std::nullopt;
              return records[at.value - 1];
            },
            .first_sequence = [this] { return first; },
            .wallet = [](AccountNumber account) -> std::optional<ledger::WalletAddress> {
              if (account.value < wallet.value) return std::nullopt;
              const bool production = account == in_production;
              return ledger::WalletAddress{
                  .account = account,
                  .environment = production ? Environment::production : Environment::sandbox};
            },
            .wallet_of = [](ledger::WalletId id) -> std::optional<ledger::WalletAddress> {
              if (id.bits.none()) return std::nullopt;
              return ledger::WalletAddress{.account = {id.bits.low}};
            },
            .places = places};
  }
  EventsQuery query(OrganizationNumber of = own) const {
    return {.organization = of,
            .from = {.sequence = {1}},
            .count = {heads[of.value].first},
            .newest = heads[of.value].second};
  }
  EventsPage page(const EventsQuery& asked) { return list_events(asked, reading()).value(); }

  /// Page by page, to the end.
  std::vector<EventPosition> all(EventsQuery asked) {
    std::vector<EventPosition> found;
    while (true) {
      const EventsPage one = page(asked);
      for (const EventRow& row : one.rows) found.push_back(row.at);
      EXPECT_LE(one.rows.size(), asked.limit);
      if (!one.more) return found;
      EXPECT_LT(asked.from, one.next) << "a page goes on";
      asked.from = one.next;
    }
  }
  /// The same without pages, pieces or marks.
  std::vector<EventPosition> expected(const EventsQuery& asked) const {
    std::vector<EventPosition> found;
    for (const Record& record : records) {
      if (record.sequence < first) continue;
      const auto& links = record.organizations;
      for (const auto& link : links) {
        if (link.organization != asked.organization) continue;
        const auto events = ledger::events_of(record, asked.organization);
        for (std::size_t i = 0; i < events.size(); ++i) {
          const EventPosition at{link.sequence, static_cast<std::uint16_t>(i)};
          const bool there = (events[i].wallets[0] == in_production) ==
                             (asked.environment == Environment::production);
          const bool about = asked.only.none() || events[i].about(asked.only);
          const bool typed = asked.types[static_cast<std::size_t>(events[i].type)];
          if (there && about && typed && at >= asked.from) found.push_back(at);
        }
      }
    }
    return found;
  }

  BooksStates books{ledger::Books{}};
  EventPlaces places{books};
  std::vector<Record> records;
  std::vector<std::pair<std::uint64_t, Sequence>> heads =
      std::vector<std::pair<std::uint64_t, Sequence>>(3);
  Sequence first{1};
  std::uint64_t reads = 0;
};

ledger::BatchFunded batch(std::size_t allocations) {
  ledger::BatchFunded made{.from = wallet};
  for (std::size_t i = 0; i < allocations; ++i)
    made.allocations.push_back({.wallet = i % 2 == 0 ? wallet : second});
  return made;
}

RC_GTEST_PROP(EventListProperties, PagesShowEveryEventOnceInItsOrder,
              (std::vector<std::uint8_t> deeds, std::uint8_t repeated)) {
  Journal journal;
  for (int round = 0; round <= repeated % 32; ++round)
    for (const std::uint8_t deed : deeds) switch (deed % 6) {
        case 0:
          journal.fund(wallet);
          break;
        case 1:
          journal.fund(theirs, other);
          break;
        case 2:
          journal.append(ledger::Paid{.payer = wallet, .payee = theirs}, {own, other});
          break;
        case 3:
          journal.append(batch(deed % 40), {own});
          break;
        case 4:
          journal.fund(in_production);
          break;
        default:
          journal.append(ledger::KeysUsed{}, {});
      }
  EventsQuery query = journal.query(*rc::gen::element(own, other));
  query.limit = *rc::gen::inRange<std::uint32_t>(1, 101);
  query.looked_at_max = *rc::gen::inRange<std::uint32_t>(1, 2'001);
  query.only = *rc::gen::element(AccountNumber{}, wallet, second);
  query.environment = *rc::gen::element(Environment::sandbox, Environment::production);
  if (*rc::gen::arbitrary<bool>()) query.types = ledger::event_types("payment.*");
  query.from = {.sequence = {*rc::gen::inRange<std::uint64_t>(1, query.count.value + 2)}};
  if (*rc::gen::arbitrary<bool>())
    journal.first = {*rc::gen::inRange<std::uint64_t>(1, journal.records.size() / 2 + 2)};
  RC_ASSERT(journal.all(query) == journal.expected(query));
}

TEST(EventListTest, APageReadsNoMoreThanItMay) {
  Journal journal;
  for (int i = 0; i < 10'000; ++i) journal.fund(wallet);
  EventsQuery query = journal.query();
  query.only = second;
  const EventsPage page = journal.page(query);
  EXPECT_TRUE(page.rows.empty());
  EXPECT_TRUE(page.more);
  EXPECT_LE(journal.reads, rows_looked_at_max + 2 * persistence::marked_records);
  EXPECT_GT(page.next.sequence.value, 1'500U) << "and comes far with them";
}

TEST(EventListTest, WhatFollowsOnTheNewestIsReadAlone) {
  Journal journal;
  for (int i = 0; i < 1'000; ++i) journal.fund(wallet);
  EventsQuery query = journal.query();
  query.from = {.sequence = {1'000}};
  const EventsPage page = journal.page(query);
  ASSERT_EQ(page.rows.size(), 1U);
  EXPECT_FALSE(page.more);
  EXPECT_EQ(page.next, (EventPosition{.sequence = {1'001}}));
  EXPECT_EQ(journal.reads, 2U);
}

TEST(EventListTest, ARecordOfManyEventsIsSplitBetweenPages) {
  Journal journal;
  journal.append(batch(5), {own});
  EventsQuery query = journal.query();
  query.limit = 2;
  const EventsPage first = journal.page(query);
  EXPECT_EQ(first.next, (EventPosition{{1}, 2}));
  EXPECT_FALSE(first.rows[1].last);
  query.from = {{1}, 4};
  const EventsPage last = journal.page(query);
  ASSERT_EQ(last.rows.size(), 1U);
  EXPECT_EQ(last.rows[0].event.part, 4);
  EXPECT_TRUE(last.rows[0].last);
  EXPECT_FALSE(last.more);
}

TEST(EventListTest, NothingHasHappenedYet) {
  Journal journal;
  const EventsPage page = journal.page(journal.query());
  EXPECT_TRUE(page.rows.empty());
  EXPECT_FALSE(page.more);
  EXPECT_EQ(page.next, (EventPosition{.sequence = {1}}));
}

TEST(EventListTest, WhatWasArchivedIsSkippedAndSaid) {
  Journal journal;
  for (int i = 0; i < 2'000; ++i) journal.fund(wallet);
  journal.first = {1'501};
  const EventsPage page = journal.page(journal.query());
  EXPECT_TRUE(page.archived);
  ASSERT_FALSE(page.rows.empty());
  EXPECT_EQ(page.rows[0].at.sequence.value, 1'501U);
  EventsQuery later = journal.query();
  later.from = {.sequence = {1'600}};
  EXPECT_FALSE(journal.page(later).archived);
}

TEST(EventListTest, WhereAllOfItWasArchivedOneGoesOnWithWhatComes) {
  Journal journal;
  for (int i = 0; i < 1'500; ++i) journal.fund(wallet);
  journal.first = {1'501};
  const EventsPage page = journal.page(journal.query());
  EXPECT_TRUE(page.archived);
  EXPECT_TRUE(page.rows.empty());
  EXPECT_FALSE(page.more);
  journal.fund(wallet);
  EventsQuery later = journal.query();
  later.from = page.next;
  const EventsPage next = journal.page(later);
  ASSERT_EQ(next.rows.size(), 1U);
  EXPECT_EQ(next.rows[0].at.sequence.value, 1'501U);
}

TEST(EventListTest, AKeysEventsAreToldWhereItIsAndToItsWallet) {
  Journal journal;
  const ledger::KeyId agents{{0, 1}};
  const ledger::KeyId live{{0, 2}};
  journal.append(ledger::Opened{.keys = {{.id = agents, .wallet = {{0, wallet.value}}},
                                         {.id = live, .environment = Environment::production}}},
                 {own});
  journal.append(ledger::KeyRevoked{agents}, {own});
  journal.append(ledger::KeyRotated{.id = live, .made = {.id = {{0, 3}}}}, {own});
  EventsQuery query = journal.query();
  query.only = wallet;
  EXPECT_EQ(journal.all(query).size(), 2U);
  query.only = {};
  query.environment = Environment::production;
  EXPECT_EQ(journal.all(query), (std::vector<EventPosition>{{{1}, 1}, {{3}, 0}}));
}

TEST(EventListTest, APolicysEventsAreToldWhereItIs) {
  Journal journal;
  const ledger::PolicyId policy{{0, 1}};
  journal.append(ledger::Opened{.policy = ledger::PolicyMade{.terms = {.id = policy},
                                                             .environment = Environment::production,
                                                             .name = {}}},
                 {own});
  journal.append(ledger::PolicyDeleted{policy}, {own});
  journal.append(ledger::PolicyDeleted{{{0, 9}}}, {own});
  EventsQuery query = journal.query();
  EXPECT_TRUE(journal.all(query).empty());
  query.environment = Environment::production;
  EXPECT_EQ(journal.all(query).size(), 2U);
}

TEST(EventListTest, AServicesEventsAreToldToItsProvider) {
  Journal journal;
  journal.append(ledger::ServiceMade{.provider = wallet}, {own});
  journal.append(ledger::ServiceChanged{.service = {1}}, {own});
  journal.append(ledger::ServiceMarked{.service = {1}}, {own});
  EventsQuery query = journal.query();
  query.only = wallet;
  EXPECT_EQ(journal.all(query).size(), 3U);
  query.only = second;
  EXPECT_TRUE(journal.all(query).empty());
}

TEST(EventListTest, AServiceWhoseMakingWasArchivedIsToldAsTheCatalogueKnowsIt) {
  const ledger::ServiceMade made{.slug = "weather", .provider = wallet};
  ledger::Books known;
  known.services.emplace(Sequence{1}, ledger::Service{.made = made});
  Journal journal{std::move(known)};
  journal.append(made, {own});
  journal.append(ledger::ServiceMarked{.service = {1}}, {own});
  journal.first = {2};
  EventsQuery query = journal.query();
  query.only = wallet;
  const EventsPage page = journal.page(query);
  ASSERT_EQ(page.rows.size(), 1U);
  ASSERT_NE(page.rows[0].service, nullptr);
  EXPECT_EQ(*page.rows[0].service, made);
}

TEST(EventListTest, WithoutMarksAWalkThatIsTooLongIsRefused) {
  Journal journal;
  for (int i = 0; i < 5'000; ++i) journal.fund(wallet);
  const EventPlaces none{journal.books};
  const EventReading known = journal.reading();
  const EventReading reading{known.record, known.first_sequence, known.wallet, known.wallet_of,
                             none};
  EXPECT_EQ(list_events(journal.query(), reading).error().code, ledger::Errc::overloaded);
  EventsQuery near = journal.query();
  near.from = {.sequence = {4'000}};
  EXPECT_EQ(list_events(near, reading)->rows.size(), near.limit);
}

}  // namespace event_listing
}  // namespace bursar::actors::event_list_test
