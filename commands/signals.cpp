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

}  // namespace

Signals::Signals() : all_{set_of({SIGTERM, SIGINT, SIGHUP})}, stops_{set_of({SIGTERM, SIGINT})} {
  pthread_sigmask(SIG_BLOCK, &all_, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

bool Signals::stop_pending() const {
  sigset_t pending;
  sigpending(&pending);
  sigandset(&pending, &pending, &stops_);
  return sigisemptyset(&pending) == 0;
}

// The kernel itself says SIGHUP when the terminal goes: that is no wish to renew anything.
Signals::Heard Signals::wait() const {
  siginfo_t told{};
  int signal = -1;
  while (signal < 0) signal = sigwaitinfo(&all_, &told);
  return {.signal = signal, .renew = signal == SIGHUP && told.si_code != SI_KERNEL};
}

}  // namespace bursar::commands
