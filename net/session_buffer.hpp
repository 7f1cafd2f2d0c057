#pragma once

// What a connection has received and not yet used up: one contiguous run, behind which
// body_padding_bytes may always be read. Grows with what really arrives, so that announcing a large
// body costs its sender the bytes; shrinks when empty again.

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace bursar::net {

class SessionBuffer {
 public:
  std::string_view unread() const { return {bytes_.get() + begin_, end_ - begin_}; }

  /// Room for what comes next, never empty. Moves what is unread: no view survives it, and no room
  /// handed out before. Of a message that will take `expected` bytes, room is made for no more.
  std::span<char> prepare(std::size_t expected);
  void commit(std::size_t bytes) { end_ += bytes; }

  /// The bytes stay where they are until the next prepare().
  void consume(std::size_t bytes) { begin_ += bytes; }
  void discard() { begin_ = end_; }

 private:
  void resize(std::size_t capacity);

  std::unique_ptr<char[]> bytes_;
  std::size_t capacity_ = 0;  // without the padding
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace bursar::net
