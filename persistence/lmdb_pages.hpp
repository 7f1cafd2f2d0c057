#pragma once

// LMDB has no checksums and trusts its pages: a flipped bit in one of their offsets is a wild read.
// This walks the trees of a closed file without LMDB and without believing an offset, so that
// whoever reads it afterwards through LMDB stumbles over nothing. What the rows say is for the
// checksums of records and the chain to prove.

#include <cstdint>
#include <filesystem>
#include <functional>

namespace bursar::persistence {

/// How much is done, of how much.
using Progressed = std::function<void(std::uint64_t done, std::uint64_t of)>;

/// Throws Corrupt unless the file knows which of its transactions is the last, and the pages that
/// every commit writes anew, whatever it adds, are as below: whoever is about to write must not
/// have LMDB move what is not there. Reads a handful of pages. Only while nobody writes.
void check_commit_pages(const std::filesystem::path& file);

/// Throws Corrupt, naming the page, unless every page in use is where it says and holds what fits
/// in it. The file must not change meanwhile. `progress` hears of pages.
void check_pages(const std::filesystem::path& file, const Progressed& progress = {});

}  // namespace bursar::persistence
