#include "commands/signals.hpp"

#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace bursar::commands::signals_test {
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

// As the kernel says it; to itself a process may.
void lose_terminal() {
  siginfo_t told{};
  told.si_signo = SIGHUP;
  told.si_code = SI_KERNEL;
  ASSERT_EQ(::syscall(SYS_rt_sigqueueinfo, ::getpid(), SIGHUP, &told), 0);
}

TEST(SignalsTest, ATerminalThatGoesEndsWhoRanInItUnlessThatWasIgnored) {
  const auto before = std::signal(SIGHUP, SIG_DFL);  // whoever runs the tests may ignore it
  {
    const Signals signals;
    lose_terminal();
    const Signals::Heard heard = signals.wait();
    EXPECT_EQ(heard.signal, SIGHUP);
    EXPECT_FALSE(heard.renew);
  }
  std::signal(SIGHUP, SIG_IGN);
  const Signals signals;
  lose_terminal();
  std::raise(SIGTERM);
  EXPECT_EQ(signals.wait().signal, SIGTERM);
  std::signal(SIGHUP, before);
}

}  // namespace
}  // namespace bursar::commands::signals_test
