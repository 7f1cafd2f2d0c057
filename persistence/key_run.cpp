#include "persistence/key_run.hpp"

#include "persistence/errors.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <span>
#include <string>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace bursar::persistence {

namespace {

constexpr std::uint64_t blocks_at = key_block_bytes;

std::uint64_t fences_at(const KeyRunHeader& header) {
  return blocks_at + header.blocks * key_block_bytes;
}
std::uint64_t filter_at(const KeyRunHeader& header) {
  return fences_at(header) + header.blocks * sizeof(std::uint64_t);
}
std::uint64_t file_bytes(const KeyRunHeader& header) {
  return filter_at(header) + header.lines * sizeof(KeyFilter::Line);
}

}  // namespace

void cannot(const char* deed, const std::filesystem::path& file) {
  throw Unusable{file.string() + " cannot be " + deed + ": " + std::strerror(errno)};
}

KeyRun::KeyRun(std::filesystem::path file, const JournalMark& journal) : file_{std::move(file)} {
  descriptor_ = ::open(file_.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor_ < 0) cannot("opened", file_);
  try {
    open(journal);
  } catch (...) {
    ::close(descriptor_);
    throw;
  }
}

KeyRun::~KeyRun() {
  ::close(descriptor_);
}

void KeyRun::open(const JournalMark& journal) {
  struct stat status = {};
  if (::fstat(descriptor_, &status) != 0) cannot("read", file_);
  read(&header_, sizeof header_, 0);
  if (header_.magic != key_run_magic || header_.checksum != checksum_of(header_))
    damage("has a damaged header");
  if (header_.format != key_run_format) damage("is of an unknown format version");
  if (header_.journal != journal) damage("belongs to another journal");
  if (std::cmp_not_equal(status.st_size, file_bytes(header_))) damage("has the wrong length");
  fences_.resize(header_.blocks);
  read(fences_.data(), std::span{fences_}.size_bytes(), fences_at(header_));
  std::vector<KeyFilter::Line> lines(header_.lines);
  read(lines.data(), std::span{lines}.size_bytes(), filter_at(header_));
  if (checksum_of_tail(fences_, lines) != header_.tail_checksum) damage("has a damaged filter");
  filter_ = KeyFilter{std::move(lines)};
}

std::vector<ledger::Sequence> KeyRun::find(std::uint64_t hash) const {
  std::vector<ledger::Sequence> places;
  // Equal hashes may begin in the block before the first that begins with one.
  auto number =
      static_cast<std::uint64_t>(std::ranges::lower_bound(fences_, hash) - fences_.begin());
  if (number > 0) --number;
  for (; number < header_.blocks && fences_[number] <= hash; ++number) {
    const std::vector<KeyRow> rows = block(number);
    for (auto row = std::ranges::lower_bound(rows, hash, {}, &KeyRow::hash);
         row != rows.end() && row->hash == hash; ++row)
      places.push_back({row->sequence});
  }
  return places;
}

std::vector<KeyRow> KeyRun::block(std::uint64_t number) const {
  KeyBlock block;
  read(&block, sizeof block, blocks_at + number * key_block_bytes);
  if (block.checksum != checksum_of(block) || block.number != number) damage("has a damaged block");
  const auto left = header_.rows - number * rows_in_block;
  return {block.rows.begin(),
          block.rows.begin() + static_cast<std::ptrdiff_t>(std::min(left, rows_in_block))};
}

std::size_t KeyRun::memory_bytes() const {
  return std::span{fences_}.size_bytes() + filter_.lines().size_bytes();
}

void KeyRun::read(void* into, std::size_t bytes, std::uint64_t from) const {
  auto* to = static_cast<std::byte*>(into);
  while (bytes > 0) {
    const ssize_t got = ::pread(descriptor_, to, bytes, static_cast<off_t>(from));
    if (got == 0) damage("ends too early");
    if (got < 0 && errno == EINTR) continue;
    // What the device does not give back is as good as damaged: the journal has it all.
    if (got < 0) damage("cannot be read");
    to += got;
    bytes -= static_cast<std::size_t>(got);
    from += static_cast<std::uint64_t>(got);
  }
}

void KeyRun::damage(const char* what) const {
  damaged_.store(true, std::memory_order_relaxed);
  throw Corrupt{file_.string() + " " + what};
}

}  // namespace bursar::persistence
