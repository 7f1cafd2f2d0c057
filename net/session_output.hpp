#pragma once

// What a connection has still to send: bytes of its own, and behind them perhaps a body that many
// answers share and nobody copies. Nothing can be appended behind that until it was sent.

#include "net/response.hpp"
#include "net/session_answer.hpp"

#include <cstddef>
#include <string>
#include <string_view>

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace bursar::net {

class SessionOutput {
 public:
  using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp,
                                                  boost::asio::io_context::executor_type>;

  bool empty() const { return bytes_.empty(); }
  /// Whether something may be appended.
  bool open() const { return shared_.empty(); }

  void append(std::string_view bytes) { bytes_.append(bytes); }
  void append(const Response& response, const AnswerForm& form);

  /// Hands over what the kernel takes: one call. Empty afterwards when that was all.
  boost::system::error_code send(Socket& socket);
  /// Of what is not yet sent in full.
  std::size_t bytes_sent() const { return sent_; }
  void clear();

 private:
  std::string bytes_;
  std::string_view shared_;
  std::size_t sent_ = 0;
};

}  // namespace bursar::net
