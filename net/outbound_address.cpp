#include "net/outbound_address.hpp"

#include <algorithm>
#include <span>

#include <arpa/inet.h>

namespace bursar::net {

namespace {

constexpr std::size_t v4_at = 12;
constexpr std::array<std::uint8_t, v4_at> mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

/// The addresses that begin with so many bits.
struct Range {
  std::array<std::uint8_t, 4> begin;
  unsigned bits;
};

// https://www.iana.org/assignments/iana-ipv4-special-registry, and multicast and what is reserved.
constexpr std::array special_v4 = {
    Range{{0, 0, 0, 0}, 8},      Range{{10, 0, 0, 0}, 8},     Range{{100, 64, 0, 0}, 10},
    Range{{127, 0, 0, 0}, 8},    Range{{169, 254, 0, 0}, 16}, Range{{172, 16, 0, 0}, 12},
    Range{{192, 0, 0, 0}, 24},   Range{{192, 0, 2, 0}, 24},   Range{{192, 88, 99, 0}, 24},
    Range{{192, 168, 0, 0}, 16}, Range{{198, 18, 0, 0}, 15},  Range{{198, 51, 100, 0}, 24},
    Range{{203, 0, 113, 0}, 24}, Range{{224, 0, 0, 0}, 4},    Range{{240, 0, 0, 0}, 4},
};
// https://www.iana.org/assignments/iana-ipv6-special-registry, of what is allocated (2000::/3):
// Teredo, ORCHID and others, documentation, 6to4.
constexpr Range allocated_v6{{0x20, 0, 0, 0}, 3};
constexpr std::array special_v6 = {
    Range{{0x20, 0x01, 0x00, 0x00}, 23},
    Range{{0x20, 0x01, 0x0D, 0xB8}, 32},
    Range{{0x20, 0x02, 0x00, 0x00}, 16},
    Range{{0x3F, 0xFF, 0x00, 0x00}, 20},
};

std::uint32_t first_word(std::span<const std::uint8_t> bytes) {
  std::uint32_t word = 0;
  for (std::size_t i = 0; i < 4; ++i) word = word << 8 | bytes[i];
  return word;
}
bool within(const Range& range, std::span<const std::uint8_t> bytes) {
  const unsigned others = 32 - range.bits;
  return first_word(bytes) >> others == first_word(range.begin) >> others;
}

}  // namespace

bool OutboundAddress::v4() const {
  return std::ranges::equal(std::span{bytes}.first(v4_at), mapped);
}

// inet_pton reads IPv4 addresses as strictly as this asks for, and IPv6 addresses too; a zone is
// none to it.
std::optional<OutboundAddress> parse_outbound_address(std::string_view text) {
  const std::string whole{text};
  if (whole.size() != text.size() || whole.find('\0') != std::string::npos) return std::nullopt;
  OutboundAddress address;
  std::ranges::copy(mapped, address.bytes.begin());
  if (inet_pton(AF_INET, whole.c_str(), address.bytes.data() + v4_at) == 1) return address;
  if (inet_pton(AF_INET6, whole.c_str(), address.bytes.data()) == 1) return address;
  return std::nullopt;
}

std::string text(const OutboundAddress& address) {
  std::array<char, INET6_ADDRSTRLEN> written{};
  if (address.v4())
    inet_ntop(AF_INET, address.bytes.data() + v4_at, written.data(), written.size());
  else
    inet_ntop(AF_INET6, address.bytes.data(), written.data(), written.size());
  return written.data();
}

bool is_public(const OutboundAddress& address) {
  const std::span<const std::uint8_t> bytes{address.bytes};
  const auto holds = [](std::span<const std::uint8_t> of) {
    return [of](const Range& range) { return within(range, of); };
  };
  if (address.v4()) return std::ranges::none_of(special_v4, holds(bytes.subspan(v4_at)));
  return within(allocated_v6, bytes) && std::ranges::none_of(special_v6, holds(bytes));
}

}  // namespace bursar::net
