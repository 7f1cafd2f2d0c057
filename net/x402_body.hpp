#pragma once

// What x402 v2 calls a payment's requirements, as a body writes them. Members that are not read
// here are ignored, as its specification has it.

#include "ledger/identity.hpp"
#include "ledger/ids.hpp"
#include "ledger/money.hpp"
#include "net/schema.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace bursar::net {

constexpr std::string_view x402_scheme = "exact";
constexpr std::string_view x402_asset = "USD";
constexpr std::uint64_t x402_version = 2;
constexpr std::uint64_t asset_decimals = 8;

struct RequirementsExtra {
  std::string service_id;

  static const Schema schema;
};

struct Requirements {
  std::string scheme;
  std::string network;
  std::string amount;  // an integer of hundred-millionths
  std::string asset;
  ledger::WalletId pay_to = {};
  std::optional<std::int64_t> timeout_ms;
  std::optional<RequirementsExtra> extra;

  static const Schema schema;
};

/// None: it is no such integer, or more or less than may be paid.
std::optional<ledger::Amount> atomic_amount(std::string_view written);
/// None: it names none.
std::optional<ledger::ServiceId> service_id(std::string_view written);

}  // namespace bursar::net
