#include "net/readable_sockets.hpp"

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <system_error>

#include <unistd.h>

namespace bursar::net {

namespace {

int made() {
  const int descriptor = ::epoll_create1(EPOLL_CLOEXEC);
  if (descriptor < 0) throw std::system_error{errno, std::generic_category(), "epoll_create1"};
  return descriptor;
}

}  // namespace

ReadableSockets::ReadableSockets() : descriptor_{made()} {}

ReadableSockets::~ReadableSockets() {
  ::close(descriptor_);
}

bool ReadableSockets::add(int socket, Reader& reader) {
  constexpr std::uint32_t once_for_each_arrival = EPOLLIN | EPOLLRDHUP | EPOLLET;
  epoll_event event{.events = once_for_each_arrival, .data = {.ptr = &reader}};
  return ::epoll_ctl(descriptor_, EPOLL_CTL_ADD, socket, &event) == 0;
}

void ReadableSockets::tell() {
  int count = events_at_once;
  while (count == events_at_once) {
    count = ::epoll_wait(descriptor_, events_.data(), events_at_once, 0);
    for (int i = 0; i < count; ++i) {
      const epoll_event& event = events_[static_cast<std::size_t>(i)];
      const bool ended = (event.events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
      static_cast<Reader*>(event.data.ptr)->arrived(ended);
    }
  }
}

}  // namespace bursar::net
