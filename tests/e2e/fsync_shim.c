// Preloaded into the engine by tests that must know when a write is on disk, or must make the disk
// fail. Every call after which data counts as durable passes through here: fdatasync, fsync, msync
// (kind "sync"), and writes to a descriptor opened with O_DSYNC (kind "write").
//
//   BURSAR_SHIM_FDATASYNC_DELAY_MS   a sync first sleeps so long, then happens
//   BURSAR_SHIM_FDATASYNC_EIO_AFTER  the calls after this many fail, for good, undone
//   BURSAR_SHIM_FAULT_FILE           once this file exists calls fail as its words say:
//       sync | write | any     which kind of call fails
//       once | always          the next one alone, or every one from now on
//       lost | kept            nothing was done, or all was done and only the report is bad
//       journal                those on the journal's files alone
//   BURSAR_SHIM_LOG                  gets two lines a call; times are CLOCK_MONOTONIC:
//       begin <number> <kind> <nanoseconds>
//       end <number> <kind> <nanoseconds> <errno, 0 for success>
//
// An end line is written before the caller learns of it, so whatever the caller does because its
// data is durable comes later than that line.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static long delay_ms;
static long fail_after = -1;
static const char* fault_path;
static int log_descriptor = -1;
static atomic_long calls;
static atomic_int fired;

struct verdict {
  int fail;
  int keep;
};

static long from_environment(const char* name, long otherwise) {
  const char* text = getenv(name);
  return text != NULL ? strtol(text, NULL, 10) : otherwise;
}

__attribute__((constructor)) static void prepare(void) {
  delay_ms = from_environment("BURSAR_SHIM_FDATASYNC_DELAY_MS", 0);
  fail_after = from_environment("BURSAR_SHIM_FDATASYNC_EIO_AFTER", -1);
  fault_path = getenv("BURSAR_SHIM_FAULT_FILE");
  const char* log_path = getenv("BURSAR_SHIM_LOG");
  if (log_path != NULL)
    log_descriptor = open(log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static void note(const char* what, long number, const char* kind, int error, int with_error) {
  if (log_descriptor < 0) return;
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  const long long nanoseconds = (long long)now.tv_sec * 1000000000LL + now.tv_nsec;
  char line[128];
  int length =
      with_error ? snprintf(line, sizeof line, "%s %ld %s %lld %d\n", what, number, kind,
                            nanoseconds, error)
                 : snprintf(line, sizeof line, "%s %ld %s %lld\n", what, number, kind, nanoseconds);
  (void)!syscall(SYS_write, log_descriptor, line, (size_t)length);
}

static int of_the_journal(int descriptor) {
  char link[32];
  char path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  const ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return strstr(path, "/journal/") != NULL;
}

static struct verdict judge(long number, const char* kind, int file) {
  const struct verdict passes = {0, 0};
  if (fail_after >= 0 && number > fail_after) return (struct verdict){1, 0};
  if (fault_path == NULL) return passes;
  const long descriptor = syscall(SYS_openat, AT_FDCWD, fault_path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return passes;
  char words[64] = {0};
  (void)!syscall(SYS_read, descriptor, words, sizeof words - 1);
  syscall(SYS_close, descriptor);
  if (strstr(words, kind) == NULL && strstr(words, "any") == NULL) return passes;
  if (strstr(words, "journal") != NULL && !of_the_journal(file)) return passes;
  if (strstr(words, "always") == NULL && atomic_exchange(&fired, 1) != 0) return passes;
  return (struct verdict){1, strstr(words, "kept") != NULL};
}

static void sleep_ms(long milliseconds) {
  struct timespec left = {milliseconds / 1000, (milliseconds % 1000) * 1000000};
  while (nanosleep(&left, &left) != 0 && errno == EINTR) {
  }
}

// Statements in `REAL` do the true call; its value goes to `result`, -1 with errno on failure.
#define THROUGH_THE_SHIM(FILE, KIND, WAIT_MS, REAL)           \
  do {                                                        \
    const long number = atomic_fetch_add(&calls, 1) + 1;      \
    note("begin", number, KIND, 0, 0);                        \
    if ((WAIT_MS) > 0) sleep_ms(WAIT_MS);                     \
    const struct verdict verdict = judge(number, KIND, FILE); \
    long result = -1;                                         \
    int error = EIO;                                          \
    if (!verdict.fail || verdict.keep) {                      \
      result = (REAL);                                        \
      error = result < 0 ? errno : 0;                         \
    }                                                         \
    if (verdict.fail) {                                       \
      result = -1;                                            \
      error = EIO;                                            \
    }                                                         \
    note("end", number, KIND, error, 1);                      \
    errno = error;                                            \
    return result;                                            \
  } while (0)

static long sync_through(long call, int descriptor) {
  THROUGH_THE_SHIM(descriptor, "sync", delay_ms, syscall(call, descriptor));
}

int fdatasync(int descriptor) {
  return (int)sync_through(SYS_fdatasync, descriptor);
}

int fsync(int descriptor) {
  return (int)sync_through(SYS_fsync, descriptor);
}

static long msync_through(void* address, size_t length, int flags) {
  THROUGH_THE_SHIM(-1, "sync", delay_ms, syscall(SYS_msync, address, length, flags));
}

int msync(void* address, size_t length, int flags) {
  if ((flags & MS_SYNC) == 0) return (int)syscall(SYS_msync, address, length, flags);
  return (int)msync_through(address, length, flags);
}

static int synchronous(int descriptor) {
  const int before = errno;
  const int flags = fcntl(descriptor, F_GETFL);
  errno = before;
  return flags >= 0 && (flags & O_DSYNC) != 0;
}

static long write_through(int descriptor, const struct iovec* parts, int count, off_t offset) {
  if (offset < 0)
    THROUGH_THE_SHIM(descriptor, "write", 0, syscall(SYS_writev, descriptor, parts, count));
  THROUGH_THE_SHIM(descriptor, "write", 0,
                   syscall(SYS_pwritev, descriptor, parts, count, offset, 0));
}

ssize_t write(int descriptor, const void* bytes, size_t length) {
  if (!synchronous(descriptor)) return syscall(SYS_write, descriptor, bytes, length);
  const struct iovec part = {(void*)bytes, length};
  return write_through(descriptor, &part, 1, -1);
}

ssize_t writev(int descriptor, const struct iovec* parts, int count) {
  if (!synchronous(descriptor)) return syscall(SYS_writev, descriptor, parts, count);
  return write_through(descriptor, parts, count, -1);
}

ssize_t pwrite(int descriptor, const void* bytes, size_t length, off_t offset) {
  if (!synchronous(descriptor)) return syscall(SYS_pwrite64, descriptor, bytes, length, offset);
  const struct iovec part = {(void*)bytes, length};
  return write_through(descriptor, &part, 1, offset);
}

ssize_t pwritev(int descriptor, const struct iovec* parts, int count, off_t offset) {
  if (!synchronous(descriptor)) return syscall(SYS_pwritev, descriptor, parts, count, offset, 0);
  return write_through(descriptor, parts, count, offset);
}

// Programs built for large files call these names; here they are the same.
ssize_t pwrite64(int descriptor, const void* bytes, size_t length, off64_t offset) {
  return pwrite(descriptor, bytes, length, offset);
}

ssize_t pwritev64(int descriptor, const struct iovec* parts, int count, off64_t offset) {
  return pwritev(descriptor, parts, count, offset);
}
