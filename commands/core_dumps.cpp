#include "commands/core_dumps.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace bursar::commands {

namespace {

void set(bool dumps) {
  rlimit limit{};
  ::getrlimit(RLIMIT_CORE, &limit);
  limit.rlim_cur = dumps ? limit.rlim_max : 0;
  ::setrlimit(RLIMIT_CORE, &limit);
  // A collector that the kernel hands the core to through a pipe does not heed the limit.
  ::prctl(PR_SET_DUMPABLE, dumps ? 1 : 0);
}

}  // namespace

void forbid_core_dumps() {
  set(false);
}

void allow_core_dumps() {
  set(true);
}

}  // namespace bursar::commands
