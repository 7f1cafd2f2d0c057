#pragma once

// Where money can be paid out to: a bank account in the United States, an address on a chain, an
// account at Stripe. What is written by a caller is a Destination only if it can be one: a routing
// number has its check digit, an address the form of its network. Nothing of it reaches a journal
// or a log but masked or encrypted.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace bursar::ledger {

enum class DestinationType : std::uint8_t { bank = 0, crypto = 1, stripe = 2 };
constexpr std::size_t destination_types = 3;

/// "bank", as it is told.
std::string_view word(DestinationType type);
std::optional<DestinationType> destination_type(std::string_view word);

struct BankAccount {
  std::string routing_number = {};  // 9 digits, the last of which checks the others
  std::string account_number = {};  // 4 to 17 digits
  std::string account_type = {};    // checking or savings
  std::string account_holder = {};  // 1 to 100 bytes of UTF-8

  friend bool operator==(const BankAccount&, const BankAccount&) = default;
};

struct ChainAddress {
  std::string network = {};
  std::string address = {};

  friend bool operator==(const ChainAddress&, const ChainAddress&) = default;
};

struct StripeAccount {
  std::string account = {};  // "acct_…"

  friend bool operator==(const StripeAccount&, const StripeAccount&) = default;
};

/// In the order of DestinationType.
using Destination = std::variant<BankAccount, ChainAddress, StripeAccount>;

inline DestinationType type_of(const Destination& destination) {
  return static_cast<DestinationType>(destination.index());
}

/// Which member of a destination cannot be what it is, and what it has to be.
struct WrongMember {
  std::string_view member;
  std::string_view must;
};
/// None: it can be one. Of several the first is told.
std::optional<WrongMember> wrong_member(const Destination& destination);

/// By the check digit and the Federal Reserve district (American Bankers Association, routing
/// number policy).
bool routing_number(std::string_view written);
/// Its members by name, in their order, each as everybody may read it: of a number or an address
/// the end alone, of a holder the first letter.
struct Member {
  std::string_view name;
  std::string value;
};
std::vector<Member> masked_members(const Destination& destination);

/// All of it as one text, and back. None: it was not written so.
std::string whole_text(const Destination& destination);
std::optional<Destination> parse_whole(std::string_view text);
/// What it is known by, however its holder is spelt: two of one account are the same text.
std::string identity_text(const Destination& destination);

}  // namespace bursar::ledger
