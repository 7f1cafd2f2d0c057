#pragma once

// Taking a port so that nobody else has it, another bursar included.

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace bursar::net {

using Acceptor = boost::asio::basic_socket_acceptor<boost::asio::ip::tcp,
                                                    boost::asio::io_context::executor_type>;

/// One listening socket per context, all on one port. What the kernel has taken of an answer has
/// `write_deadline` to be taken by the client. Throws std::runtime_error with one line.
std::vector<Acceptor> listen(const std::string& host, std::uint16_t port,
                             const std::vector<boost::asio::io_context*>& contexts,
                             std::chrono::milliseconds write_deadline);

}  // namespace bursar::net
