#pragma once

// The facts of money that an organisation or the operator moves by hand: into wallets, and out.

#include "ledger/identity.hpp"
#include "ledger/ids.hpp"
#include "ledger/money.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bursar::ledger {

enum class FundingSource : std::uint8_t { organization = 0, treasury = 1, test_faucet = 2 };

struct Funded {
  FundingSource source = FundingSource::organization;
  AccountNumber wallet = {};
  WalletId wallet_id = {};
  AccountNumber from = {};  // the org wallet, or the treasury
  Amount amount = *Amount::of(Money::units(1));
  std::int64_t faucet_day = 0;   // the UTC day it counts in, when the source is test_faucet
  Money faucet_used_after = {};  // of that day
  bool as_usdc = false;
  std::uint64_t salt = 0;
  bool adjusts_budget = false;    // and is answered so
  std::int64_t topped_up_on = 0;  // the UTC day it counts in, where nobody asked for it by hand

  friend bool operator==(const Funded&, const Funded&) = default;
};

enum class Clearing : std::uint8_t { deposit = 0, withdrawal = 1, fees_withdrawal = 2 };

/// Money that the operator let in from outside to an organisation's own wallet, or out of it, or
/// out of the fees that its books have collected. Outside is the external clearing account, where
/// payments to somebody outside end too.
struct Cleared {
  Clearing kind = Clearing::deposit;
  AccountNumber wallet = {};  // the org wallet, also where fees go out and it is not touched
  WalletId wallet_id = {};
  OrganizationId organization_id = {};
  Environment environment = Environment::sandbox;
  Amount amount = *Amount::of(Money::units(1));
  std::string reference = {};   // the operator's own: a bank's, an invoice's
  std::string request_id = {};  // of the call, repeated where the writer refuses it
  std::uint64_t salt = 0;

  friend bool operator==(const Cleared&, const Cleared&) = default;
};

constexpr std::size_t allocations_max = 1'000;

struct Allocation {
  AccountNumber wallet = {};
  WalletId wallet_id = {};
  Amount amount = *Amount::of(Money::units(1));

  friend bool operator==(const Allocation&, const Allocation&) = default;
};

/// An organisation funded several of its wallets at once.
struct BatchFunded {
  AccountNumber from = {};  // the org wallet
  WalletId from_id = {};
  std::vector<Allocation> allocations = {};  // to so many wallets, at most allocations_max
  std::uint64_t salt = 0;

  friend bool operator==(const BatchFunded&, const BatchFunded&) = default;
};

/// When a wallet is given something by itself, and how much of it in a UTC day.
struct TopupTerms {
  bool enabled = true;
  Money trigger_below = {};  // after a payment; zero: never
  Amount amount = *Amount::of(Money::units(1));
  Money max_per_day = {};
  AccountNumber from = {};  // the org wallet
  WalletId from_id = {};

  friend bool operator==(const TopupTerms&, const TopupTerms&) = default;
};

/// A wallet is topped up by these terms from here on; none: it is not.
struct TopupSet {
  AccountNumber wallet = {};
  std::optional<TopupTerms> terms = {};

  friend bool operator==(const TopupSet&, const TopupSet&) = default;
};

/// Money went back from a wallet to its organisation's own: no payment, so it has no fee, asks no
/// policy and counts as no spending.
struct Withdrawn {
  AccountNumber wallet = {};
  WalletId wallet_id = {};
  AccountNumber to = {};  // the org wallet
  WalletId to_id = {};
  Money amount = {};  // above zero; of a wallet that gives all it has, perhaps above amount_max
  bool adjusts_budget = false;  // and is answered so
  std::uint64_t salt = 0;

  friend bool operator==(const Withdrawn&, const Withdrawn&) = default;
};

}  // namespace bursar::ledger
