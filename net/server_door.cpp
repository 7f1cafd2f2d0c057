#include "net/server_door.hpp"

#include <utility>

#include <boost/asio/error.hpp>

namespace bursar::net {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::chrono::milliseconds before_next_accept{100};

}  // namespace

ServerDoor::ServerDoor(Acceptor acceptor, asio::io_context& io, Enter enter)
    : acceptor_{std::move(acceptor)}, timer_{io}, enter_{std::move(enter)} {}

void ServerDoor::open() {
  accept();
}

void ServerDoor::close() {
  error_code ec;
  timer_.cancel();
  ec = acceptor_.close(ec);
}

void ServerDoor::accept() {
  if (!acceptor_.is_open()) return;
  acceptor_.async_accept(peer_,
                         [this](error_code ec, Socket socket) { accepted(ec, std::move(socket)); });
}

void ServerDoor::accepted(error_code ec, Socket socket) {
  if (ec == asio::error::operation_aborted) return;
  // No more descriptors, or no memory: trying again at once would only spin.
  if (ec && ec != asio::error::connection_aborted) return pause();
  if (!ec) enter_(std::move(socket), peer_.address().to_string());
  accept();
}

void ServerDoor::pause() {
  timer_.expires_after(before_next_accept);
  timer_.async_wait([this](error_code ec) {
    if (!ec) accept();
  });
}

}  // namespace bursar::net
