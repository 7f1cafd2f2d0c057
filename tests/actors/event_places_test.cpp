#include "actors/event_places.hpp"

#include "actors/books_states.hpp"

#include <gtest/gtest.h>

namespace bursar::actors::event_places_test {
namespace event_places {

using ledger::Environment;
using ledger::OrganizationNumber;
using ledger::Sequence;
using persistence::marked_records;

constexpr ledger::KeyId key{{0, 1}};
constexpr ledger::PolicyId policy{{0, 2}};

ledger::Record opened(std::uint64_t sequence) {
  return {.sequence = {sequence},
          .fact = ledger::Opened{
              .keys = {{.id = key, .environment = Environment::production, .wallet = {{0, 7}}}},
              .policy = ledger::PolicyMade{
                  .terms = {.id = policy}, .environment = Environment::production, .name = {}}}};
}
ledger::Record placed(std::uint64_t sequence, OrganizationNumber organization,
                      std::uint64_t place) {
  ledger::Record record{.sequence = {sequence}, .fact = ledger::Funded{}};
  record.organizations[1] = {organization, {place}, {}};
  return record;
}

/// What is behind it the views have; here that is nothing.
ledger::Books books_as_of(std::uint64_t last) {
  ledger::Standing standing;
  standing.last = {last};
  return ledger::Books{standing};
}

TEST(EventPlacesTest, EverySoManyRecordsOfAnOrganisationOneIsMarked) {
  const BooksStates books{ledger::Books{}};
  EventPlaces places{books};
  places.add(placed(3, {1}, marked_records - 1));
  places.add(placed(5, {1}, marked_records));
  places.add(placed(9, {2}, marked_records));
  places.add(placed(12, {1}, 2 * marked_records));
  EXPECT_EQ(places.mark({1}, 1), Sequence{5});
  EXPECT_EQ(places.mark({1}, 2), Sequence{12});
  EXPECT_EQ(places.mark({2}, 1), Sequence{9});
  EXPECT_EQ(places.mark({2}, 2), std::nullopt);
  EXPECT_EQ(places.size(), 3U);
}

TEST(EventPlacesTest, KeysAndPoliciesAreKnownAsSoonAsTheirMakingIs) {
  const BooksStates books{ledger::Books{}};
  EventPlaces places{books};
  EXPECT_FALSE(places.key(key));
  EXPECT_FALSE(places.policy(policy));
  places.add(opened(1));
  EXPECT_EQ(places.key(key)->environment, Environment::production);
  EXPECT_EQ(places.key(key)->wallet, (ledger::WalletId{{0, 7}}));
  EXPECT_EQ(places.policy(policy), Environment::production);
  places.add({.sequence = {2}, .fact = ledger::KeyRotated{.id = key, .made = {.id = {{0, 3}}}}});
  EXPECT_EQ(places.key({{0, 3}})->environment, Environment::sandbox);
}

TEST(EventPlacesTest, WhatTheViewsHaveIsKeptNoLonger) {
  const BooksStates books{books_as_of(10)};
  EventPlaces places{books};
  places.add(opened(9));
  EXPECT_EQ(places.size(), 0U);
  EXPECT_FALSE(places.key(key)) << "these views have lost it";
  places.add(placed(10, {1}, marked_records));
  places.add(placed(11, {1}, 2 * marked_records));
  EXPECT_EQ(places.size(), 1U);
  EXPECT_EQ(places.mark({1}, 2), Sequence{11});
}

}  // namespace event_places
}  // namespace bursar::actors::event_places_test
