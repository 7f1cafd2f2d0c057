#pragma once

// What it takes beyond LMDB's own syncs: the directories that name its files, and reading from the
// device instead of from memory.

#include <filesystem>
#include <system_error>

namespace bursar::persistence {

/// A directory with its parents: those that are made here are for their owner alone, and on disk by
/// name.
void make_private_directories(const std::filesystem::path& directory, std::error_code& error);

/// Brings a file's bytes, or a directory's names, to disk. Throws Unusable.
void sync_path(const std::filesystem::path& path);

/// The same, after which the next read of the file comes from the device. Throws Unusable.
void sync_and_forget(const std::filesystem::path& path);

}  // namespace bursar::persistence
