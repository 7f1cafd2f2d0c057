#pragma once

// One keep-alive connection of a load generator: a request goes out whole, its status comes back.

#include "bench/figures.hpp"

#include <cerrno>
#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace bursar::bench {

class LoadConnection {
 public:
  static constexpr int broken = 0;  // instead of a status

  explicit LoadConnection(const sockaddr_in& to) : to_{to} { open(); }
  ~LoadConnection() { ::close(socket_); }
  LoadConnection(const LoadConnection&) = delete;
  LoadConnection& operator=(const LoadConnection&) = delete;

  int descriptor() const { return socket_; }

  /// Small enough for the socket's own buffer, as at most one is under way. False: it is broken.
  bool send(std::string_view request) {
    answer_.clear();
    const auto sent = ::send(socket_, request.data(), request.size(), MSG_NOSIGNAL);
    return sent == static_cast<ssize_t>(request.size());
  }

  /// The status once the answer is whole.
  std::optional<int> receive() {
    const std::size_t had = answer_.size();
    answer_.resize(had + room);
    const auto got = ::recv(socket_, answer_.data() + had, room, MSG_DONTWAIT);
    answer_.resize(had + static_cast<std::size_t>(got > 0 ? got : 0));
    if (got == 0 || (got < 0 && errno != EAGAIN)) return broken;
    return whole() ? std::optional{number_behind(answer_, "HTTP/1.1 ")} : std::nullopt;
  }

  /// Of the answer that is whole.
  std::string_view body() const {
    return std::string_view{answer_}.substr(answer_.find("\r\n\r\n") + 4);
  }

  void open_again() {
    ::close(socket_);
    answer_.clear();
    open();
  }

 private:
  static constexpr std::size_t room = 4'096;

  void open() {
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&to_), sizeof to_) != 0)
      give_up("nobody listens there");
  }

  static int number_behind(std::string_view text, std::string_view word) {
    const auto at = text.find(word);
    int number = 0;
    if (at != std::string_view::npos)
      std::from_chars(text.data() + at + word.size(), text.data() + text.size(), number);
    return number;
  }

  bool whole() const {
    const auto end = answer_.find("\r\n\r\n");
    if (end == std::string::npos) return false;
    const int body = number_behind(std::string_view{answer_}.substr(0, end), "Content-Length: ");
    return answer_.size() >= end + 4 + static_cast<std::size_t>(body);
  }

  sockaddr_in to_;
  int socket_ = -1;
  std::string answer_;
};

}  // namespace bursar::bench
