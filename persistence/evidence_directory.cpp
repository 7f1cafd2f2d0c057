#include "persistence/evidence_directory.hpp"

#include "crypto/hash.hpp"
#include "persistence/errors.hpp"
#include "persistence/synced.hpp"
#include "telemetry/log.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace bursar::persistence {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view draft_extension = ".new";

/// Whether it counts; such as lost+found, where this is a disk of its own, does not.
bool is_piece(const fs::directory_entry& entry) {
  return entry.is_regular_file() && entry.path().extension() != draft_extension &&
         !EvidenceShares::is_share(entry.path());
}

/// False with errno set: not all of it is on disk.
bool write_synced(const fs::path& file, std::string_view content) {
  const int out = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (out < 0) return false;
  bool well = true;
  while (well && !content.empty()) {
    const ssize_t written = ::write(out, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    well = written > 0;
    if (well) content.remove_prefix(static_cast<std::size_t>(written));
  }
  well = well && ::fsync(out) == 0;
  const int error = errno;
  ::close(out);
  errno = error;
  return well;
}

}  // namespace

EvidenceDirectory::EvidenceDirectory(fs::path directory, std::uint64_t bytes_max)
    : directory_{std::move(directory)}, bytes_max_{bytes_max}, shares_{bytes_max} {
  std::error_code error;
  make_private_directories(directory_, error);
  if (error) throw Unusable{directory_.string() + " cannot be made: " + error.message()};
  try {
    for (const auto& entry : fs::directory_iterator{directory_})
      if (entry.is_regular_file() && entry.path().extension() == draft_extension)
        fs::remove(entry.path());
      else if (entry.is_regular_file() && EvidenceShares::is_share(entry.path()))
        shares_.take(entry.path());
    bytes_ = bytes_beside({});
  } catch (const fs::filesystem_error& fault) {
    throw Unusable{directory_.string() + " cannot be read: " + fault.code().message()};
  }
}

bool EvidenceDirectory::has_room(const EvidenceOwner& owner, std::uint64_t bytes, bool anew) {
  const std::uint64_t left = bytes_max_ - std::min(bytes_, bytes_max_);
  if (!anew) {
    why_ = "All room for evidence is taken: have the operator raise disputes.evidence_mib.";
    return bytes <= left;
  }
  auto lack = shares_.lacking(owner, bytes, left);
  if (!lack) return true;
  if (lack->whose != told_full_)
    telemetry::log(
        telemetry::Level::warn, "evidence_full",
        {{"whose", std::string_view{lack->whose}}, {"setting", "disputes.evidence_mib"}});
  told_full_ = std::move(lack->whose);
  why_ = std::move(lack->why);
  return false;
}

// Before the piece has its name, so that a crash counts rather too much.
bool EvidenceDirectory::count(const EvidenceOwner& owner, std::uint64_t bytes) {
  const fs::path file = directory_ / EvidenceShares::file_name(owner);
  fs::path draft = file;
  draft += draft_extension;
  if (!write_synced(draft, shares_.file_content(owner, bytes))) return false;
  if (::rename(draft.c_str(), file.c_str()) != 0) return false;
  shares_.add(owner, bytes);
  return true;
}

std::uint64_t EvidenceDirectory::bytes_beside(const fs::path& file) const {
  std::uint64_t bytes = 0;
  for (const auto& entry : fs::directory_iterator{directory_})
    if (is_piece(entry) && entry.path() != file) bytes += entry.file_size();
  return bytes;
}

fs::path EvidenceDirectory::file_of(const Hash& sha256) const {
  return piece_path(directory_, sha256);
}

EvidenceDirectory::Outcome EvidenceDirectory::keep(const EvidenceOwner& owner, const Hash& sha256,
                                                   std::string_view content) {
  if (in_doubt_) return Outcome::failed;
  why_ =
      "The disk that evidence lies on does not take it: the operator must look at that disk. "
      "Then send it again.";
  try {
    return put(owner, sha256, content);
  } catch (const fs::filesystem_error&) {
    return Outcome::failed;
  }
}

EvidenceDirectory::Outcome EvidenceDirectory::put(const EvidenceOwner& owner, const Hash& sha256,
                                                  std::string_view content) {
  const fs::path file = file_of(sha256);
  std::error_code error;
  // Where it is there it was synced, but its name perhaps not: a crash may have come between.
  if (!read(sha256)) {
    // What else is there by that name is replaced. It has its share, but perhaps another size.
    const bool replaced = fs::exists(file, error);
    if (replaced) bytes_ = bytes_beside(file);
    if (!has_room(owner, content.size(), !replaced)) return Outcome::full;
    fs::path draft = file;
    draft += draft_extension;
    const bool written = write_synced(draft, content) && (replaced || count(owner, content.size()));
    const bool no_room = !written && (errno == ENOSPC || errno == EDQUOT);
    if (written) fs::rename(draft, file, error);
    if (!written || error) {
      fs::remove(draft, error);
      if (no_room)
        why_ =
            "The disk that evidence lies on is full: the operator must free space. Then send it "
            "again.";
      return no_room ? Outcome::full : Outcome::failed;
    }
    bytes_ += content.size();
  }
  try {
    sync_path(directory_);
  } catch (const Unusable& fault) {
    in_doubt_ = true;
    why_ =
        "The disk that evidence lies on is in doubt since it failed to keep a piece, and no more "
        "is taken: the operator must look at it and restart the engine. Then send it again.";
    telemetry::log(telemetry::Level::error, "evidence_in_doubt",
                   {{"why", std::string_view{fault.what()}},
                    {"remedy", "no evidence is taken any more: look at the disk, then restart"}});
    return Outcome::failed;
  }
  return Outcome::kept;
}

std::optional<std::string> EvidenceDirectory::read(const Hash& sha256) const {
  std::ifstream in{file_of(sha256), std::ios::binary};
  if (!in) return std::nullopt;
  std::string content{std::istreambuf_iterator<char>{in}, {}};
  if (in.bad() || crypto::sha256(content) != sha256) return std::nullopt;
  return content;
}

fs::path piece_path(const fs::path& directory, const EvidenceDirectory::Hash& sha256) {
  return directory / crypto::hex(sha256);
}

PieceFile piece_file(const fs::path& file, const EvidenceDirectory::Hash& sha256,
                     std::uint64_t bytes) {
  std::error_code error;
  const fs::file_status status = fs::status(file, error);
  if (status.type() == fs::file_type::not_found) return PieceFile::missing;
  if (error) return PieceFile::unreadable;
  if (!fs::is_regular_file(status) || fs::file_size(file, error) != bytes) return PieceFile::other;
  std::ifstream in{file, std::ios::binary};
  std::string content(bytes, '\0');
  if (!in.read(content.data(), static_cast<std::streamsize>(bytes))) return PieceFile::unreadable;
  return crypto::sha256(content) == sha256 ? PieceFile::right : PieceFile::other;
}

void copy_evidence(const fs::path& from, const fs::path& to,
                   const std::function<void()>& before_each) {
  std::error_code error;
  if (!fs::exists(from, error)) return;
  try {
    fs::create_directory(to);
    fs::permissions(to, fs::perms::owner_all);
    for (const auto& entry : fs::directory_iterator{from}) {
      if (!entry.is_regular_file() || entry.path().extension() == draft_extension) continue;
      before_each();
      const fs::path copy = to / entry.path().filename();
      fs::copy_file(entry.path(), copy, fs::copy_options::overwrite_existing);
      sync_path(copy);
    }
  } catch (const fs::filesystem_error& fault) {
    throw Broke{to.string() + " cannot be written: " + fault.code().message()};
  }
  sync_path(to);
}

}  // namespace bursar::persistence
