#pragma once

// All that happened in one history, as one number: the same seed gives the same. On request it is
// told in words too.

#include <cstdint>
#include <cstdio>
#include <string>

namespace bursar::simulation {

class Trace {
 public:
  explicit Trace(bool in_words = false) : in_words_{in_words} {}

  void add(std::uint64_t happened) {
    hash_ = (hash_ ^ happened) * 0x9E37'79B9'7F4A'7C15U;
    hash_ ^= hash_ >> 29U;
  }
  bool in_words() const { return in_words_; }
  void say(const std::string& words) const { std::printf("%s\n", words.c_str()); }
  std::uint64_t hash() const { return hash_; }

 private:
  std::uint64_t hash_ = 0;
  bool in_words_;
};

}  // namespace bursar::simulation
