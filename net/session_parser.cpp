#include "net/session_parser.hpp"

#include "net/framing.hpp"

#include <array>
#include <cstdint>
#include <optional>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/http/verb.hpp>

namespace bursar::net {

namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;

Verb verb_of(http::verb verb) {
  // HEAD is served as GET; the session keeps the answer's body to itself.
  if (verb == http::verb::get || verb == http::verb::head) return Verb::get;
  if (verb == http::verb::post) return Verb::post;
  if (verb == http::verb::put) return Verb::put;
  if (verb == http::verb::patch) return Verb::patch;
  if (verb == http::verb::delete_) return Verb::del;
  return Verb::other;
}

FramingError framing_error(beast::error_code ec) {
  if (ec == http::error::bad_version) return FramingError::http_version;
  if (ec == http::error::bad_transfer_encoding) return FramingError::transfer_encoding;
  if (ec == http::error::bad_content_length) return FramingError::content_length;
  if (ec == http::error::multiple_content_length) return FramingError::two_lengths;
  return FramingError::malformed;
}

// The fields that are handed on and that Beast has no name for.
struct NamedField {
  std::string_view name;
  std::string_view Request::* view;
};
constexpr std::array named_fields = {
    NamedField{"x-api-key", &Request::x_api_key},
    NamedField{"x-trove-key", &Request::x_trove_key},
    NamedField{"x-explorer-access", &Request::x_explorer_access},
    NamedField{"x-payment-token", &Request::x_payment_token},
    NamedField{"last-event-id", &Request::last_event_id},
    NamedField{"idempotency-key", &Request::idempotency_key},
    NamedField{"x-request-id", &Request::request_id},
};

std::string_view Request::* view_of(http::field field, std::string_view name) {
  if (field == http::field::host) return &Request::host;
  if (field == http::field::origin) return &Request::origin;
  if (field == http::field::accept) return &Request::accept;
  if (field == http::field::content_type) return &Request::content_type;
  if (field == http::field::authorization) return &Request::authorization;
  for (const NamedField& named : named_fields)
    if (equal_ignoring_case(named.name, name)) return named.view;
  return nullptr;
}

// Beast's parser stops at the end of the head; the body's bytes are the session's.
class HeadParser final : public http::basic_parser<true> {
 public:
  HeadParser() {
    body_limit(boost::none);
    header_limit(std::uint32_t{1} << 30);  // HeadScan has counted
  }

  std::expected<SessionHead, FramingError> parse(std::string_view head) {
    beast::error_code ec;
    const auto read = put(boost::asio::buffer(head.data(), head.size()), ec);
    if (refused_) return std::unexpected{*refused_};
    if (ec) return std::unexpected{framing_error(ec)};
    // The two must agree where the head ends.
    if (!is_header_done() || read != head.size()) return std::unexpected{FramingError::malformed};
    if (const auto error = framing_.end(method_)) return std::unexpected{*error};
    head_.text = head;
    head_.body_bytes = framing_.body_bytes();
    head_.expects_continue = framing_.expects_continue() && head_.body_bytes > 0;
    head_.close = !keep_alive();
    // RFC 9112, 3.2.2: what Host says then does not count.
    if (!authority_.empty()) head_.request.host = authority_;
    return head_;
  }

 private:
  void on_request_impl(http::verb verb, beast::string_view method, beast::string_view target, int,
                       beast::error_code&) override {
    method_ = method;
    head_.head_only = verb == http::verb::head;
    head_.request.verb = verb_of(verb);
    std::string_view whole = target;
    authority_ = absolute_authority(whole);
    if (!authority_.empty())
      whole.remove_prefix(static_cast<std::size_t>(authority_.end() - whole.begin()));
    const auto mark = whole.find('?');
    head_.request.path = whole.substr(0, mark);
    if (mark != std::string_view::npos) head_.request.query = whole.substr(mark + 1);
    // A URI without a path asks for "/", such as the one that stands before its authority.
    if (head_.request.path.empty() && !authority_.empty())
      head_.request.path = {authority_.data() - 1, 1};
  }

  void on_field_impl(http::field field, beast::string_view name, beast::string_view value,
                     beast::error_code& ec) override {
    refused_ = framing_field(field, value);
    if (refused_) {
      ec = http::error::bad_field;
      return;
    }
    const auto view = view_of(field, name);
    if (view == nullptr) return;
    std::string_view& place = head_.request.*view;
    if (present(place)) {
      if (view == &Request::accept) return;  // of a list in several fields the first counts
      const bool proves = view == &Request::authorization || view == &Request::x_api_key ||
                          view == &Request::x_trove_key || view == &Request::x_explorer_access;
      (proves ? head_.request.repeated_credential : head_.request.repeated_field) = true;
    }
    // An empty value came, too: its view is not null.
    place = value.empty() ? std::string_view{""} : std::string_view{value};
  }

  std::optional<FramingError> framing_field(http::field field, std::string_view value) {
    if (field == http::field::host) return framing_.host(value);
    if (field == http::field::content_length) return framing_.content_length(value);
    if (field == http::field::transfer_encoding) return framing_.transfer_encoding();
    if (field == http::field::expect) return framing_.expect(value);
    return {};
  }

  // Not reached: the head alone is put in.
  void on_response_impl(int, beast::string_view, int, beast::error_code&) override {}
  void on_header_impl(beast::error_code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, beast::error_code&) override {}
  std::size_t on_body_impl(beast::string_view, beast::error_code&) override { return 0; }
  void on_chunk_header_impl(std::uint64_t, beast::string_view, beast::error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view, beast::error_code&) override {
    return 0;
  }
  void on_finish_impl(beast::error_code&) override {}

  SessionHead head_;
  FramingFields framing_;
  std::optional<FramingError> refused_;
  std::string_view method_;
  std::string_view authority_;  // of a target in absolute form
};

}  // namespace

std::expected<SessionHead, FramingError> parse_head(std::string_view head) {
  HeadParser parser;
  return parser.parse(head);
}

}  // namespace bursar::net
