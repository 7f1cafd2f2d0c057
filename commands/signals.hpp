#pragma once

// The signals that a serving engine hears. Blocked in every thread from the first moment, so that
// one place waits for them; a broken pipe is heard by nobody.

#include <csignal>

namespace bursar::commands {

class Signals {
 public:
  Signals();

  /// Whether an end was asked for that nobody has heard yet.
  bool stop_pending() const;

  struct Heard {
    int signal = 0;
    bool renew = false;  // what was read from files is to be read again; else: the end
  };
  Heard wait() const;

 private:
  bool hang_up_ignored_;  // as nohup starts whoever is to outlive its terminal
  sigset_t all_;
  sigset_t stops_;
};

}  // namespace bursar::commands
