#pragma once

// A small file that only its owner may read: written whole or not at all, never over another one.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace bursar::crypto {

/// None when there is no such file. Throws std::runtime_error when it cannot be read, is no plain
/// file, is larger than 64 KiB, or may be read by anybody but its owner.
std::optional<std::string> read_private_file(const std::filesystem::path& path);

/// Mode 0600, and on disk (the file and its name) when this returns. Throws std::runtime_error
/// when it cannot, or when the file exists by now.
void make_private_file(const std::filesystem::path& path, std::string_view text);

}  // namespace bursar::crypto
