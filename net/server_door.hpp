#pragma once

// One listening socket of a lane: lets in who comes, one after the other, and waits a moment when
// the process has no descriptor left for the next.

#include "net/server_listener.hpp"

#include <chrono>
#include <functional>
#include <string>

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>

namespace bursar::net {

class ServerDoor {
 public:
  using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp,
                                                  boost::asio::io_context::executor_type>;
  using Enter = std::function<void(Socket socket, std::string address)>;

  ServerDoor(Acceptor acceptor, boost::asio::io_context& io, Enter enter);

  void open();
  void close();

 private:
  using Timer =
      boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                        boost::asio::wait_traits<std::chrono::steady_clock>,
                                        boost::asio::io_context::executor_type>;

  void accept();
  void accepted(boost::system::error_code ec, Socket socket);
  void pause();

  Acceptor acceptor_;
  boost::asio::ip::tcp::endpoint peer_;
  Timer timer_;
  Enter enter_;
};

}  // namespace bursar::net
