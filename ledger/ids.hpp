#pragma once

// Two kinds of names. An Id is what the outside sees: 128 bits, written as a prefix and 26
// Crockford characters ("wal_01J…"); the prefix is for the eye, the bits alone decide. A
// Number is what the journal counts with: dense, from 1, never reused; 0 is none.

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace bursar::ledger {

struct Bits128 {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  friend constexpr auto operator<=>(const Bits128&, const Bits128&) = default;
  constexpr bool none() const { return high == 0 && low == 0; }
};

template <class Tag>
struct Id {
  Bits128 bits = {};

  friend constexpr auto operator<=>(const Id&, const Id&) = default;
};

using OrganizationId = Id<struct OrganizationTag>;
using KeyId = Id<struct KeyTag>;
/// A wallet's, and its agent's: an agent is its wallet under another prefix.
using WalletId = Id<struct WalletTag>;
using PolicyId = Id<struct PolicyTag>;
using ServiceId = Id<struct ServiceTag>;

template <class Tag>
struct Number {
  std::uint64_t value = 0;

  friend constexpr auto operator<=>(Number, Number) = default;
  constexpr bool none() const { return value == 0; }
};

using AccountNumber = Number<struct AccountTag>;
using OrganizationNumber = Number<struct OrganizationNumberTag>;
/// A record's place in its journal stream.
using Sequence = Number<struct SequenceTag>;
/// A record's place among those of one organisation: gap-free from 1.
using OrganizationSequence = Number<struct OrganizationSequenceTag>;

/// Where a payment stands: what a `tx_` id tells to whoever holds the journal's permutation key.
struct PaymentPlace {
  std::uint16_t stream = 0;  // 12 bits
  std::uint16_t epoch = 0;   // 12 bits
  Sequence sequence = {};    // 48 bits
  std::uint16_t index = 0;   // 13 bits: its place in a record that holds several
  std::uint64_t salt = 0;    // 43 bits, repeated by the record, so that an id cannot be guessed

  friend constexpr auto operator<=>(const PaymentPlace&, const PaymentPlace&) = default;
};

constexpr std::uint64_t salt_mask = (std::uint64_t{1} << 43) - 1;

/// Packed most significant first in the order above, and back. CHECKs that each part fits.
Bits128 pack(const PaymentPlace& place);
PaymentPlace unpack_payment(const Bits128& bits);

/// 26 Crockford characters, upper case.
std::string text(const Bits128& bits);
/// "wal_" and the 26 characters.
std::string text(std::string_view prefix, const Bits128& bits);

/// The bits of "<prefix>_<26 characters>", whatever its case, the prefix one of those given with
/// its underscore ("wal_"); none when it is no such thing, or all zeros, which is how nothing is
/// named.
template <std::size_t N>
std::optional<Bits128> parse_id(std::string_view written,
                                const std::array<std::string_view, N>& prefixes);
std::optional<Bits128> parse_crockford(std::string_view written);

template <std::size_t N>
std::optional<Bits128> parse_id(std::string_view written,
                                const std::array<std::string_view, N>& prefixes) {
  for (const std::string_view prefix : prefixes)
    if (written.starts_with(prefix)) return parse_crockford(written.substr(prefix.size()));
  return std::nullopt;
}

}  // namespace bursar::ledger

template <>
struct std::hash<bursar::ledger::Bits128> {
  std::size_t operator()(const bursar::ledger::Bits128& bits) const noexcept {
    return bits.high ^ (bits.low * 0x9E3779B97F4A7C15ULL);
  }
};
template <class Tag>
struct std::hash<bursar::ledger::Id<Tag>> {
  std::size_t operator()(const bursar::ledger::Id<Tag>& id) const noexcept {
    return std::hash<bursar::ledger::Bits128>{}(id.bits);
  }
};
template <class Tag>
struct std::hash<bursar::ledger::Number<Tag>> {
  std::size_t operator()(bursar::ledger::Number<Tag> number) const noexcept { return number.value; }
};
