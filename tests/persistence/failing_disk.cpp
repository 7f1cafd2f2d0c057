#include "tests/persistence/failing_disk.hpp"

#include <atomic>
#include <cerrno>
#include <limits>

#include <sys/syscall.h>
#include <unistd.h>

namespace bursar::tests {

namespace {

constexpr int always = std::numeric_limits<int>::max();
std::atomic<int> calls_left = always;

}  // namespace

void fail_fdatasync_after(int calls) {
  calls_left = calls;
}
void mend_fdatasync() {
  calls_left = always;
}

}  // namespace bursar::tests

extern "C" int fdatasync(int file) {
  using bursar::tests::always;
  using bursar::tests::calls_left;
  if (calls_left != always) {
    if (calls_left == 0) {
      errno = EIO;
      return -1;
    }
    --calls_left;
  }
  return static_cast<int>(::syscall(SYS_fdatasync, file));
}
