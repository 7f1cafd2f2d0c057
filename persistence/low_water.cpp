#include "persistence/low_water.hpp"

#include <sys/statvfs.h>

namespace bursar::persistence {

std::optional<std::uint64_t> free_bytes(const std::filesystem::path& path) {
  struct statvfs status = {};
  if (::statvfs(path.c_str(), &status) != 0) return std::nullopt;
  return status.f_bavail * status.f_frsize;
}

bool LowWater::look(std::uint64_t free_bytes) {
  const std::uint64_t to_spare = low_ ? mark_bytes_ / 8 : 0;
  const bool low = free_bytes < mark_bytes_ + to_spare;
  const bool changed = low != low_;
  low_ = low;
  return changed;
}

}  // namespace bursar::persistence
