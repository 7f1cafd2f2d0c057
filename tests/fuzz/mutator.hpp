#pragma once

// Inputs made of others by a seed alone: the same on every machine, so that what a run of the tests
// finds is found again by the next.

#include "tests/fuzz/target.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace bursar::fuzz {

class Mutator {
 public:
  /// `corpus` is not empty and outlives it.
  Mutator(const std::vector<std::string>& corpus, std::uint32_t seed)
      : corpus_{corpus}, random_{seed} {}

  /// One of the corpus with one to eight changes.
  std::string next() {
    std::string made = any();
    for (std::size_t changes = 1 + below(8); changes > 0; --changes) change(made);
    return made;
  }

 private:
  std::size_t below(std::size_t end) { return end == 0 ? 0 : random_() % end; }
  const std::string& any() { return corpus_[below(corpus_.size())]; }
  char byte() {
    // What stands at the borders of every grammar here is drawn more often.
    using std::string_view_literals::operator""sv;
    constexpr auto marks = "\0\x01\x7F\x80\xFF\r\n\t \"\\'{}[]:,;=&%+-.#/_09eEZ"sv;
    return below(2) == 0 ? marks[below(marks.size())] : static_cast<char>(below(256));
  }

  void change(std::string& made) {
    const std::size_t at = below(made.size());
    const std::size_t count = below(std::min<std::size_t>(made.size() - at, 16) + 1);
    switch (below(7)) {
      case 0:
        if (!made.empty()) made[at] = static_cast<char>(made[at] ^ (1 << below(8)));
        return;
      case 1:
        if (!made.empty()) made[at] = byte();
        return;
      case 2:
        made.insert(at, 1, byte());
        return;
      case 3:
        made.erase(at, count);
        return;
      case 4:  // said again somewhere else
        made.insert(below(made.size()), made.substr(at, count));
        return;
      case 5:
        made.resize(at);
        return;
      default: {  // goes on as another does
        const std::string& other = any();
        made.replace(at, std::string::npos, other, below(other.size()));
        return;
      }
    }
  }

  const std::vector<std::string>& corpus_;
  std::mt19937 random_;
};

}  // namespace bursar::fuzz
