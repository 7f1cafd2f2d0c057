#include "net/server_listener.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/socket_base.hpp>
#include <netinet/tcp.h>

namespace bursar::net {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

using SharedPort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;
template <int name>
using TcpOption = asio::detail::socket_option::integer<IPPROTO_TCP, name>;

// A peer that vanished without a word is asked after 15 seconds and given up 5 later, or, where the
// write deadline is longer than that, when it is over: TCP_USER_TIMEOUT counts, not the probes.
constexpr int keepalive_idle_s = 15;
constexpr int keepalive_interval_s = 5;
// What the kernel keeps of answers that nobody takes is no memory of this process, but memory: by
// itself it would let a connection have 4 MiB. It counts twice what is asked for.
constexpr int unsent_bytes_max = 131'072;
// A delayed acknowledgement is no silence.
constexpr std::chrono::milliseconds untaken_deadline_min{1'000};

std::string shown(const std::string& host, std::uint16_t port) {
  const bool v6 = host.find(':') != std::string::npos && !host.starts_with('[');
  return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

tcp::endpoint resolve(const std::string& host, std::uint16_t port) {
  const bool bracketed = host.starts_with('[') && host.ends_with(']');
  const std::string bare = bracketed ? host.substr(1, host.size() - 2) : host;
  error_code ec;
  const auto address = asio::ip::make_address(bare, ec);
  if (!ec) return {address, port};
  asio::io_context io;
  const auto found = tcp::resolver{io}.resolve(bare, std::to_string(port), ec);
  if (ec || found.empty())
    throw std::runtime_error{"cannot listen on " + shown(host, port) + ": no such host"};
  return found.begin()->endpoint();
}

// Accepted sockets inherit these on Linux, which spares each connection the calls.
void set_inherited_options(Acceptor& acceptor, std::chrono::milliseconds write_deadline) {
  acceptor.set_option(tcp::no_delay{true});
  acceptor.set_option(asio::socket_base::keep_alive{true});
  acceptor.set_option(TcpOption<TCP_KEEPIDLE>{keepalive_idle_s});
  acceptor.set_option(TcpOption<TCP_KEEPINTVL>{keepalive_interval_s});
  acceptor.set_option(asio::socket_base::send_buffer_size{unsent_bytes_max});
  const auto untaken = std::max(write_deadline, untaken_deadline_min);
  acceptor.set_option(TcpOption<TCP_USER_TIMEOUT>{static_cast<int>(untaken.count())});
}

Acceptor listen_at(asio::io_context& io, const tcp::endpoint& endpoint, bool beside,
                   std::chrono::milliseconds write_deadline) {
  Acceptor acceptor{io, endpoint.protocol()};
  acceptor.set_option(asio::socket_base::reuse_address{true});
  if (beside) acceptor.set_option(SharedPort{true});
  set_inherited_options(acceptor, write_deadline);
  acceptor.bind(endpoint);
  acceptor.listen(asio::socket_base::max_listen_connections);
  acceptor.non_blocking(true);
  return acceptor;
}

}  // namespace

std::vector<Acceptor> listen(const std::string& host, std::uint16_t port,
                             const std::vector<asio::io_context*>& contexts,
                             std::chrono::milliseconds write_deadline) {
  const tcp::endpoint endpoint = resolve(host, port);
  try {
    std::vector<Acceptor> acceptors;
    // The first takes the port for itself alone; only when it holds it is it shared with the others
    // of this process, so that no moment is left in which a second server could slip in.
    acceptors.push_back(listen_at(*contexts.at(0), endpoint, false, write_deadline));
    if (contexts.size() > 1) acceptors[0].set_option(SharedPort{true});
    const tcp::endpoint taken = acceptors[0].local_endpoint();
    for (std::size_t i = 1; i < contexts.size(); ++i)
      acceptors.push_back(listen_at(*contexts[i], taken, true, write_deadline));
    return acceptors;
  } catch (const boost::system::system_error& error) {
    if (error.code() == asio::error::address_in_use)
      throw std::runtime_error{shown(host, port) +
                               " is already in use: choose another with --listen"};
    throw std::runtime_error{"cannot listen on " + shown(host, port) + ": " +
                             error.code().message()};
  }
}

}  // namespace bursar::net
