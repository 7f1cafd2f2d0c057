#include "load/figures.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace bursar::load {

std::string fixed(double number, int decimals) {
  return fmt::format("{:.{}f}", number, decimals);
}

std::string milliseconds(std::int64_t nanoseconds, bool exact) {
  return fixed(static_cast<double>(nanoseconds) / 1e6, exact ? 6 : 3);
}

std::string grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t end = text.size(); end > 3; end -= 3) text.insert(end - 3, 1, ',');
  return text;
}

std::string grouped(double number) {
  constexpr double ten = 10;
  if (number > 0 && number < ten) return fixed(number, 1);
  return grouped(static_cast<std::uint64_t>(std::llround(std::max(number, 0.0))));
}

}  // namespace bursar::load
