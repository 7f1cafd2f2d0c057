#pragma once

// Text that is cut, and stays text.

#include <cstddef>
#include <string_view>

namespace bursar::ledger {

/// As much of UTF-8 from its beginning as fits into so many bytes without half a letter.
constexpr std::string_view whole_letters(std::string_view utf8, std::size_t bytes_max) {
  if (utf8.size() <= bytes_max) return utf8;
  const auto inside = [&](std::size_t at) {
    return (static_cast<unsigned char>(utf8[at]) & 0xC0U) == 0x80U;
  };
  std::size_t end = bytes_max;
  while (end > 0 && inside(end)) --end;
  return utf8.substr(0, end);
}

}  // namespace bursar::ledger
