#include "net/client_outbound.hpp"

#include "net/client_names.hpp"
#include "net/retry_after.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <ifaddrs.h>
#include <netdb.h>
#include <netinet/in.h>
#include <openssl/ssl.h>

namespace bursar::net {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using actors::OutboundAnswer;
using actors::OutboundEnd;
using actors::OutboundRequest;
using asio::use_awaitable;
using boost::system::error_code;
using TimePoint = std::chrono::steady_clock::time_point;

constexpr int answers_before_the_last_max = 4;  // of 1xx

OutboundAddress address_of(const sockaddr* from) {
  OutboundAddress address;
  if (from->sa_family == AF_INET6) {
    const auto* six = reinterpret_cast<const sockaddr_in6*>(from);
    std::copy_n(six->sin6_addr.s6_addr, address.bytes.size(), address.bytes.begin());
    return address;
  }
  const auto* four = reinterpret_cast<const sockaddr_in*>(from);
  address.bytes[10] = address.bytes[11] = 0xFF;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(&four->sin_addr);
  std::copy_n(bytes, sizeof four->sin_addr, address.bytes.begin() + 12);
  return address;
}

std::vector<OutboundAddress> resolve_by_dns(const std::string& name) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(name.c_str(), nullptr, &hints, &found) != 0) return {};
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> all{found, freeaddrinfo};
  std::vector<OutboundAddress> addresses;
  for (const addrinfo* one = found; one != nullptr; one = one->ai_next)
    if (one->ai_family == AF_INET || one->ai_family == AF_INET6)
      addresses.push_back(address_of(one->ai_addr));
  return addresses;
}

bool of_this_machine(const OutboundAddress& address) {
  ifaddrs* found = nullptr;
  if (getifaddrs(&found) != 0) return true;  // nobody knows
  const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> all{found, freeifaddrs};
  for (const ifaddrs* one = found; one != nullptr; one = one->ifa_next) {
    const sockaddr* own = one->ifa_addr;
    if (own == nullptr || (own->sa_family != AF_INET && own->sa_family != AF_INET6)) continue;
    if (address_of(own) == address) return true;
  }
  return false;
}

asio::ip::tcp::endpoint endpoint_of(const OutboundAddress& address, std::uint16_t port) {
  return {asio::ip::make_address(text(address)), port};
}

http::request<http::string_body> message_of(OutboundRequest& wanted, const OutboundUrl& url) {
  http::request<http::string_body> message{http::verb::post, url.target, 11};
  message.set(http::field::host, url.authority());
  message.set(http::field::user_agent, "Bursar");
  message.set(http::field::content_type, "application/json");
  message.set(http::field::connection, "close");
  for (const auto& [name, value] : wanted.fields) message.set(name, value);
  message.body() = std::move(wanted.body);
  message.prepare_payload();
  return message;
}

std::optional<std::int64_t> wanted_pause(const http::response<http::string_body>& heard) {
  using namespace std::chrono;
  const auto now = duration_cast<milliseconds>(system_clock::now().time_since_epoch());
  return retry_after_s(heard[http::field::retry_after], heard[http::field::date], {now.count()});
}

OutboundAnswer answer_of(http::response<http::string_body>& heard, bool whole) {
  OutboundAnswer answer{.end = OutboundEnd::answered,
                        .status = static_cast<int>(heard.result_int()),
                        .retry_after_s = wanted_pause(heard)};
  if (!whole) return answer;
  for (const auto& field : heard) {
    std::string name{field.name_string()};
    std::ranges::transform(name, name.begin(), [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    answer.fields.emplace_back(std::move(name), field.value());
  }
  answer.body = std::move(heard.body());
  return answer;
}

OutboundAnswer ended(OutboundEnd end) {
  return {.end = end};
}
OutboundAnswer refused(std::string_view why) {
  return {.end = OutboundEnd::refused, .wrong_url = why};
}
OutboundAnswer forbidden() {
  return {.end = OutboundEnd::forbidden,
          .wrong_url = "Its name leads to an address that is not one of the public network."};
}

}  // namespace

struct OutboundClient::Impl {
  explicit Impl(Options given)
      : options{std::move(given)},
        tls{asio::ssl::context::tls_client},
        names{io, options.resolve, options.resolvers},
        judged_names{io, options.resolve, options.resolvers} {
    if (!options.resolve) options.resolve = resolve_by_dns;
    if (!options.may_reach)
      options.may_reach = [](const OutboundAddress& address) {
        return is_public(address) && !of_this_machine(address);
      };
    error_code ec;
    if (options.trusted_file.empty())
      ec = tls.set_default_verify_paths(ec);
    else
      ec = tls.load_verify_file(options.trusted_file, ec);
    if (ec) throw std::runtime_error{"authorities of TLS cannot be read: " + ec.message()};
    SSL_CTX_set_min_proto_version(tls.native_handle(), TLS1_2_VERSION);
    tls.set_verify_mode(asio::ssl::verify_peer);
    thread = std::thread{[this] { io.run(); }};
  }
  ~Impl() {
    io.stop();
    thread.join();
  }

  /// So many of a kind are under way at once, whatever becomes of the other.
  struct Kind {
    asio::awaitable<OutboundAnswer> (Impl::*deed)(OutboundRequest);
    std::size_t most = 0;
    std::atomic<std::size_t> under_way = 0;
  };

  void run(Kind& kind, OutboundRequest request, Then then) {
    if (kind.under_way.fetch_add(1) >= kind.most) {
      kind.under_way.fetch_sub(1);
      return then(ended(OutboundEnd::busy));
    }
    asio::co_spawn(io, (this->*kind.deed)(std::move(request)),
                   [&kind, told = Told{std::move(then)}](const std::exception_ptr& failed,
                                                         const OutboundAnswer& answer) mutable {
                     kind.under_way.fetch_sub(1);
                     told.tell(failed ? ended(OutboundEnd::unreachable) : answer);
                   });
  }

  /// Is told of an answer, or of none when it goes.
  class Told {
   public:
    explicit Told(Then then) : then_{std::move(then)} {}
    Told(Told&& other) noexcept : then_{std::exchange(other.then_, nullptr)} {}
    Told& operator=(Told&&) = delete;
    ~Told() {
      if (then_) then_(ended(OutboundEnd::late));
    }
    void tell(const OutboundAnswer& answer) { std::exchange(then_, nullptr)(answer); }

   private:
    Then then_;
  };

  asio::awaitable<OutboundAnswer> attempt(OutboundRequest wanted) {
    const TimePoint until = std::chrono::steady_clock::now() + options.deadline;
    const auto url = parse_outbound_url(wanted.url, options.rules);
    if (!url) co_return refused(url.error());
    const auto addresses = co_await addresses_of(names, *url, until);
    if (!addresses) co_return ended(OutboundEnd::late);
    if (addresses->empty()) co_return ended(OutboundEnd::unresolved);
    if (!url->listed && !std::ranges::all_of(*addresses, options.may_reach)) co_return forbidden();
    OutboundEnd failing = OutboundEnd::unreachable;  // as far as the attempt has come
    try {
      co_return co_await exchanged(wanted, *url, *addresses, until, failing);
    } catch (const boost::system::system_error& failure) {
      co_return ended(failure.code() == beast::error::timeout ? OutboundEnd::late : failing);
    }
  }

  asio::awaitable<OutboundAnswer> judged(OutboundRequest wanted) {
    const TimePoint until = std::chrono::steady_clock::now() + options.deadline;
    const auto url = parse_outbound_url(wanted.url, options.rules);
    if (!url) co_return refused(url.error());
    if (url->listed) co_return ended(OutboundEnd::answered);
    const auto addresses = co_await addresses_of(judged_names, *url, until);
    if (!addresses) co_return ended(OutboundEnd::late);
    if (addresses->empty()) co_return ended(OutboundEnd::unresolved);
    if (!std::ranges::all_of(*addresses, options.may_reach)) co_return forbidden();
    names.answers(url->host);
    co_return ended(OutboundEnd::answered);
  }

  /// None: that took too long.
  static asio::awaitable<std::optional<OutboundNames::Addresses>> addresses_of(
      OutboundNames& known, const OutboundUrl& url, TimePoint until) {
    if (const auto address = parse_outbound_address(url.host))
      co_return OutboundNames::Addresses{*address};
    co_return co_await known.addresses_of(url.host, until);
  }

  asio::awaitable<OutboundAnswer> exchanged(OutboundRequest& wanted, const OutboundUrl& url,
                                            const std::vector<OutboundAddress>& addresses,
                                            TimePoint until, OutboundEnd& failing) {
    beast::ssl_stream<beast::tcp_stream> stream{io, tls};
    beast::tcp_stream& plain = beast::get_lowest_layer(stream);
    co_await connect(plain, url, addresses, until);
    plain.expires_at(until);
    const auto message = message_of(wanted, url);
    if (url.tls) {
      failing = OutboundEnd::untrusted;
      stream.set_verify_callback(asio::ssl::host_name_verification{url.host});
      if (!parse_outbound_address(url.host))
        SSL_set_tlsext_host_name(stream.native_handle(), url.host.c_str());
      co_await stream.async_handshake(asio::ssl::stream_base::client, use_awaitable);
    }
    failing = OutboundEnd::malformed;
    if (url.tls) co_return co_await told(stream, message, wanted.answer_bytes_max);
    co_return co_await told(plain, message, wanted.answer_bytes_max);
  }

  asio::awaitable<void> connect(beast::tcp_stream& stream, const OutboundUrl& url,
                                const std::vector<OutboundAddress>& addresses, TimePoint until) {
    error_code failure;
    for (const OutboundAddress& address : addresses) {
      const TimePoint soon = std::chrono::steady_clock::now() + options.connect_deadline;
      stream.expires_at(std::min(soon, until));
      failure = {};
      co_await stream.async_connect(endpoint_of(address, url.port),
                                    asio::redirect_error(use_awaitable, failure));
      if (!failure) co_return;
      stream.close();
    }
    throw boost::system::system_error{failure};
  }

  template <class Stream>
  asio::awaitable<OutboundAnswer> told(Stream& stream,
                                       const http::request<http::string_body>& message,
                                       std::size_t body_bytes_max) {
    co_await http::async_write(stream, message, use_awaitable);
    beast::flat_buffer buffer{options.head_bytes_max};
    for (int i = 0; i <= answers_before_the_last_max; ++i) {
      http::response_parser<http::string_body> answer;
      answer.header_limit(static_cast<std::uint32_t>(options.head_bytes_max));
      answer.body_limit(boost::none);
      if (body_bytes_max > 0) answer.body_limit(body_bytes_max);
      co_await http::async_read_header(stream, buffer, answer, use_awaitable);
      if (answer.get().result_int() < 200) continue;
      if (body_bytes_max > 0) co_await http::async_read(stream, buffer, answer, use_awaitable);
      co_return answer_of(answer.get(), body_bytes_max > 0);
    }
    co_return ended(OutboundEnd::malformed);
  }

  Options options;
  asio::ssl::context tls;
  Kind attempts{.deed = &Impl::attempt, .most = options.attempts_max};
  Kind judgments{.deed = &Impl::judged, .most = options.judgments_max};
  asio::io_context io{1};
  asio::executor_work_guard<asio::io_context::executor_type> work{io.get_executor()};
  OutboundNames names;
  OutboundNames judged_names;  // apart: whoever names what hangs holds up no attempt
  std::thread thread;
};

OutboundClient::OutboundClient(Options options)
    : impl_{std::make_unique<Impl>(std::move(options))} {}

OutboundClient::~OutboundClient() = default;

void OutboundClient::post(OutboundRequest request, Then then) {
  impl_->run(impl_->attempts, std::move(request), std::move(then));
}

void OutboundClient::judge(std::string url, Then then) {
  impl_->run(impl_->judgments, {.url = std::move(url), .fields = {}, .body = {}}, std::move(then));
}

}  // namespace bursar::net
