#include "commands/descriptors.hpp"

#include <algorithm>
#include <utility>

#include <sys/resource.h>

namespace bursar::commands {

std::uint64_t raise_descriptors() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  const rlim_t before = std::exchange(limit.rlim_cur, limit.rlim_max);
  return ::setrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : before;
}

std::size_t connections_within(std::uint64_t descriptors, std::size_t asked,
                               std::size_t io_threads) {
  const std::uint64_t kept = descriptors_kept + descriptors_kept_of_thread * io_threads;
  const std::uint64_t left = descriptors - std::min(kept, descriptors / 2);
  return static_cast<std::size_t>(std::clamp<std::uint64_t>(left, 1, asked));
}

}  // namespace bursar::commands
