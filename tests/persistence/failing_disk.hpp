#pragma once

// A disk that refuses to sync. The test's executable brings its own fdatasync, which takes the
// place of libc's for LMDB too.

namespace bursar::tests {

/// The next `calls` calls of fdatasync go through, every one after them fails with EIO. Until
/// mend_fdatasync().
void fail_fdatasync_after(int calls);
void mend_fdatasync();

}  // namespace bursar::tests
