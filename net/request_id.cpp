#include "net/request_id.hpp"

#include "crypto/system_random.hpp"
#include "ledger/append_text.hpp"
#include "net/json_text.hpp"

#include <array>
#include <bit>
#include <cstdint>
#include <span>

namespace bursar::net {

namespace {

constexpr std::size_t request_id_max = 128;

std::uint64_t random_word() {
  std::array<std::uint8_t, 8> bytes{};
  crypto::fill_random(bytes);
  return std::bit_cast<std::uint64_t>(bytes);
}

// A counter under a random start per thread; an odd multiplier keeps its values apart.
ledger::Bits128 next() {
  constexpr std::uint64_t spread = 0x9E3779B97F4A7C15ULL;
  thread_local ledger::Bits128 last{random_word(), random_word()};
  last.low += spread;
  return last;
}

}  // namespace

void take_request_id(std::string_view given, std::string& into) {
  if (visible_ascii(given, request_id_max)) {
    into.assign(given);
    return;
  }
  into.clear();
  append_text(into, "req_", next());
}

}  // namespace bursar::net
