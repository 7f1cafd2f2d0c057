#pragma once

// Numbers as people read them: "1,234,567".

#include <cstdint>
#include <string>
#include <string_view>

namespace bursar::commands {

inline std::string counted(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t end = text.size(); end > 3; end -= 3) text.insert(end - 3, 1, ',');
  return text;
}

/// "1 batch", "2 batches".
inline std::string counted(std::uint64_t number, std::string_view one, std::string_view many) {
  return counted(number).append(" ").append(number == 1 ? one : many);
}

}  // namespace bursar::commands
