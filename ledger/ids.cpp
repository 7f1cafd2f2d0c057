#include "ledger/ids.hpp"

#include "ledger/append_text.hpp"
#include "ledger/check.hpp"

namespace bursar::ledger {

namespace {

// Crockford's alphabet has no I, L, O and U. Of 26 × 5 = 130 bits the first character carries
// three.
constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t characters = 26;
constexpr std::uint8_t no_digit = 0xFF;

constexpr std::array<std::uint8_t, 256> digits = [] {
  std::array<std::uint8_t, 256> table{};
  table.fill(no_digit);
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    const auto upper = static_cast<unsigned char>(alphabet[i]);
    table[upper] = static_cast<std::uint8_t>(i);
    if (upper >= 'A') table[upper - 'A' + 'a'] = static_cast<std::uint8_t>(i);
  }
  return table;
}();

constexpr std::uint64_t mask(unsigned bits) {
  return (std::uint64_t{1} << bits) - 1;
}

void append_crockford(std::string& out, const Bits128& bits) {
  std::array<char, characters> written;
  std::size_t at = 0;
  written[at++] = alphabet[bits.high >> 61];
  for (unsigned shift = 56;; shift -= 5) {  // the high half has 61 bits left: 12 characters and 1
    written[at++] = alphabet[bits.high >> shift & mask(5)];
    if (shift == 1) break;
  }
  written[at++] = alphabet[(bits.high & 1) << 4 | bits.low >> 60];
  for (unsigned shift = 55;; shift -= 5) {
    written[at++] = alphabet[bits.low >> shift & mask(5)];
    if (shift == 0) break;
  }
  out.append(written.data(), written.size());
}

}  // namespace

Bits128 pack(const PaymentPlace& place) {
  CHECK(place.stream <= mask(12) && place.epoch <= mask(12) && place.sequence.value <= mask(48));
  CHECK(place.index <= mask(13) && place.salt <= salt_mask);
  const std::uint64_t sequence = place.sequence.value;
  return {std::uint64_t{place.stream} << 52 | std::uint64_t{place.epoch} << 40 | sequence >> 8,
          sequence << 56 | std::uint64_t{place.index} << 43 | place.salt};
}

PaymentPlace unpack_payment(const Bits128& bits) {
  return {.stream = static_cast<std::uint16_t>(bits.high >> 52),
          .epoch = static_cast<std::uint16_t>(bits.high >> 40 & mask(12)),
          .sequence = {(bits.high & mask(40)) << 8 | bits.low >> 56},
          .index = static_cast<std::uint16_t>(bits.low >> 43 & mask(13)),
          .salt = bits.low & salt_mask};
}

std::string text(const Bits128& bits) {
  return text({}, bits);
}

std::string text(std::string_view prefix, const Bits128& bits) {
  std::string out;
  out.reserve(prefix.size() + characters);
  append_text(out, prefix, bits);
  return out;
}

void append_text(std::string& out, std::string_view prefix, const Bits128& bits) {
  out += prefix;
  append_crockford(out, bits);
}

std::optional<Bits128> parse_crockford(std::string_view written) {
  if (written.size() != characters) return std::nullopt;
  Bits128 bits;
  for (const char character : written) {
    const std::uint8_t digit = digits[static_cast<unsigned char>(character)];
    if (digit == no_digit) return std::nullopt;
    if (bits.high >> 59 != 0) return std::nullopt;  // the next five bits would push some out
    bits.high = bits.high << 5 | bits.low >> 59;
    bits.low = bits.low << 5 | digit;
  }
  if (bits.none()) return std::nullopt;  // who could name nothing would be rid of a policy
  return bits;
}

}  // namespace bursar::ledger
