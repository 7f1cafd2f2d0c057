#pragma once

// A process of its own for what must not befall the test runner: a disk that takes no more bytes.

#include <csignal>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace bursar::tests {

/// Whether `holds` returned true, in a child that ends without destructors, as after kill -9.
template <class Holds>
bool in_a_child(Holds holds) {
  const pid_t child = ::fork();
  if (child == 0) {
    try {
      ::_exit(holds() ? EXIT_SUCCESS : EXIT_FAILURE);
    } catch (const std::exception&) {
      ::_exit(EXIT_FAILURE);
    }
  }
  int status = 0;
  return ::waitpid(child, &status, 0) == child && WIFEXITED(status) &&
         WEXITSTATUS(status) == EXIT_SUCCESS;
}

/// From now on every write past `bytes` of a file fails with EFBIG. Only in a child.
inline void limit_file_size(std::uint64_t bytes) {
  ::signal(SIGXFSZ, SIG_IGN);
  const rlimit limit{bytes, bytes};
  ::setrlimit(RLIMIT_FSIZE, &limit);
}

/// From now on the process gets no more than `bytes` of address space than it has. Only in a child.
inline void limit_address_space(std::uint64_t bytes) {
  std::uint64_t pages = 0;
  std::ifstream{"/proc/self/statm"} >> pages;
  const rlim_t limit = pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) + bytes;
  const rlimit both{limit, limit};
  ::setrlimit(RLIMIT_AS, &both);
}

}  // namespace bursar::tests
