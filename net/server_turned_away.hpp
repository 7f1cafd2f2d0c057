#pragma once

// Connections for which there is no place: each is told so, and then has a moment to hear it.
// Closing at once, with its request unread, would reset the connection and could destroy the answer
// on its way. Only a few are kept: the oldest goes when another comes.

#include <chrono>
#include <cstddef>
#include <deque>
#include <string_view>

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace bursar::net {

class TurnedAway {
 public:
  using Clock = std::chrono::steady_clock;
  using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp,
                                                  boost::asio::io_context::executor_type>;

  void take(Socket socket, std::string_view answer, Clock::time_point now);
  /// Closes those that have had their moment. Called now and then.
  void sweep(Clock::time_point now);

 private:
  struct Leaving {
    Socket socket;
    Clock::time_point since;
  };
  void close_oldest();

  std::deque<Leaving> leaving_;
};

}  // namespace bursar::net
