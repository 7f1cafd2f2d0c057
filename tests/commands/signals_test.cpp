#include "commands/signals.hpp"

#include <gtest/gtest.h>

namespace bursar::commands {
namespace {

TEST(SignalsTest, AnEndThatWasAskedForIsPendingUntilItIsHeard) {
  const Signals signals;
  EXPECT_FALSE(signals.stop_pending());
  std::raise(SIGTERM);
  EXPECT_TRUE(signals.stop_pending());
  const Signals::Heard heard = signals.wait();
  EXPECT_EQ(heard.signal, SIGTERM);
  EXPECT_FALSE(heard.renew);
  EXPECT_FALSE(signals.stop_pending());
}

TEST(SignalsTest, AHangUpThatSomebodySendsAsksForARenewalAndForNoEnd) {
  const Signals signals;
  std::raise(SIGHUP);
  EXPECT_FALSE(signals.stop_pending());
  EXPECT_TRUE(signals.wait().renew);
}

}  // namespace
}  // namespace bursar::commands
