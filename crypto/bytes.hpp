#pragma once

// Bytes as values and as text. Whoever reads text gets nothing rather than a guess: a wrong
// character, padding, or bits that no encoder writes are refused.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bursar::crypto {

template <std::size_t N>
using Bytes = std::array<std::uint8_t, N>;
using ByteView = std::span<const std::uint8_t>;

ByteView bytes_of(std::string_view text);

/// RFC 4648 section 5, without padding.
std::string base64url(ByteView bytes);
std::optional<std::vector<std::uint8_t>> parse_base64url(std::string_view text);

/// Lower case; either case is read.
std::string hex(ByteView bytes);
std::optional<std::vector<std::uint8_t>> parse_hex(std::string_view text);

}  // namespace bursar::crypto
