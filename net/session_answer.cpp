#include "net/session_answer.hpp"

#include <array>
#include <charconv>
#include <cstddef>
#include <ostream>  // Boost 1.81 forgets it

#include <boost/beast/http/status.hpp>

namespace bursar::net {

namespace {

void append_number(std::string& out, std::size_t number) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

}  // namespace

void append_answer(std::string& out, const Response& response, const AnswerForm& form) {
  namespace http = boost::beast::http;
  const std::string_view reason =
      http::obsolete_reason(http::int_to_status(static_cast<unsigned>(response.status)));

  out.append("HTTP/1.1 ");
  append_number(out, static_cast<std::size_t>(response.status));
  out.append(" ").append(reason).append("\r\n").append(form.standing_fields);
  const bool body = may_have_body(response.status);
  const std::string_view content = response.content();
  if (body && (response.live || !content.empty()))
    out.append("Content-Type: ").append(response.content_type).append("\r\n");
  if (body && !response.live) {
    out.append("Content-Length: ");
    append_number(out, content.size());
    out.append("\r\n");
  }
  if (form.close) out.append("Connection: close\r\n");
  out.append(response.fields).append("\r\n");
  if (body && !form.head_only) out.append(response.body);
}

}  // namespace bursar::net
