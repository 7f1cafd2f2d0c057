#include "net/client_address.hpp"

#include <algorithm>
#include <span>

#include <arpa/inet.h>

namespace bursar::net {

namespace {

constexpr std::array<std::uint8_t, 12> mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
constexpr std::size_t text_length_max = INET6_ADDRSTRLEN;
constexpr std::size_t network_bytes = 8;
constexpr std::size_t port_digits_max = 5;

bool port(std::string_view text) {
  return !text.empty() && text.size() <= port_digits_max &&
         text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

bool ClientAddress::v4() const {
  return std::ranges::equal(mapped, std::span{bytes_}.first<mapped.size()>());
}

std::optional<ClientAddress> ClientAddress::parse(std::string_view text) {
  if (text.size() > text_length_max) return std::nullopt;
  const std::string ended{text};
  if (ended.size() != std::string_view{ended.c_str()}.size()) return std::nullopt;
  ClientAddress address;
  if (text.find(':') != std::string_view::npos) {
    if (::inet_pton(AF_INET6, ended.c_str(), address.bytes_.data()) != 1) return std::nullopt;
  } else {
    std::ranges::copy(mapped, address.bytes_.begin());
    if (::inet_pton(AF_INET, ended.c_str(), address.bytes_.data() + mapped.size()) != 1)
      return std::nullopt;
  }
  return address;
}

std::optional<ClientAddress> ClientAddress::parse_with_port(std::string_view text) {
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view rest = text.substr(end + 1);
    if (!rest.empty() && (rest.front() != ':' || !port(rest.substr(1)))) return std::nullopt;
    const std::string_view inside = text.substr(1, end - 1);
    if (inside.find(':') == std::string_view::npos) return std::nullopt;
    return parse(inside);
  }
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || colon != text.rfind(':')) return parse(text);
  if (!port(text.substr(colon + 1))) return std::nullopt;
  return parse(text.substr(0, colon));
}

std::string ClientAddress::text() const {
  std::array<char, INET6_ADDRSTRLEN> line{};
  if (v4())
    ::inet_ntop(AF_INET, bytes_.data() + mapped.size(), line.data(), line.size());
  else
    ::inet_ntop(AF_INET6, bytes_.data(), line.data(), line.size());
  return line.data();
}

ClientAddress ClientAddress::network() const {
  ClientAddress all = *this;
  if (!v4()) std::fill(all.bytes_.begin() + network_bytes, all.bytes_.end(), std::uint8_t{0});
  return all;
}

}  // namespace bursar::net
