#pragma once

// A fuzz target is a function of bytes that a client, a disk or an operator may hand us. It checks
// what must hold of every input, not only that nothing crashes. Each has a file <name>_fuzz.cpp and
// a folder corpus/<name>.

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string_view>

namespace bursar::fuzz {

using Input = std::span<const std::uint8_t>;

/// What must hold does not.
class Finding : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

inline void must(bool holds, const char* sentence) {
  if (!holds) throw Finding{sentence};
}

inline std::string_view text_of(Input input) {
  return {reinterpret_cast<const char*>(input.data()), input.size()};
}

/// The next number of the input, most significant byte first; zeros where it has ended.
template <class Number>
Number take(Input& input) {
  Number number = 0;
  for (std::size_t at = 0; at < sizeof(Number); ++at) {
    const std::uint8_t byte = input.empty() ? std::uint8_t{0} : input.front();
    number = static_cast<Number>(number << 8 | byte);
    if (!input.empty()) input = input.subspan(1);
  }
  return number;
}

void config(Input input);
void fees(Input input);
void forwarded(Input input);
void http_head(Input input);
void ids(Input input);
void json(Input input);
void keys(Input input);
void money(Input input);
void query(Input input);
void record(Input input);
void recovery(Input input);
void time(Input input);
void tokens(Input input);

}  // namespace bursar::fuzz
