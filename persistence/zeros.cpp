#include "persistence/zeros.hpp"

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

constexpr std::size_t write_bytes = std::size_t{1} << 20;

// Past the page cache: a page that is copied there twice, as a zero and as a record, costs a tenth
// of a payment.
int open_to_fill(const std::filesystem::path& file) {
  const int direct = ::open(file.c_str(), O_WRONLY | O_CLOEXEC | O_DIRECT);
  return direct >= 0 || errno != EINVAL ? direct : ::open(file.c_str(), O_WRONLY | O_CLOEXEC);
}

}  // namespace

// What is written past the page cache lies on page boundaries, in memory too.
struct alignas(Zeros::page_bytes) Zeros::Block {
  std::array<std::byte, write_bytes> bytes = {};
};

Zeros::Zeros(const std::filesystem::path& file)
    : file_{open_to_fill(file)}, block_{std::make_unique<const Block>()} {}

Zeros::~Zeros() {
  if (file_ >= 0) ::close(file_);
}

std::uint64_t Zeros::end() const {
  struct stat status = {};
  return ::fstat(file_, &status) == 0 ? whole_pages(static_cast<std::uint64_t>(status.st_size)) : 0;
}

bool Zeros::room_for(std::uint64_t bytes, std::uint64_t keep_free_bytes) const {
  struct statvfs status = {};
  return ::fstatvfs(file_, &status) == 0 &&
         status.f_bavail * status.f_frsize >= bytes + keep_free_bytes;
}

Zeros::Written Zeros::write(std::uint64_t from, std::uint64_t until) const {
  if (file_ < 0) return Written::not_all;
  const bool all = put(from, until);
  if (::fdatasync(file_) != 0) return Written::not_synced;
  return all ? Written::all : Written::not_all;
}

bool Zeros::put(std::uint64_t from, std::uint64_t until) const {
  while (from < until) {
    const std::size_t size = std::min<std::uint64_t>(write_bytes, until - from);
    const ssize_t written = ::pwrite(file_, block_->bytes.data(), size, static_cast<off_t>(from));
    if (written <= 0) return false;
    from += static_cast<std::uint64_t>(written);
  }
  return true;
}

void Zeros::cut(std::uint64_t end) const {
  if (file_ < 0 || this->end() <= end) return;
  [[maybe_unused]] const int cut = ::ftruncate(file_, static_cast<off_t>(end));
}

}  // namespace bursar::persistence
