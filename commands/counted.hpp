#pragma once

// Numbers as people read them: "1,234,567".

#include <cstdint>
#include <string>

namespace bursar::commands {

inline std::string counted(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t end = text.size(); end > 3; end -= 3) text.insert(end - 3, 1, ',');
  return text;
}

}  // namespace bursar::commands
