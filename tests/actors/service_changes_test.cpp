#include "actors/service_changes.hpp"

#include "tests/support/amounts.hpp"
#include "tests/support/simulated_ports.hpp"

#include <memory>
#include <utility>

#include <gtest/gtest.h>

namespace bursar::actors::service_changes_test {
namespace {

using ledger::Errc;

struct ServiceChangesTest : testing::Test {
  std::shared_ptr<MakeServiceCall> make(std::string name) {
    auto call = std::make_shared<MakeServiceCall>();
    call->command = {.organization = {1},
                     .provider = {.account = {5}, .id = {{1, 5}}, .organization = {1}},
                     .terms = {.name = std::move(name), .price = tests::amount("1.00")},
                     .now = {1}};
    changes.make(*call, random);
    return call;
  }
  void durable(const CallPtr& call) {
    call->draft->record.sequence = {++last};
    call->draft->record.time = {2};
    CallPtr itself = call;
    call->when_durable(itself);
  }
  ServiceRow made(std::string name = "Weather") {
    const auto call = make(std::move(name));
    durable(call);
    return *call->outcome;
  }
  std::shared_ptr<ChangeServiceCall> change(ledger::ServiceId id, ServicePatch patch) {
    auto call = std::make_shared<ChangeServiceCall>();
    call->command = {.organization = {1}, .service = id, .patch = std::move(patch), .now = {3}};
    changes.change(*call);
    return call;
  }
  std::shared_ptr<MarkServiceCall> mark(ledger::ServiceId id, ledger::ServiceMark how) {
    auto call = std::make_shared<MarkServiceCall>();
    call->command = {.organization = {1}, .service = id, .mark = how, .now = {3}};
    changes.mark(*call);
    return call;
  }

  std::uint64_t last = 10;
  tests::SeededRandom random{1};
  ServiceCatalogue catalogue;
  ledger::FeeSchedule fees;
  ServiceChanges changes{catalogue, fees};
};

TEST_F(ServiceChangesTest, ASlugIsMadeOfTheNameAndATakenOneGetsASuffix) {
  EXPECT_EQ(made("Weather, every day!").service.made.slug, "weather-every-day");
  EXPECT_EQ(made("weather EVERY day").service.made.slug, "weather-every-day-2");
  EXPECT_EQ(made("日本").service.made.slug, "service");
}

TEST_F(ServiceChangesTest, TheSlugOfOneThatWasRemovedIsFreeAtOnce) {
  const ServiceRow first = made("Weather");
  const ServiceRow second = made("Weather");
  mark(first.service.made.id, ledger::ServiceMark::verified);
  mark(first.service.made.id, ledger::ServiceMark::removed);  // not durable yet
  EXPECT_EQ(made("Weather").service.made.slug, "weather");
  EXPECT_EQ(made("Weather").service.made.slug, "weather-3");
  durable(mark(second.service.made.id, ledger::ServiceMark::removed));
  EXPECT_EQ(made("Weather").service.made.slug, "weather-2");
}

TEST_F(ServiceChangesTest, WhatIsMadeIsShownOnceItIsDurable) {
  const auto call = make("Weather");
  const ledger::ServiceId id = std::get<ledger::ServiceMade>(call->draft->record.fact).id;
  EXPECT_EQ(catalogue.find(id), nullptr);
  durable(call);
  EXPECT_EQ(catalogue.find(id)->made, ledger::Sequence{11});
}

TEST_F(ServiceChangesTest, APriceThatTheFeeWouldTakeIsRefused) {
  fees.flat = tests::usd("1.00");
  EXPECT_EQ(make("Weather")->outcome.error().code, Errc::invalid_amount);
  fees.flat = {};
  const ServiceRow row = made();
  fees.flat = tests::usd("2.00");
  ServicePatch patch;
  patch.price = tests::amount("1.50");
  EXPECT_EQ(change(row.service.made.id, patch)->outcome.error().code, Errc::invalid_amount);
}

TEST_F(ServiceChangesTest, TwoChangesUnderWayBothCount) {
  const ledger::ServiceId id = made().service.made.id;
  ServicePatch first;
  first.category = "food";
  ServicePatch second;
  second.description = "what it does";
  const auto one = change(id, first);
  const auto two = change(id, second);
  EXPECT_EQ(two->outcome->service.made.terms.category, "food");
  durable(one);
  durable(two);
  EXPECT_EQ(catalogue.find(id)->service.made.terms.category, "food");
  EXPECT_EQ(catalogue.find(id)->service.made.terms.description, "what it does");
  EXPECT_FALSE(change(id, first)->draft) << "it changes nothing";
}

TEST_F(ServiceChangesTest, WhatIsRemovedIsNotFoundAndWhatIsVerifiedOnceStaysSo) {
  const ledger::ServiceId id = made().service.made.id;
  durable(mark(id, ledger::ServiceMark::verified));
  EXPECT_TRUE(catalogue.find(id)->service.verified);
  EXPECT_FALSE(mark(id, ledger::ServiceMark::verified)->draft);
  const auto removed = mark(id, ledger::ServiceMark::removed);
  EXPECT_EQ(mark(id, ledger::ServiceMark::removed)->outcome.error().code, Errc::not_found);
  durable(removed);
  EXPECT_EQ(change(id, {})->outcome.error().code, Errc::not_found);
}

TEST_F(ServiceChangesTest, AnotherOrganizationsAndWalletsAreOutOfReach) {
  const ledger::ServiceId id = made().service.made.id;
  auto call = std::make_shared<ChangeServiceCall>();
  call->command = {.organization = {2}, .service = id};
  changes.change(*call);
  EXPECT_EQ(call->outcome.error().code, Errc::not_found);
  call->command = {
      .organization = {1}, .environment = ledger::Environment::production, .service = id};
  changes.change(*call);
  EXPECT_EQ(call->outcome.error().code, Errc::environment_mismatch);
  call->command = {.organization = {1}, .service = id, .only = {6}};
  changes.change(*call);
  EXPECT_EQ(call->outcome.error().code, Errc::not_found);
}

}  // namespace
}  // namespace bursar::actors::service_changes_test
