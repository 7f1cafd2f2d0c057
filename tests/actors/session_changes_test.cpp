#include "actors/session_changes.hpp"

#include "tests/actors/registry_world.hpp"

#include <gtest/gtest.h>

namespace bursar::actors::session_changes_test {
namespace {

class SessionChangesTest : public RegistryWorld {
 protected:
  IssueSession asking(std::int64_t ttl_ms = 60'000) {
    return {.organization = acme.principal.organization,
            .wallet = acme.wallet.account,
            .ttl_ms = ttl_ms,
            .now = world.clock.now()};
  }
  bool speaks(const ledger::SessionIssued& issued) {
    return world.room->tables()
        .principal(acme.wallet.id, {.generation = issued.generation, .expires = issued.expires},
                   world.clock.now())
        .has_value();
  }
};

TEST_F(SessionChangesTest, ASessionSpeaksOnceItsRecordIsDurableAndEndsTheOneBefore) {
  const auto first = world.ask<IssueSessionCall>(asking());
  run();
  EXPECT_EQ(first.outcome()->generation, 1U);
  EXPECT_TRUE(speaks(*first.outcome()));
  world.hold_the_disk();
  const auto second = world.ask<IssueSessionCall>(asking());
  run();
  EXPECT_TRUE(second.silent());
  EXPECT_TRUE(speaks(*first.outcome()));
  world.let_the_disk_go();
  EXPECT_EQ(second.outcome()->generation, 2U);
  EXPECT_TRUE(speaks(*second.outcome()));
  EXPECT_FALSE(speaks(*first.outcome()));
}

TEST_F(SessionChangesTest, SessionsThatWaitTogetherHaveGenerationsOfTheirOwn) {
  const auto first = world.ask<IssueSessionCall>(asking());
  const auto second = world.ask<IssueSessionCall>(asking());
  run();
  EXPECT_EQ(first.outcome()->generation, 1U);
  EXPECT_EQ(second.outcome()->generation, 2U);
  EXPECT_FALSE(speaks(*first.outcome()));
  EXPECT_TRUE(speaks(*second.outcome()));
}

TEST_F(SessionChangesTest, ItEndsOnAWholeSecondAndNotBeforeItsTime) {
  const std::int64_t begin = world.clock.now().milliseconds;
  for (const std::int64_t odd : {0, 1, 999}) {
    const auto told = world.ask<IssueSessionCall>(asking(60'000 + odd));
    run();
    const std::int64_t lasts = told.outcome()->expires.milliseconds - begin;
    EXPECT_EQ(told.outcome()->expires.milliseconds % 1'000, 0);
    EXPECT_GE(lasts, 60'000 + odd);
    EXPECT_LT(lasts, 61'000 + odd);
  }
}

TEST_F(SessionChangesTest, OnlyAWalletOfOnesOwnHasSessions) {
  IssueSession foreign = asking();
  foreign.wallet = other.wallet.account;
  IssueSession missing = asking();
  missing.wallet = {9'999};
  const auto one = world.ask<IssueSessionCall>(foreign);
  const auto another = world.ask<IssueSessionCall>(missing);
  run();
  EXPECT_TRUE(one.refused(Errc::not_found));
  EXPECT_TRUE(another.refused(Errc::not_found));
}

}  // namespace
}  // namespace bursar::actors::session_changes_test
