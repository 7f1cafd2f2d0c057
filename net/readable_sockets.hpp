#pragma once

// Which sockets have something to read. Each arrival is told once, for many sockets with one call
// of the kernel, so that nobody has to try a read to learn that there is nothing. One thread's.

#include <array>

#include <sys/epoll.h>

namespace bursar::net {

class ReadableSockets {
 public:
  /// Whoever reads from a socket.
  class Reader {
   public:
    /// Something has come since it was told last. `ended`: its end, or an error, as well.
    virtual void arrived(bool ended) = 0;

   protected:
    ~Reader() = default;
  };

  /// Throws std::system_error.
  ReadableSockets();
  ~ReadableSockets();
  ReadableSockets(const ReadableSockets&) = delete;
  ReadableSockets& operator=(const ReadableSockets&) = delete;

  /// What there is already counts as an arrival. False: the kernel has no room. Closing the socket
  /// ends it; the reader must outlive the next tell() then.
  bool add(int socket, Reader& reader);
  /// Tells every arrival since the last time.
  void tell();
  /// Becomes readable itself when there is something to tell.
  int descriptor() const { return descriptor_; }

 private:
  static constexpr int events_at_once = 256;

  const int descriptor_;
  std::array<epoll_event, events_at_once> events_;
};

}  // namespace bursar::net
