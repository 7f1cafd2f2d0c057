#include "net/session_buffer.hpp"

#include "net/request.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace bursar::net {

namespace {

constexpr std::size_t bytes_at_first = 4'096;
constexpr std::size_t room_bytes_min = 1'024;

}  // namespace

std::span<char> SessionBuffer::prepare(std::size_t expected) {
  const std::size_t unread = end_ - begin_;
  const std::size_t room_min =
      expected > unread ? std::min(expected - unread, room_bytes_min) : room_bytes_min;
  if (capacity_ == 0 || (unread == 0 && capacity_ > bytes_kept_max)) {
    if (!resize(bytes_at_first)) return {};
  } else if (capacity_ - unread < room_min) {
    const auto larger = expected > capacity_ ? std::min(4 * capacity_, expected) : 2 * capacity_;
    if (!resize(larger)) return {};
  } else if (begin_ > 0) {
    std::memmove(bytes_.get(), bytes_.get() + begin_, unread);
    begin_ = 0;
    end_ = unread;
  }
  return {bytes_.get() + end_, capacity_ - end_};
}

bool SessionBuffer::resize(std::size_t capacity) {
  if (shared(capacity) > 0 && !memory_.take(shared(capacity))) return false;
  auto bytes = std::make_unique_for_overwrite<char[]>(capacity + body_padding_bytes);
  const std::size_t unread = end_ - begin_;
  if (unread > 0) std::memcpy(bytes.get(), bytes_.get() + begin_, unread);
  std::memset(bytes.get() + capacity, 0, body_padding_bytes);
  free();
  bytes_ = std::move(bytes);
  capacity_ = capacity;
  end_ = unread;
  return true;
}

void SessionBuffer::free() {
  if (shared(capacity_) > 0) memory_.give_back(shared(capacity_));
  bytes_.reset();
  capacity_ = begin_ = end_ = 0;
}

}  // namespace bursar::net
