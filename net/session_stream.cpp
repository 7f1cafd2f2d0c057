#include "net/session_stream.hpp"

#include <array>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>

namespace bursar::net {

namespace asio = boost::asio;
using boost::system::error_code;
using Outcome = crypto::TlsChannel::Outcome;

SessionStream::SessionStream(Socket socket, const crypto::TlsIdentity* identity)
    : socket_{std::move(socket)} {
  if (identity != nullptr)
    tls_ = std::make_unique<crypto::TlsChannel>(*identity, socket_.native_handle());
}

void SessionStream::arrived(bool ended) {
  readable_ = true;
  ended_told_ = ended_told_ || ended;
  if (tls_ != nullptr) tls_->arrived(ended);
}

void SessionStream::may_write() {
  if (std::exchange(wants_room_, false)) readable_ = true;
}

// Less than there was room for is all there was, and the next arrival will be told; an end that was
// told already will not.
SessionStream::Received SessionStream::receive(std::span<char> room, std::size_t& count) {
  if (tls_ != nullptr) return receive_sealed(room, count);
  error_code ec;
  count = socket_.read_some(asio::buffer(room.data(), room.size()), ec);
  readable_ = !ec && (count == room.size() || ended_told_);
  if (!ec) return Received::bytes;
  if (ec == asio::error::would_block) return Received::nothing;
  return ec == asio::error::eof ? Received::end : Received::error;
}

// A record may be whole inside the channel while the socket has nothing: only the channel knows.
SessionStream::Received SessionStream::receive_sealed(std::span<char> room, std::size_t& count) {
  const Outcome outcome = tls_->read(room, count);
  readable_ = outcome == Outcome::done;
  switch (outcome) {
    case Outcome::done:
      return Received::bytes;
    case Outcome::wants_arrival:
      return Received::nothing;
    case Outcome::wants_room:
      wants_room_ = true;
      return Received::wants_room;
    case Outcome::ended:
      return Received::end;
    case Outcome::broken:
      return Received::error;
    case Outcome::plain_http:
    case Outcome::failed:
      break;
  }
  tls_.reset();
  readable_ = true;  // it is read to its end, and looked at by nobody
  return outcome == Outcome::plain_http ? Received::plain_http : Received::bad_tls;
}

std::size_t SessionStream::send(std::string_view first, std::string_view second, error_code& ec) {
  if (tls_ != nullptr) {
    const std::size_t sent = send_sealed(first, ec);
    return ec ? sent : sent + send_sealed(second, ec);
  }
  if (second.empty()) return socket_.write_some(asio::buffer(first.data(), first.size()), ec);
  const std::array<asio::const_buffer, 2> both = {asio::buffer(first.data(), first.size()),
                                                  asio::buffer(second.data(), second.size())};
  return socket_.write_some(both, ec);
}

std::size_t SessionStream::send_sealed(std::string_view bytes, error_code& ec) {
  std::size_t all = 0;
  while (all < bytes.size()) {
    std::size_t sent = 0;
    const Outcome outcome = tls_->write(bytes.substr(all), sent);
    if (outcome == Outcome::wants_room)
      ec = asio::error::would_block;
    else if (outcome != Outcome::done)
      ec = asio::error::connection_aborted;
    if (ec) return all;
    all += sent;
  }
  return all;
}

void SessionStream::finish(error_code& ec) {
  if (tls_ != nullptr) tls_->say_goodbye();
  tls_.reset();  // what still comes is looked at by nobody
  ec = socket_.shutdown(Socket::shutdown_send, ec);
}

void SessionStream::close() {
  if (tls_ != nullptr) tls_->say_goodbye();
  tls_.reset();
  error_code ec;
  ec = socket_.close(ec);
}

}  // namespace bursar::net
