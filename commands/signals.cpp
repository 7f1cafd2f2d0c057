#include "commands/signals.hpp"

#include <initializer_list>

#include <pthread.h>

namespace bursar::commands {

namespace {

sigset_t set_of(std::initializer_list<int> signals) {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : signals) sigaddset(&set, signal);
  return set;
}

bool ignored(int signal) {
  struct sigaction action{};
  return sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

}  // namespace

Signals::Signals()
    : hang_up_ignored_{ignored(SIGHUP)},
      all_{set_of({SIGTERM, SIGINT, SIGHUP})},
      stops_{set_of({SIGTERM, SIGINT})} {
  pthread_sigmask(SIG_BLOCK, &all_, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

bool Signals::stop_pending() const {
  sigset_t pending;
  sigpending(&pending);
  sigandset(&pending, &pending, &stops_);
  return sigisemptyset(&pending) == 0;
}

// The kernel itself says SIGHUP when the terminal goes: that is no wish to renew anything, and
// where it was ignored before, none to end.
Signals::Heard Signals::wait() const {
  for (;;) {
    siginfo_t told{};
    const int signal = sigwaitinfo(&all_, &told);
    const bool terminal_gone = signal == SIGHUP && told.si_code == SI_KERNEL;
    if (signal < 0 || (terminal_gone && hang_up_ignored_)) continue;
    return {.signal = signal, .renew = signal == SIGHUP && !terminal_gone};
  }
}

}  // namespace bursar::commands
