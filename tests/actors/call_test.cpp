#include "actors/call.hpp"

#include "tests/support/answers.hpp"

#include <gtest/gtest.h>

namespace bursar::actors::call_test {
namespace {

using Number = CallOf<int, int>;

TEST(CallTest, SaysWhatWasDecidedOnceItIsAnswered) {
  auto call = std::make_shared<Number>();
  const tests::Told<Number> told{*call};
  call->outcome = 40;
  EXPECT_TRUE(told.silent());
  Call::answer(std::move(call));
  EXPECT_EQ(told.outcome(), 40);
  EXPECT_TRUE(told.once());
}

TEST(CallTest, DestroyedUnansweredItIsLostWhateverWasDecided) {
  auto call = std::make_shared<Number>();
  const tests::Told<Number> told{*call};
  call->outcome = 40;
  call.reset();
  EXPECT_TRUE(told.lost());
}

TEST(CallTest, WhoeverHearsTheAnswerMayCallAgainAtOnce) {
  struct Ear final : Recipient {
    void answered(CallPtr, std::uint64_t) noexcept override {
      admitted_again = admission.try_admit().has_value();
    }
    void lost(std::uint64_t) noexcept override {}
    Admission admission{1};
    bool admitted_again = false;
  } ear;
  auto call = std::make_shared<Number>();
  call->address(ear, 0);
  call->admit(ear.admission.try_admit().value());
  Call::answer(std::move(call));
  EXPECT_TRUE(ear.admitted_again);
}

TEST(CallDeathTest, AnsweringTwiceIsOurBug) {
  auto call = std::make_shared<Number>();
  const tests::Told<Number> told{*call};
  Call::answer(call);
  EXPECT_DEATH(Call::answer(call), "CHECK failed");
}

}  // namespace
}  // namespace bursar::actors::call_test
