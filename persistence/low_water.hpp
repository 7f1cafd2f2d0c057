#pragma once

// Whether the file system has room enough for what is written without need. Below the mark it has
// not; above it again only with a little to spare, so that the answer does not flicker.

#include <cstdint>
#include <filesystem>
#include <optional>

namespace bursar::persistence {

/// What the file system of `path` has left for us; none when it does not say.
std::optional<std::uint64_t> free_bytes(const std::filesystem::path& path);

class LowWater {
 public:
  /// With a mark of 0 it is never low.
  explicit LowWater(std::uint64_t mark_bytes) : mark_bytes_{mark_bytes} {}

  /// True when the answer has changed.
  bool look(std::uint64_t free_bytes);
  bool low() const { return low_; }

 private:
  std::uint64_t mark_bytes_;
  bool low_ = false;
};

}  // namespace bursar::persistence
