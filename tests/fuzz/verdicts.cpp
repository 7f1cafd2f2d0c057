// Tells how the edge reads bytes, for whoever holds that against another reading: differences.py.
// On stdin: 'h' or 'j', four bytes of length, most significant first, then the bytes of a head or
// of a JSON body. On stdout a line for each; texts in hex, "-" for what is not there.

#include "crypto/bytes.hpp"
#include "net/framing.hpp"
#include "net/json_reader.hpp"
#include "net/request.hpp"
#include "net/session_parser.hpp"

#include <array>
#include <cstdint>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>

namespace {

using namespace bursar;

struct Body {
  std::string value;

  static const net::Schema schema;
};
constexpr std::array fields = {
    net::takes<&Body::value, net::Kind::object>("value", net::Need::required, "", 1'000'000)};
const net::Schema Body::schema{"Body", fields};

std::string hex(std::string_view text) {
  return crypto::hex(crypto::bytes_of(text));
}

std::string field(std::string_view value) {
  return net::present(value) ? ' ' + hex(value) + '.' : std::string{" -"};
}

std::string_view word(net::Verb verb, bool head_only) {
  switch (verb) {
    case net::Verb::get:
      return head_only ? "HEAD" : "GET";
    case net::Verb::post:
      return "POST";
    case net::Verb::put:
      return "PUT";
    case net::Verb::patch:
      return "PATCH";
    case net::Verb::del:
      return "DELETE";
    case net::Verb::other:
      return "-";
  }
  return "-";
}

std::string head_verdict(std::string_view bytes) {
  net::HeadScan scan;
  if (scan.scan(bytes, {}) != net::HeadScan::State::complete) return "refused";
  const auto head = net::parse_head(bytes.substr(0, scan.head_bytes()));
  if (!head) return "refused";
  const net::Request& request = head->request;
  std::string line = "accepted " + std::to_string(scan.head_bytes()) + ' ' +
                     std::to_string(head->body_bytes) + ' ';
  line.append(word(request.verb, head->head_only)).append(head->close ? " close" : " open");
  line += request.repeated_credential || request.repeated_field ? " repeated" : " once";
  for (const std::string_view value :
       {request.path, request.query, request.host, request.origin, request.content_type,
        request.authorization, request.x_api_key, request.x_trove_key, request.x_explorer_access,
        request.idempotency_key, request.request_id})
    line += field(value);
  return line;
}

std::string json_verdict(std::string bytes) {
  const std::size_t size = bytes.size();
  bytes.resize(size + net::body_padding_bytes);
  Body body;
  const auto faults = net::read_json({bytes.data(), size}, Body::schema, &body);
  if (faults.empty()) return "accepted " + hex(body.value);
  std::string line = "refused";
  for (const net::Fault& fault : faults) line += ' ' + hex(fault.pointer + ' ' + fault.detail);
  return line;
}

std::optional<std::string> next(std::size_t bytes) {
  std::string read(bytes, '\0');
  if (!std::cin.read(read.data(), static_cast<std::streamsize>(bytes))) return std::nullopt;
  return read;
}

}  // namespace

int main() {
  std::ios::sync_with_stdio(false);
  while (const auto asked = next(5)) {
    std::size_t size = 0;
    for (std::size_t at = 1; at < asked->size(); ++at)
      size = size << 8 | static_cast<std::uint8_t>((*asked)[at]);
    auto bytes = next(size);
    if (!bytes) return 1;
    std::cout << (asked->front() == 'h' ? head_verdict(*bytes) : json_verdict(*std::move(bytes)))
              << '\n';
  }
  return 0;
}
