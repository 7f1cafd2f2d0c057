#include "tests/persistence/failing_disk.hpp"

#include <atomic>
#include <csignal>
#include <cstdarg>
#include <optional>

#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

namespace bursar::tests {

namespace {

std::atomic<bool> armed = false;
std::atomic<bool> failed = false;
std::atomic<std::uint64_t> calls = 0;
DiskFault chosen;

/// What befalls this call.
std::optional<Effect> fate(DiskCall call) {
  if (!armed) return std::nullopt;
  if (chosen.call != DiskCall::any && chosen.call != call) return std::nullopt;
  const std::uint64_t number = ++calls;
  if (number < chosen.number || (number > chosen.number && !chosen.sticky)) return std::nullopt;
  failed = true;
  if (chosen.effect == Effect::kills) ::raise(SIGKILL);
  return chosen.effect;
}

/// `real` does what was asked for, `half` a part of it.
template <class Real, class Half>
long through(DiskCall call, Real real, Half half) {
  const std::optional<Effect> effect = fate(call);
  if (!effect) return real();
  if (*effect == Effect::is_cut_short) return half();
  if (*effect == Effect::lies) return 0;
  if (*effect == Effect::fails_but_happens) real();
  errno = chosen.error;
  return -1;
}

template <class Real>
long through(DiskCall call, Real real) {
  return through(call, real, real);
}

}  // namespace

void break_disk(const DiskFault& fault) {
  chosen = fault;
  calls = 0;
  failed = false;
  armed = true;
}

void mend_disk() {
  armed = false;
}

bool disk_failed() {
  return failed;
}

}  // namespace bursar::tests

using bursar::tests::DiskCall;
using bursar::tests::through;

extern "C" int fdatasync(int file) {
  return static_cast<int>(
      through(DiskCall::fdatasync, [=] { return ::syscall(SYS_fdatasync, file); }));
}

extern "C" int fsync(int file) {
  return static_cast<int>(through(DiskCall::fsync, [=] { return ::syscall(SYS_fsync, file); }));
}

extern "C" ssize_t pwrite(int file, const void* bytes, size_t size, off_t at) {
  const auto write = [=](size_t part) { return ::syscall(SYS_pwrite64, file, bytes, part, at); };
  return through(DiskCall::pwrite, [=] { return write(size); }, [=] { return write(size / 2); });
}

extern "C" ssize_t write(int file, const void* bytes, size_t size) {
  const auto write = [=](size_t part) { return ::syscall(SYS_write, file, bytes, part); };
  return through(DiskCall::write, [=] { return write(size); }, [=] { return write(size / 2); });
}

extern "C" ssize_t writev(int file, const iovec* parts, int count) {
  return through(
      DiskCall::writev, [=] { return ::syscall(SYS_writev, file, parts, count); },
      [=] { return ::syscall(SYS_write, file, parts[0].iov_base, parts[0].iov_len / 2); });
}

extern "C" int ftruncate(int file, off_t size) noexcept {
  return static_cast<int>(
      through(DiskCall::ftruncate, [=] { return ::syscall(SYS_ftruncate, file, size); }));
}

extern "C" int rename(const char* from, const char* to) noexcept {
  return static_cast<int>(through(
      DiskCall::rename, [=] { return ::syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to); }));
}

extern "C" int unlink(const char* path) noexcept {
  return static_cast<int>(
      through(DiskCall::unlink, [=] { return ::syscall(SYS_unlinkat, AT_FDCWD, path, 0); }));
}

extern "C" int open(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(arguments, mode_t) : 0;
  va_end(arguments);
  return static_cast<int>(
      through(DiskCall::open, [=] { return ::syscall(SYS_openat, AT_FDCWD, path, flags, mode); }));
}
