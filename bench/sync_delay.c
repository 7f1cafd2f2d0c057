// Preloaded into whatever is measured, engine or peer: each call after which data counts as durable
// takes longer than it would, as on a slower disk. These are fdatasync, fsync, msync with MS_SYNC,
// and writes to a descriptor opened with O_DSYNC, such as LMDB has for its meta pages.
//
//   BURSAR_BENCH_SYNC_DELAY_US   how much longer, in microseconds

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static long delay_us;
static __thread int slack_is_set;

__attribute__((constructor)) static void prepare(void) {
  const char* text = getenv("BURSAR_BENCH_SYNC_DELAY_US");
  delay_us = text != NULL ? strtol(text, NULL, 10) : 0;
}

static void take_longer(void) {
  if (delay_us <= 0) return;
  // A thread's timers are 50 us late by default, which is as much as some disks take.
  if (!slack_is_set) slack_is_set = prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL) == 0;
  struct timespec left = {delay_us / 1000000, (delay_us % 1000000) * 1000};
  while (nanosleep(&left, &left) != 0 && errno == EINTR) {
  }
}

static void take_longer_if_synchronous(int descriptor) {
  const int before = errno;
  const int flags = fcntl(descriptor, F_GETFL);
  errno = before;
  if (flags >= 0 && (flags & O_DSYNC) != 0) take_longer();
}

int fdatasync(int descriptor) {
  take_longer();
  return (int)syscall(SYS_fdatasync, descriptor);
}

int fsync(int descriptor) {
  take_longer();
  return (int)syscall(SYS_fsync, descriptor);
}

int msync(void* address, size_t length, int flags) {
  if ((flags & MS_SYNC) != 0) take_longer();
  return (int)syscall(SYS_msync, address, length, flags);
}

ssize_t pwrite(int descriptor, const void* bytes, size_t length, off_t offset) {
  take_longer_if_synchronous(descriptor);
  return syscall(SYS_pwrite64, descriptor, bytes, length, offset);
}

ssize_t pwritev(int descriptor, const struct iovec* parts, int count, off_t offset) {
  take_longer_if_synchronous(descriptor);
  return syscall(SYS_pwritev, descriptor, parts, count, offset, 0);
}

// Programs built for large files call these names; here they are the same.
ssize_t pwrite64(int descriptor, const void* bytes, size_t length, off64_t offset) {
  return pwrite(descriptor, bytes, length, offset);
}

ssize_t pwritev64(int descriptor, const struct iovec* parts, int count, off64_t offset) {
  return pwritev(descriptor, parts, count, offset);
}
