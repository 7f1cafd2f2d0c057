#pragma once

// A connection's bytes, plain or within TLS: which, is chosen once, when it is accepted. Knows too
// whether the socket may have something that was not read yet.

#include "crypto/tls_channel.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace bursar::net {

class SessionStream {
 public:
  using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp,
                                                  boost::asio::io_context::executor_type>;
  enum class Received : std::uint8_t {
    bytes,
    nothing,
    wants_room,  // nothing before the socket takes bytes: see may_write()
    end,
    plain_http,  // where TLS is spoken; from now on the stream is plain
    bad_tls,     // whatever else is none; from now on the stream is plain
    error,
  };

  /// Without an identity it is plain.
  SessionStream(Socket socket, const crypto::TlsIdentity* identity);

  Socket& socket() { return socket_; }
  bool sealed() const { return tls_ != nullptr; }
  /// Begun and not done.
  bool shaking_hands() const { return tls_ != nullptr && !tls_->shaken_hands(); }

  void arrived(bool ended);
  void may_write();
  bool readable() const { return readable_; }

  /// Not empty: the room. `count` is set when bytes came.
  Received receive(std::span<char> room, std::size_t& count);
  /// Both, one behind the other; how much of them was taken. Would block when that is not all.
  std::size_t send(std::string_view first, std::string_view second, boost::system::error_code& ec);

  /// Nothing is sent any more.
  void finish(boost::system::error_code& ec);
  void close();

 private:
  Received receive_sealed(std::span<char> room, std::size_t& count);
  std::size_t send_sealed(std::string_view bytes, boost::system::error_code& ec);

  Socket socket_;
  std::unique_ptr<crypto::TlsChannel> tls_;
  bool readable_ = false;
  bool ended_told_ = false;  // and with it the end
  bool wants_room_ = false;
};

}  // namespace bursar::net
