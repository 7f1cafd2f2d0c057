#pragma once

// A disk that fails at a call that a test chooses. The test's executable brings its own pwrite,
// write, writev, fdatasync, fsync, open, ftruncate, rename and unlink, which take the place of
// libc's for LMDB too.

#include <cerrno>
#include <cstdint>

namespace bursar::tests {

enum class DiskCall : std::uint8_t {
  pwrite,
  write,
  writev,
  fdatasync,
  fsync,
  open,
  ftruncate,
  rename,
  unlink,
  any,
};

enum class Effect : std::uint8_t {
  fails,              // nothing was done
  fails_but_happens,  // all was done, and only the report is bad
  is_cut_short,       // half of the bytes are written, and that is what is reported
  lies,               // nothing was done, and the report is good
  kills,              // the process, before anything was done
};

struct DiskFault {
  DiskCall call = DiskCall::fdatasync;
  std::uint64_t number = 1;  // the n-th call from now on
  bool sticky = false;       // and every one after it
  Effect effect = Effect::fails;
  int error = EIO;
};

/// Until mend_disk(). One at a time.
void break_disk(const DiskFault& fault);
void mend_disk();

/// Whether the fault was met.
bool disk_failed();

}  // namespace bursar::tests
