#pragma once

// What a connection has received and not yet used up: one contiguous run, behind which
// body_padding_bytes may always be read. Grows with what really arrives, so that announcing a large
// body costs its sender the bytes; shrinks when empty again. What is more than any connection may
// keep is taken from the memory that they share, old and new while it grows.

#include "net/request_memory.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace bursar::net {

class SessionBuffer {
 public:
  explicit SessionBuffer(RequestMemory& memory) : memory_{memory} {}
  ~SessionBuffer() { free(); }
  SessionBuffer(const SessionBuffer&) = delete;
  SessionBuffer& operator=(const SessionBuffer&) = delete;

  std::string_view unread() const { return {bytes_.get() + begin_, end_ - begin_}; }

  /// Room for what comes next; none when all memory is taken. Moves what is unread: no view
  /// survives it, and no room handed out before. Of a message that will take `expected` bytes, room
  /// is made for no more.
  std::span<char> prepare(std::size_t expected);
  void commit(std::size_t bytes) { end_ += bytes; }

  /// The bytes stay where they are until the next prepare() or rest().
  void consume(std::size_t bytes) { begin_ += bytes; }
  /// Gives a large buffer back when nothing in it is unread.
  void rest() {
    if (capacity_ > bytes_kept_max && begin_ == end_) free();
  }
  void discard() {
    begin_ = end_;
    rest();
  }

 private:
  static constexpr std::size_t bytes_kept_max = 8'192;

  bool resize(std::size_t capacity);
  void free();
  static std::size_t shared(std::size_t capacity) {
    return capacity > bytes_kept_max ? capacity : 0;
  }

  RequestMemory& memory_;
  std::unique_ptr<char[]> bytes_;
  std::size_t capacity_ = 0;  // without the padding
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace bursar::net
