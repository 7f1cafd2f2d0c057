#include "actors/audits.hpp"

#include "tests/support/engine_world.hpp"

#include <optional>

#include <gtest/gtest.h>

namespace bursar::actors::audits_test {
namespace {

using ledger::Errc;
using tests::usd;
using World = tests::EngineWorld;

class AuditsTest : public testing::Test {
 protected:
  auto reconcile() {
    return world.ask<ReconciliationCall>(ReconciliationQuery{acme.principal.organization});
  }
  void run() { world.run(); }

  World world{3};  // a schedule by which audits overlap
  const World::Signed acme = world.sign_up(usd("1000.00"));
  const World::Signed other = world.sign_up(usd("1000.00"));
  const ledger::WalletAddress a = world.funded_wallet(acme, usd("100.00"));
  const ledger::WalletAddress b = world.funded_wallet(acme, usd("100.00"));
};

TEST_F(AuditsTest, TrialBalanceSumsToZeroAndSaysWhereTheMoneyIs) {
  world.pay(World::outside(a, usd("50.00")));
  world.pay(World::between(a, other.wallet, usd("10.00")));
  run();
  const auto told = world.ask<TrialBalanceCall>(TrialBalanceQuery{acme.principal.organization});
  run();
  const TrialBalance& balance = *told.outcome();
  EXPECT_TRUE(balance.sum == 0);
  ASSERT_EQ(balance.rows.size(), 5U);
  EXPECT_TRUE(balance.rows[0].balance == usd("-1200.00").units());
  EXPECT_TRUE(balance.rows[1].balance == usd("0.24").units());
  EXPECT_TRUE(balance.rows[2].balance == usd("50.00").units());
  EXPECT_TRUE(balance.rows[3].balance == usd("10.00").units());
  EXPECT_EQ(balance.rows[4].accounts, 3U);
}

// How far the journal is would tell one organisation how busy the others are.
TEST_F(AuditsTest, TheirPlaceIsTheOrganisationsOwn) {
  world.pay(World::outside(a, usd("50.00")));
  run();
  const auto organization = acme.principal.organization;
  auto summed = std::make_optional(world.ask<TrialBalanceCall>(TrialBalanceQuery{organization}));
  run();
  EXPECT_EQ(summed->outcome()->at, world.room->marks().of(organization));
  summed.reset();
  const auto compared = reconcile();
  run();
  EXPECT_EQ(compared.outcome()->at, world.room->marks().of(organization));
}

// Each holds rows of all wallets of an organisation.
TEST_F(AuditsTest, OneOfAnOrganisationIsUnderWayAtATime) {
  auto first = std::make_optional(reconcile());
  const auto second = reconcile();
  const auto summed = world.ask<TrialBalanceCall>(TrialBalanceQuery{acme.principal.organization});
  const auto elsewhere =
      world.ask<ReconciliationCall>(ReconciliationQuery{other.principal.organization});
  run();
  EXPECT_TRUE(first->allowed());
  EXPECT_TRUE(elsewhere.allowed());
  EXPECT_TRUE(second.refused(Errc::overloaded));
  EXPECT_TRUE(summed.refused(Errc::overloaded));
  first.reset();
  const auto later = reconcile();
  run();
  EXPECT_TRUE(later.allowed());
}

TEST(AuditRoomTest, ThereIsPlaceForFew) {
  const auto room = std::make_shared<AuditRoom>();
  std::vector<AuditPlace> places;
  while (AuditPlace place = room->enter({places.size() + 1})) places.push_back(std::move(place));
  EXPECT_EQ(places.size(), AuditRoom::audits_max);
  EXPECT_EQ(room->enter({1}), nullptr);
  places.pop_back();
  EXPECT_NE(room->enter({places.size() + 1}), nullptr);
}

TEST_F(AuditsTest, ReconciliationFindsNothingInAQuietEngine) {
  world.pay(World::between(a, b, usd("10.00")));
  run();
  const auto told = reconcile();
  run();
  EXPECT_EQ(told.outcome()->checked, 3U);
  EXPECT_TRUE(told.outcome()->differences.empty());
}

TEST_F(AuditsTest, TrafficIsNoDifference) {
  for (int i = 0; i < 20; ++i) {
    world.pay(World::between(a, b, usd("1.00")));
    world.pay(World::outside(b, usd("1.00")));
    const auto told = reconcile();
    world.pay(World::between(b, a, usd("1.00")));
    run();
    EXPECT_EQ(told.outcome()->checked, 3U);
    EXPECT_TRUE(told.outcome()->differences.empty());
  }
}

TEST_F(AuditsTest, AWalletThatIsOpenedAndFundedMeanwhileIsNoDifference) {
  const auto told = reconcile();
  world.schedule.hold(world.room->live_wallet(a.account));
  run();
  world.funded_wallet(acme, usd("10.00"));
  world.schedule.let_go();
  EXPECT_EQ(told.outcome()->checked, 3U);
  EXPECT_TRUE(told.outcome()->differences.empty());
}

}  // namespace
}  // namespace bursar::actors::audits_test
