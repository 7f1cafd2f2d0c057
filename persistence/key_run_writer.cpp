#include "persistence/key_run_writer.hpp"

#include "ledger/check.hpp"
#include "persistence/key_run.hpp"
#include "persistence/synced.hpp"

#include <algorithm>
#include <cerrno>
#include <span>
#include <string>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace bursar::persistence {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t buffer_bytes = std::size_t{1} << 20;
constexpr mode_t owner_only = S_IRUSR | S_IWUSR;

std::string file_name(const KeySpan& span) {
  return std::to_string(span.first.value) + "-" + std::to_string(span.last.value) + key_run_suffix;
}

}  // namespace

KeyRunWriter::KeyRunWriter(const fs::path& directory, const JournalMark& journal,
                           const KeySpan& span, std::uint64_t rows)
    : file_{directory / file_name(span)}, unfinished_{file_}, filter_{rows} {
  header_.journal = journal;
  header_.span = span;
  header_.rows = rows;
  unfinished_ += unfinished_suffix;
  descriptor_ = ::open(unfinished_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, owner_only);
  if (descriptor_ < 0) cannot("made", unfinished_);
  // The header is written last, where its figures are known.
  buffer_.resize(key_block_bytes);
}

KeyRunWriter::~KeyRunWriter() {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  ::unlink(unfinished_.c_str());
}

void KeyRunWriter::add(const KeyRow& row) {
  if (rows_in_this_ == rows_in_block) end_block();
  if (rows_in_this_ == 0) fences_.push_back(row.hash);
  block_.rows[rows_in_this_++] = row;
  filter_.add(row.hash);
}

fs::path KeyRunWriter::finish() {
  const std::uint64_t added = header_.blocks * rows_in_block + rows_in_this_;
  CHECK(added == header_.rows);
  if (rows_in_this_ > 0) end_block();
  header_.lines = filter_.lines().size();
  header_.tail_checksum = checksum_of_tail(fences_, filter_.lines());
  header_.checksum = checksum_of(header_);
  write(fences_.data(), std::span{fences_}.size_bytes());
  write(filter_.lines().data(), filter_.lines().size_bytes());
  flush();
  if (::pwrite(descriptor_, &header_, sizeof header_, 0) != sizeof header_)
    cannot("written", unfinished_);
  if (::fsync(descriptor_) != 0) cannot("synced", unfinished_);
  if (::rename(unfinished_.c_str(), file_.c_str()) != 0) cannot("renamed", unfinished_);
  ::close(std::exchange(descriptor_, -1));
  sync_path(file_.parent_path());
  return file_;
}

void KeyRunWriter::end_block() {
  std::fill(block_.rows.begin() + static_cast<std::ptrdiff_t>(rows_in_this_), block_.rows.end(),
            KeyRow{});
  block_.number = header_.blocks++;
  block_.checksum = checksum_of(block_);
  write(&block_, sizeof block_);
  rows_in_this_ = 0;
}

void KeyRunWriter::write(const void* from, std::size_t bytes) {
  if (buffer_.size() + bytes > buffer_bytes) flush();
  const std::span all{static_cast<const std::byte*>(from), bytes};
  if (bytes > buffer_bytes) return put(all);
  buffer_.insert(buffer_.end(), all.begin(), all.end());
}

void KeyRunWriter::flush() {
  put(buffer_);
  buffer_.clear();
}

void KeyRunWriter::put(std::span<const std::byte> left) const {
  while (!left.empty()) {
    const ssize_t written = ::write(descriptor_, left.data(), left.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) cannot("written", unfinished_);
    left = left.subspan(static_cast<std::size_t>(written));
  }
}

}  // namespace bursar::persistence
