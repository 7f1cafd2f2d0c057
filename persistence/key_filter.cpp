#include "persistence/key_filter.hpp"

#include "ledger/check.hpp"

#include <utility>

namespace bursar::persistence {

namespace {

constexpr std::uint64_t bits_per_key = 20;
constexpr std::uint64_t bits_per_line = 512;
constexpr unsigned bit_number_bits = 6;  // a word has 64

// One bit in each word, by six bits of this each.
std::uint64_t bit_numbers(std::uint64_t hash) {
  return hash * 0x9E3779B97F4A7C15ULL;
}

std::uint64_t bit(std::uint64_t numbers, std::size_t word) {
  return std::uint64_t{1} << (numbers >> (word * bit_number_bits) & 63U);
}

}  // namespace

KeyFilter::KeyFilter(std::uint64_t keys) : lines_(keys * bits_per_key / bits_per_line + 1) {}

KeyFilter::KeyFilter(std::vector<Line> lines) : lines_{std::move(lines)} {
  CHECK(!lines_.empty());
}

void KeyFilter::add(std::uint64_t hash) {
  const std::uint64_t numbers = bit_numbers(hash);
  Line& line = lines_[place(hash)];
  for (std::size_t word = 0; word < words_in_line; ++word) line.words[word] |= bit(numbers, word);
}

bool KeyFilter::may_hold(std::uint64_t hash) const {
  const std::uint64_t numbers = bit_numbers(hash);
  const Line& line = lines_[place(hash)];
  std::uint64_t missing = 0;
  for (std::size_t word = 0; word < words_in_line; ++word)
    missing |= ~line.words[word] & bit(numbers, word);
  return missing == 0;
}

}  // namespace bursar::persistence
