#include "net/client.hpp"

#include <exception>
#include <memory>
#include <stdexcept>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

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

template <class Stream>
asio::awaitable<ClientAnswer> told(const ClientRequest& wanted, Stream& stream) {
  const auto request = message(wanted);
  co_await http::async_write(stream, request, use_awaitable);
  beast::flat_buffer buffer;
  http::response<http::string_body> response;
  co_await http::async_read(stream, buffer, response, use_awaitable);
  co_return ClientAnswer{.status = static_cast<int>(response.result_int()),
                         .body = std::move(response.body())};
}

// Whom an authority vouches for says nothing here: what counts is that it is the very certificate
// that the engine was told to show.
void require_shown(SSL* state, const std::filesystem::path& certificate) {
  using Owned = std::unique_ptr<X509, decltype(&X509_free)>;
  const std::unique_ptr<BIO, decltype(&BIO_free)> file{BIO_new_file(certificate.c_str(), "r"),
                                                       BIO_free};
  if (file == nullptr) throw std::runtime_error{certificate.string() + " cannot be read"};
  const Owned expected{PEM_read_bio_X509(file.get(), nullptr, nullptr, nullptr), X509_free};
  const Owned shown{SSL_get1_peer_certificate(state), X509_free};
  if (expected == nullptr || shown == nullptr || X509_cmp(expected.get(), shown.get()) != 0)
    throw std::runtime_error{"it does not show the certificate in " + certificate.string()};
}

asio::awaitable<ClientAnswer> told_by_tls(const ClientRequest& wanted, beast::tcp_stream stream) {
  asio::ssl::context context{asio::ssl::context::tls_client};
  context.set_verify_mode(asio::ssl::verify_none);  // see require_shown
  SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
  asio::ssl::stream<beast::tcp_stream> sealed{std::move(stream), context};
  co_await sealed.async_handshake(asio::ssl::stream_base::client, use_awaitable);
  require_shown(sealed.native_handle(), wanted.certificate);
  co_return co_await told(wanted, sealed);
}

asio::awaitable<ClientAnswer> exchange(const ClientRequest& wanted) {
  const auto executor = co_await asio::this_coro::executor;
  asio::ip::tcp::resolver resolver{executor};
  const auto found =
      co_await resolver.async_resolve(wanted.host, std::to_string(wanted.port), use_awaitable);
  beast::tcp_stream stream{executor};
  stream.expires_after(wanted.patience);
  co_await stream.async_connect(found, use_awaitable);
  if (!wanted.certificate.empty()) co_return co_await told_by_tls(wanted, std::move(stream));
  co_return co_await told(wanted, stream);
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
