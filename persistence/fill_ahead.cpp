#include "persistence/fill_ahead.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace bursar::persistence {

namespace {

constexpr std::uint64_t chunk_bytes = std::uint64_t{4} << 20;
constexpr std::size_t write_bytes = std::size_t{1} << 20;
constexpr std::uint64_t page_bytes = 4'096;

std::uint64_t whole_pages(std::uint64_t bytes) {
  return (bytes + page_bytes - 1) / page_bytes * page_bytes;
}

// Past the page cache: a page that is copied there twice, as a zero and as a record, costs a tenth
// of a payment. Where the file system cannot do that, through it.
int open_to_fill(const std::filesystem::path& file) {
  const int direct = ::open(file.c_str(), O_WRONLY | O_CLOEXEC | O_DIRECT);
  return direct >= 0 || errno != EINVAL ? direct : ::open(file.c_str(), O_WRONLY | O_CLOEXEC);
}

}  // namespace

// What is written past the page cache lies on page boundaries, in memory too.
struct alignas(page_bytes) FillAhead::Zeros {
  std::array<std::byte, write_bytes> bytes = {};
};

FillAhead::FillAhead(const FillAheadOptions& options) : options_{options} {
  if (options_.ahead_bytes == 0) return;
  file_ = open_to_fill(options_.file);
  zeros_ = std::make_unique<const Zeros>();
}

FillAhead::~FillAhead() {
  if (file_ >= 0) ::close(file_);
}

void FillAhead::fill(std::uint64_t used_bytes) {
  extend(used_bytes + options_.ahead_bytes);
}

void FillAhead::advance(std::uint64_t used_bytes) {
  if (end_ < used_bytes + options_.ahead_bytes / 2) filling_ = true;
  if (!filling_ || file_ < 0) return;
  const std::uint64_t wanted = used_bytes + options_.ahead_bytes;
  filling_ = extend(std::min(wanted, std::max(end_, used_bytes) + chunk_bytes)) && end_ < wanted;
}

// Where it fails the zeros stay, which costs room and nothing else.
void FillAhead::give_back(std::uint64_t used_bytes) {
  if (file_ < 0) return;
  if (file_size() > used_bytes) {
    [[maybe_unused]] const int cut = ::ftruncate(file_, static_cast<off_t>(used_bytes));
  }
  ::close(file_);
  file_ = -1;
}

// Where there is no room, commits go on as they would without it until there is. Any error ends the
// filling for good; after a failed sync nothing more may be promised.
bool FillAhead::extend(std::uint64_t end_wanted) {
  if (file_ < 0) return false;
  end_wanted = whole_pages(end_wanted);
  end_ = whole_pages(file_size());
  if (end_ >= end_wanted) return true;
  if (!room_for(end_wanted - end_)) return false;
  const bool written = write_zeros(end_, end_wanted);
  sync_failed_ = ::fdatasync(file_) != 0;
  if (written && !sync_failed_) {
    end_ = end_wanted;
    return true;
  }
  ::close(file_);
  file_ = -1;
  return false;
}

std::uint64_t FillAhead::file_size() const {
  struct stat status = {};
  return ::fstat(file_, &status) == 0 ? static_cast<std::uint64_t>(status.st_size)
                                      : UINT64_MAX - page_bytes;
}

bool FillAhead::room_for(std::uint64_t bytes) const {
  struct statvfs status = {};
  return ::fstatvfs(file_, &status) == 0 &&
         status.f_bavail * status.f_frsize >= bytes + options_.keep_free_bytes;
}

bool FillAhead::write_zeros(std::uint64_t from, std::uint64_t until) const {
  while (from < until) {
    const std::size_t size = std::min<std::uint64_t>(write_bytes, until - from);
    const ssize_t written = ::pwrite(file_, zeros_->bytes.data(), size, static_cast<off_t>(from));
    if (written <= 0) return false;
    from += static_cast<std::uint64_t>(written);
  }
  return true;
}

}  // namespace bursar::persistence
