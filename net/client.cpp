#include "net/client.hpp"

#include <exception>
#include <stdexcept>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

namespace bursar::net {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::use_awaitable;

// Brackets where the host needs them.
std::string place(const ClientRequest& wanted) {
  const bool bare_ipv6 = wanted.host.find(':') != std::string::npos;
  return (bare_ipv6 ? "[" + wanted.host + "]" : wanted.host) + ":" + std::to_string(wanted.port);
}

http::request<http::string_body> message(const ClientRequest& wanted) {
  http::request<http::string_body> request;
  request.method_string(wanted.method);
  request.target(wanted.path);
  request.version(11);
  request.set(http::field::host, place(wanted));
  request.set(http::field::connection, "close");
  if (!wanted.credential.empty())
    request.set(http::field::authorization, "Bearer " + wanted.credential);
  if (!wanted.body.empty()) request.set(http::field::content_type, "application/json");
  request.body() = wanted.body;
  request.prepare_payload();
  return request;
}

asio::awaitable<ClientAnswer> exchange(const ClientRequest& wanted) {
  const auto executor = co_await asio::this_coro::executor;
  asio::ip::tcp::resolver resolver{executor};
  const auto found =
      co_await resolver.async_resolve(wanted.host, std::to_string(wanted.port), use_awaitable);
  beast::tcp_stream stream{executor};
  stream.expires_after(wanted.patience);
  co_await stream.async_connect(found, use_awaitable);
  const auto request = message(wanted);
  co_await http::async_write(stream, request, use_awaitable);
  beast::flat_buffer buffer;
  http::response<http::string_body> response;
  co_await http::async_read(stream, buffer, response, use_awaitable);
  co_return ClientAnswer{.status = static_cast<int>(response.result_int()),
                         .body = std::move(response.body())};
}

}  // namespace

ClientAnswer fetch(const ClientRequest& wanted) {
  asio::io_context io{1};
  ClientAnswer answer;
  std::exception_ptr fault;
  asio::co_spawn(io, exchange(wanted), [&](std::exception_ptr thrown, ClientAnswer told) {
    fault = std::move(thrown);
    answer = std::move(told);
  });
  io.run();
  try {
    if (fault) std::rethrow_exception(fault);
  } catch (const boost::system::system_error& error) {
    // Its what() tells where in the library it was thrown.
    throw std::runtime_error{"no answer from " + place(wanted) + ": " + error.code().message()};
  } catch (const std::exception& error) {
    throw std::runtime_error{"no answer from " + place(wanted) + ": " + error.what()};
  }
  return answer;
}

}  // namespace bursar::net
