#pragma once

// What parties to disputes show, in a directory of its own: a file for each piece, named by the
// SHA-256 of what is in it, so that the same is kept once. No record is written before the file of
// a piece is on disk; a file that no record names is what a crash or a refusal has left, and no
// more than room that is used.
//
//   evidence/<64 hex digits>       as it was shown
//   evidence/<64 hex digits>.new   on its way there; removed at a start
//   evidence/sandbox-17.share      how many bytes organisation 17 has brought there, in decimal; of
//                                  what has no share nobody knows whose it is, and all go without

#include "persistence/evidence_shares.hpp"

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace bursar::persistence {

class EvidenceDirectory {
 public:
  using Hash = std::array<std::uint8_t, 32>;

  /// Made where it is missing. All files together are no larger than `bytes_max`. Throws Unusable.
  EvidenceDirectory(std::filesystem::path directory, std::uint64_t bytes_max);

  enum class Outcome : std::uint8_t { kept, full, failed };
  /// On disk when it is kept, as it is and not as it may have lain there. Failed: what is there of
  /// it is worth nothing. By one thread at a time.
  Outcome keep(const EvidenceOwner& owner, const Hash& sha256, std::string_view content);

  /// Why the last piece that was not kept was not, for whoever has shown it. By the same thread.
  const std::string& why() const { return why_; }

  /// None: it is not there, or not what its name says. From any thread.
  std::optional<std::string> read(const Hash& sha256) const;

  std::uint64_t bytes() const { return bytes_; }

 private:
  Outcome put(const EvidenceOwner& owner, const Hash& sha256, std::string_view content);
  bool has_room(const EvidenceOwner& owner, std::uint64_t bytes, bool anew);
  bool count(const EvidenceOwner& owner, std::uint64_t bytes);
  std::filesystem::path file_of(const Hash& sha256) const;
  std::uint64_t bytes_beside(const std::filesystem::path& file) const;

  const std::filesystem::path directory_;
  const std::uint64_t bytes_max_;
  EvidenceShares shares_;
  std::string told_full_;  // whose room, so that the log says it once
  std::string why_;
  std::uint64_t bytes_ = 0;
  // Names could not be synced. A sync after that says nothing of them, so nothing is kept any more.
  bool in_doubt_ = false;
};

enum class PieceFile : std::uint8_t { right, missing, unreadable, other };
/// How the file of a piece of so many bytes is. Changes nothing, and reads no more than that.
PieceFile piece_file(const std::filesystem::path& file, const EvidenceDirectory::Hash& sha256,
                     std::uint64_t bytes);
/// Where it is to be.
std::filesystem::path piece_path(const std::filesystem::path& directory,
                                 const EvidenceDirectory::Hash& sha256);

/// Every file of `from` into `to`, which is made; synced when this returns. Nothing, where there is
/// no such directory. Throws Unusable, Broke, and what `before_each` throws to give it up.
void copy_evidence(
    const std::filesystem::path& from, const std::filesystem::path& to,
    const std::function<void()>& before_each = [] {});

}  // namespace bursar::persistence
