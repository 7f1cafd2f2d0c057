// Ids as text and as places: what is read is written the same way again, and all 128 bits are told
// apart.

#include "crypto/permutation.hpp"
#include "ledger/ids.hpp"
#include "tests/fuzz/target.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace bursar::fuzz {

namespace {

using ledger::Bits128;

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

std::string upper(std::string_view text) {
  std::string all{text};
  for (char& c : all) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return all;
}

void reads_what_is_written(std::string_view written) {
  const std::string all = upper(written);
  // 26 characters hold 130 bits: the first one may not use its two highest.
  const bool an_id = all.size() == 26 && all.front() < '8' &&
                     all.find_first_not_of(alphabet) == std::string::npos &&
                     all.find_first_not_of('0') != std::string::npos;
  const auto bits = ledger::parse_crockford(written);
  must(bits.has_value() == an_id, "26 characters that are not all 0 are an id, nothing else is");
  if (bits) must(ledger::text(*bits) == all, "an id is written as it was read, in upper case");

  constexpr std::array<std::string_view, 2> prefixes = {"wal_", "wallet_"};
  for (const std::string_view prefix : prefixes) {
    const std::string with = std::string{prefix}.append(written);
    must(ledger::parse_id(with, prefixes) == bits, "behind a prefix stands the same id");
  }
  if (const auto whole = ledger::parse_id(written, prefixes)) {
    const std::string_view prefix = written.starts_with("wal_") ? "wal_" : "wallet_";
    must(upper(ledger::text(prefix, *whole)) == all, "an id with a prefix is written as read");
  }
}

void every_bit_counts(const Bits128& bits) {
  must(bits.none() || ledger::parse_crockford(ledger::text(bits)) == bits,
       "what is written is read as the same");
  must(ledger::pack(ledger::unpack_payment(bits)) == bits, "a place keeps all of its bits");

  static const crypto::Permutation permutation{{1, 2, 3}};
  const auto [high, low] = permutation.forward(bits.high, bits.low);
  must(permutation.backward(high, low) == std::pair{bits.high, bits.low},
       "what was permuted comes back");
}

}  // namespace

void ids(Input input) {
  reads_what_is_written(text_of(input));
  const auto high = take<std::uint64_t>(input);
  every_bit_counts({high, take<std::uint64_t>(input)});
}

}  // namespace bursar::fuzz
