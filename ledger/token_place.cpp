#include "ledger/token_place.hpp"

#include "ledger/check.hpp"
#include "ledger/record.hpp"

#include <variant>

namespace bursar::ledger {

namespace {

constexpr std::uint64_t mask(unsigned bits) {
  return (std::uint64_t{1} << bits) - 1;
}

}  // namespace

// stream:12 epoch:12 sequence:24 and sequence:24 salt:24
Bits128 pack(const TokenPlace& place) {
  CHECK(place.stream <= mask(12) && place.epoch <= mask(12) && place.sequence.value <= mask(48));
  CHECK(place.salt <= mask(24));
  const std::uint64_t sequence = place.sequence.value;
  return {std::uint64_t{place.stream} << 36 | std::uint64_t{place.epoch} << 24 | sequence >> 24,
          (sequence & mask(24)) << 24 | place.salt};
}

TokenPlace unpack_token(const Bits128& halves) {
  return {.stream = static_cast<std::uint16_t>(halves.high >> 36 & mask(12)),
          .epoch = static_cast<std::uint16_t>(halves.high >> 24 & mask(12)),
          .sequence = {(halves.high & mask(24)) << 24 | (halves.low >> 24 & mask(24))},
          .salt = static_cast<std::uint32_t>(halves.low & mask(24))};
}

std::optional<TokenPlace> token_place(const Record& record) {
  const auto* const issued = std::get_if<TokenIssued>(&record.fact);
  if (issued == nullptr) return std::nullopt;
  return TokenPlace{.stream = record.stream,
                    .epoch = record.epoch,
                    .sequence = record.sequence,
                    .salt = static_cast<std::uint32_t>(issued->payment.salt & mask(24))};
}

}  // namespace bursar::ledger
