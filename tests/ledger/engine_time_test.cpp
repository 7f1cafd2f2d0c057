#include "ledger/engine_time.hpp"

#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::ledger::engine_time_test {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr nanoseconds noon = milliseconds{1'795'608'000'000};  // 2026-11-25T12:00:00Z
constexpr nanoseconds boot = hours{77};

// Two clocks that a test moves, and the engine's time compared with them as often as it would be.
class Clocks {
 public:
  Time told() { return time.at(now.steady); }
  void pass(nanoseconds interval) {
    for (; interval > nanoseconds{}; interval -= compared_every) {
      const nanoseconds step = std::min<nanoseconds>(interval, compared_every);
      now.steady += step;
      now.wall += step;
      time.compare(now);
    }
  }
  void jump(nanoseconds by) {
    now.wall += by;
    time.compare(now);
  }
  /// How much the engine's time is behind the wall clock, by what it tells.
  milliseconds behind() {
    return std::chrono::floor<milliseconds>(now.wall) - milliseconds{told().milliseconds};
  }

  static constexpr seconds compared_every{1};
  ClockReading now{.steady = boot, .wall = noon};
  EngineTime time{now};
};

TEST(EngineTimeTest, IsTheWallClockAtTheStartPlusWhatHasPassed) {
  Clocks clocks;
  EXPECT_EQ(clocks.told(), Time{1'795'608'000'000});
  clocks.now.steady += milliseconds{1'234};
  EXPECT_EQ(clocks.told(), Time{1'795'608'001'234});
}

TEST(EngineTimeTest, LeansTowardsAWallClockThatIsALittleOff) {
  for (const milliseconds off : {milliseconds{1'000}, milliseconds{-1'000}}) {
    Clocks clocks;
    clocks.jump(off);
    EXPECT_FALSE(clocks.time.diverged());
    clocks.pass(seconds{1'000});
    EXPECT_EQ(clocks.behind(), off / 2) << "half a second in a thousand";
    clocks.pass(seconds{1'001});
    EXPECT_EQ(clocks.behind(), milliseconds{0});
    clocks.pass(seconds{1'000});
    EXPECT_EQ(clocks.behind(), milliseconds{0}) << "and no further";
  }
}

TEST(EngineTimeTest, AJumpIsNotFollowedUntilItIsAccepted) {
  for (const nanoseconds by : std::vector<nanoseconds>{hours{-1}, days{-1}, hours{1}, days{40}}) {
    Clocks clocks;
    clocks.jump(by);
    EXPECT_TRUE(clocks.time.diverged());
    EXPECT_EQ(clocks.time.divergence(), by);
    clocks.pass(days{1});
    EXPECT_TRUE(clocks.time.diverged());
    EXPECT_EQ(clocks.behind(), by);
  }
}

TEST(EngineTimeTest, AWallClockThatComesBackEndsTheAlarm) {
  Clocks clocks;
  clocks.jump(hours{1});
  clocks.pass(hours{2});
  clocks.jump(hours{-1});
  EXPECT_FALSE(clocks.time.diverged());
  EXPECT_EQ(clocks.time.divergence(), nanoseconds{0});
  EXPECT_EQ(clocks.behind(), milliseconds{0});
}

TEST(EngineTimeTest, ForwardsAnAcceptedClockIsFollowedAtOnce) {
  Clocks clocks;
  clocks.jump(days{40});
  clocks.time.accept(clocks.now);
  EXPECT_FALSE(clocks.time.diverged());
  EXPECT_EQ(clocks.behind(), milliseconds{0});
}

TEST(EngineTimeTest, BackwardsAnAcceptedClockIsWaitedForStandingStill) {
  Clocks clocks;
  clocks.pass(seconds{10});
  const Time before = clocks.told();
  clocks.jump(hours{-1});
  clocks.time.accept(clocks.now);
  EXPECT_FALSE(clocks.time.diverged());
  EXPECT_EQ(clocks.time.divergence(), hours{-1});
  clocks.pass(hours{1} - seconds{1});
  EXPECT_EQ(clocks.told(), before);
  clocks.pass(seconds{3});
  EXPECT_EQ(clocks.told(), Time{before.milliseconds + 2'000});
  EXPECT_EQ(clocks.time.divergence(), nanoseconds{0});
}

TEST(EngineTimeTest, HoldsStillUntilWhatAJournalHasSeen) {
  Clocks clocks;
  const Time last{clocks.told().milliseconds + 4'000};
  clocks.time.not_before(last);
  EXPECT_EQ(clocks.told(), last);
  clocks.pass(seconds{3});
  EXPECT_EQ(clocks.told(), last);
  clocks.pass(seconds{3});
  EXPECT_EQ(clocks.told(), Time{last.milliseconds + 2'000});
}

TEST(EngineTimeTest, AStartNeedsAClockThatIsNeitherBehindNorFarAhead) {
  const Time last{1'795'608'000'000};
  const auto starts = [&](std::int64_t ahead) {
    return may_start({last.milliseconds + ahead}, last, last);
  };
  EXPECT_TRUE(starts(0));
  EXPECT_TRUE(starts(-5'000));
  EXPECT_FALSE(starts(-5'001));
  EXPECT_TRUE(starts(7 * day_ms));
  EXPECT_FALSE(starts(7 * day_ms + 1));
}

TEST(EngineTimeTest, AfterABackwardsAcceptTimeHoldsStillFromThatMomentOn) {
  Clocks clocks;
  const Time told = clocks.told();
  clocks.now.steady += seconds{10};  // nobody asks meanwhile
  clocks.now.wall += seconds{10} - hours{1};
  clocks.time.accept(clocks.now);
  EXPECT_EQ(clocks.told().milliseconds, told.milliseconds + 10'000);
}

TEST(EngineTimeTest, TwoSecondsOffIsStillFollowedAndMoreIsAJump) {
  for (const nanoseconds off : {nanoseconds{seconds{2}}, nanoseconds{seconds{-2}}}) {
    Clocks clocks;
    clocks.jump(off);
    EXPECT_FALSE(clocks.time.diverged());
    clocks.jump(off > nanoseconds{} ? nanoseconds{1} : nanoseconds{-1});
    EXPECT_TRUE(clocks.time.diverged());
  }
}

// Records that are made while time holds still do not say when.
TEST(EngineTimeTest, AStartWhileTimeHoldsStillNeedsNoClockThatIsNearTheOneAccepted) {
  const Time last{1'795'608'000'000};
  const Time accepted{last.milliseconds - 30 * day_ms};
  const auto starts = [&](std::int64_t after) {
    return may_start({accepted.milliseconds + after}, last, accepted);
  };
  EXPECT_TRUE(starts(-5'000));
  EXPECT_FALSE(starts(-5'001));
  EXPECT_TRUE(starts(8 * day_ms));
  EXPECT_TRUE(starts(37 * day_ms));
  EXPECT_FALSE(starts(37 * day_ms + 1));
}

// --- Whatever the clocks do: they run on, the wall clock jumps, somebody accepts.

enum class Deed : std::uint8_t { run, drift, jump, accept };
struct Step {
  Deed deed = Deed::run;
  std::int64_t nanoseconds = 0;
};

rc::Gen<Step> steps() {
  using rc::gen::inRange;
  const auto step = [](Deed deed, rc::Gen<std::int64_t> amount) {
    return rc::gen::build<Step>(rc::gen::set(&Step::deed, rc::gen::just(deed)),
                                rc::gen::set(&Step::nanoseconds, std::move(amount)));
  };
  constexpr std::int64_t second = 1'000'000'000;
  constexpr std::int64_t day = 86'400 * second;
  return rc::gen::oneOf(
      step(Deed::run, inRange<std::int64_t>(0, 3'000)),  // as one request follows another
      step(Deed::run, inRange<std::int64_t>(0, 100 * second)),
      step(Deed::drift, inRange<std::int64_t>(-second, second)),
      step(Deed::jump, inRange<std::int64_t>(-day, 40 * day)),
      step(Deed::accept, rc::gen::just<std::int64_t>(0)));
}

RC_GTEST_PROP(EngineTimeTest, NeverGoesBackAndKeepsItsRateUntilAClockIsAccepted, ()) {
  ClockReading now{.steady = boot, .wall = noon};
  EngineTime time{now};
  Time last = time.at(now.steady);
  for (const Step& step : *rc::gen::container<std::vector<Step>>(steps())) {
    const nanoseconds amount{step.nanoseconds};
    if (step.deed == Deed::run) now.steady += amount;
    now.wall += amount;
    if (step.deed == Deed::accept)
      time.accept(now);
    else
      time.compare(now);
    const Time told = time.at(now.steady);
    RC_ASSERT(told >= last);
    if (step.deed != Deed::accept) {
      // Each end is told to the millisecond below; less is only ever told while it holds still.
      const nanoseconds passed{step.deed == Deed::run ? step.nanoseconds : 0};
      const nanoseconds advanced = milliseconds{told.milliseconds - last.milliseconds};
      const nanoseconds leant = passed * correction_ppm_max / 1'000'000;
      RC_ASSERT(advanced < passed + leant + milliseconds{1} + nanoseconds{2});
    }
    last = told;
  }
}

RC_GTEST_PROP(EngineTimeTest, WithoutABackwardsAcceptItIsNeverSlowerThanItMayBe, ()) {
  ClockReading now{.steady = boot, .wall = noon};
  EngineTime time{now};
  for (const Step& step : *rc::gen::container<std::vector<Step>>(steps())) {
    const Time before = time.at(now.steady);
    const nanoseconds amount{step.nanoseconds};
    const bool forwards = time.divergence() >= nanoseconds{0};
    if (step.deed == Deed::accept && forwards) time.accept(now);
    if (step.deed == Deed::run) now.steady += amount;
    now.wall += amount;
    time.compare(now);
    const nanoseconds passed{step.deed == Deed::run ? step.nanoseconds : 0};
    const nanoseconds advanced =
        milliseconds{time.at(now.steady).milliseconds - before.milliseconds};
    const nanoseconds leant = passed * correction_ppm_max / 1'000'000;
    RC_ASSERT(advanced > passed - leant - milliseconds{1} - nanoseconds{2});
  }
}

// Requests come every few microseconds: what one of them cannot correct must not be lost.
TEST(EngineTimeTest, LeansAsFarByManySmallStepsAsByOne) {
  Clocks one;
  Clocks many;
  for (Clocks* clocks : {&one, &many}) clocks->jump(seconds{1});
  one.now.steady += seconds{10};
  for (int i = 0; i < 4'000'000; ++i) {
    many.now.steady += nanoseconds{2'500};
    many.told();
  }
  EXPECT_EQ(many.told(), one.told());
  EXPECT_EQ(one.told(), Time{1'795'608'010'005});
}

}  // namespace
}  // namespace bursar::ledger::engine_time_test
