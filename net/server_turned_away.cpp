#include "net/server_turned_away.hpp"

#include <array>
#include <utility>

#include <boost/asio/buffer.hpp>

namespace bursar::net {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::size_t kept_max = 64;
constexpr std::chrono::milliseconds kept_for{1'000};

}  // namespace

void TurnedAway::take(Socket socket, std::string_view answer, Clock::time_point now) {
  error_code ec;
  ec = socket.non_blocking(true, ec);
  if (!ec) socket.write_some(asio::buffer(answer.data(), answer.size()), ec);
  if (!ec) ec = socket.shutdown(Socket::shutdown_send, ec);
  if (ec) return;
  if (leaving_.size() == kept_max) close_oldest();
  leaving_.push_back({std::move(socket), now});
}

void TurnedAway::sweep(Clock::time_point now) {
  while (!leaving_.empty() && now - leaving_.front().since > kept_for) close_oldest();
}

// What has come is read, so that the close is none with unread bytes. More than a usual request may
// end in a reset: whoever sends that much has not listened.
void TurnedAway::close_oldest() {
  std::array<char, 16'384> unread;
  error_code ec;
  leaving_.front().socket.read_some(asio::buffer(unread), ec);
  leaving_.pop_front();
}

}  // namespace bursar::net
