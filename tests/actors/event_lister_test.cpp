#include "actors/event_lister.hpp"

#include "tests/support/engine_world.hpp"

#include <gtest/gtest.h>

namespace bursar::actors::event_lister_test {
namespace event_lister_test {
namespace {

using tests::usd;
using World = tests::EngineWorld;

class EventListerTest : public testing::Test {
 protected:
  EventListerTest() {
    const auto wallet = world.funded_wallet(acme, usd("100.00"));
    for (int i = 0; i < 1'500; ++i) {
      world.pay(World::outside(wallet, usd("0.01")));
      world.run();
    }
  }
  /// What a filter leaves.
  auto ask(const World::Signed& by, std::string_view types) {
    auto call = std::make_shared<EventsCall>();
    call->organization = by.principal.organization;
    call->command = {.organization = by.principal.organization,
                     .types = ledger::event_types(types),
                     .from = {.sequence = {1}}};
    tests::Told<EventsCall> told{*call};
    world.room->events(std::move(call));
    return told;
  }

  World world;
  const World::Signed acme = world.sign_up();
  const World::Signed other = world.sign_up();
};

TEST_F(EventListerTest, WhoeverAsksForLittleDoesNotWaitForWhatAFilterLeavesOut) {
  const auto much = ask(acme, "key.revoked");
  const auto as_much = ask(acme, "key.revoked");
  const auto little = ask(other, "organization.created");
  while (!little.answered() && world.schedule.run_one()) continue;
  EXPECT_TRUE(much.silent());
  EXPECT_TRUE(as_much.silent());
  ASSERT_TRUE(little.allowed());
  EXPECT_EQ(little.outcome()->rows.size(), 1U);
  world.run();
  for (const auto* told : {&much, &as_much}) {
    ASSERT_TRUE(told->allowed());
    EXPECT_TRUE(told->outcome()->rows.empty());
    EXPECT_GT(told->outcome()->looked_at, 1'500U) << "it is read to its end all the same";
    EXPECT_FALSE(told->outcome()->more);
  }
}

}  // namespace
}  // namespace event_lister_test
}  // namespace bursar::actors::event_lister_test
