#include "persistence/fill_ahead.hpp"

#include <algorithm>

namespace bursar::persistence {

namespace {

// A few milliseconds of the disk.
constexpr std::uint64_t chunk_bytes = std::uint64_t{4} << 20;

std::optional<Zeros> zeros_of(const FillAheadOptions& options) {
  if (options.ahead_bytes == 0) return std::nullopt;
  return std::optional<Zeros>{std::in_place, options.file};
}

}  // namespace

FillAhead::FillAhead(const FillAheadOptions& options)
    : options_{options}, zeros_{zeros_of(options)}, ended_{!zeros_} {
  if (!ended_) thread_ = std::thread{[this] { run(); }};
}

FillAhead::~FillAhead() {
  stop();
}

void FillAhead::reserve(std::uint64_t until_bytes) {
  std::unique_lock lock{mutex_};
  changed_.wait(lock, [&] { return !writing_ || writing_->from >= until_bytes; });
  reserved_ = until_bytes;
}

void FillAhead::advance(std::uint64_t used_bytes) {
  {
    const std::lock_guard lock{mutex_};
    used_ = used_bytes;
    if (ended_ || wanted_ || end_ >= used_ + options_.ahead_bytes / 2) return;
    wanted_ = true;
  }
  changed_.notify_all();
}

void FillAhead::wait_until_filled() {
  std::unique_lock lock{mutex_};
  changed_.wait(lock, [this] { return !wanted_; });
}

void FillAhead::give_back(std::uint64_t used_bytes) {
  stop();
  if (zeros_) zeros_->cut(used_bytes);
}

void FillAhead::stop() {
  {
    const std::lock_guard lock{mutex_};
    ended_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void FillAhead::run() {
  std::unique_lock lock{mutex_};
  while (!ended_) {
    if (wanted_) fill(lock);
    wanted_ = false;
    changed_.notify_all();
    changed_.wait(lock, [this] { return wanted_ || ended_; });
  }
}

// Where there is no room, commits go on as they would without zeros until there is. Any error ends
// the filling for good; after a failed sync nothing more may be promised.
void FillAhead::fill(std::unique_lock<std::mutex>& lock) {
  end_ = zeros_->end();
  while (!ended_ && (writing_ = next_chunk())) {
    lock.unlock();
    const Zeros::Written written = zeros_->write(writing_->from, writing_->until);
    if (written == Zeros::Written::not_synced) sync_failed_ = true;
    lock.lock();
    end_ = writing_->until;
    ended_ = ended_ || written != Zeros::Written::all;
    writing_.reset();
    changed_.notify_all();
  }
}

std::optional<FillAhead::Chunk> FillAhead::next_chunk() const {
  const std::uint64_t from = std::max(zeros_->end(), Zeros::whole_pages(reserved_));
  const std::uint64_t wanted = Zeros::whole_pages(used_ + options_.ahead_bytes);
  if (from >= wanted) return std::nullopt;
  const std::uint64_t until = std::min(wanted, from + chunk_bytes);
  if (!zeros_->room_for(until - from, options_.keep_free_bytes)) return std::nullopt;
  return Chunk{.from = from, .until = until};
}

}  // namespace bursar::persistence
