#pragma once

// The facts of payment tokens, but for the first (TokenIssued in record.hpp): money that a payer
// has set aside for one call of a service, and which of its exits it took.

#include "ledger/identity.hpp"
#include "ledger/ids.hpp"
#include "ledger/money.hpp"
#include "ledger/time.hpp"

#include <cstdint>
#include <string>

namespace bursar::ledger {

/// There is no way back from the last five.
enum class TokenStatus : std::uint8_t {
  issued = 0,
  verified = 1,
  started = 2,
  accepted = 3,
  settled = 4,
  cancelled = 5,
  released = 6,
  expired = 7,
  sla_breached = 8,
};

/// What is bought; none: the payee sells without a registered service.
struct ServiceUse {
  Sequence service = {};  // the record that made it
  ServiceId id = {};

  friend bool operator==(const ServiceUse&, const ServiceUse&) = default;
};

struct TokenTerms {
  ServiceUse service = {};
  OrganizationNumber payee_organization = {};
  std::string resource = {};  // the URL that it was asked for, or empty
  bool metered = false;
  std::uint32_t accept_seconds = 0;  // as ServiceTerms say
  std::uint32_t complete_seconds = 0;
  Time expires_at = {};  // unless a call has started by then

  friend bool operator==(const TokenTerms&, const TokenTerms&) = default;
};

/// How a payment came about that a token was settled with.
struct Settled {
  Sequence token = {};
  std::uint16_t token_epoch = 0;  // of that record
  Money reserved = {};            // and counted since; what the payment is less is given back
  Money held = {};
  Sequence service = {};  // none: without one

  friend bool operator==(const Settled&, const Settled&) = default;
};

/// The provider has verified it, started the call, or accepted it. Its one entry is of nothing.
struct TokenAdvanced {
  Sequence token = {};
  AccountNumber payer = {};
  WalletId payer_id = {};
  TokenStatus status = TokenStatus::verified;  // or started, or accepted
  Time deadline = {};                          // then its time is over
  Time completes_by = {};                      // once started

  friend bool operator==(const TokenAdvanced&, const TokenAdvanced&) = default;
};

/// It ended without a payment: nothing is held for it any more, and what it counted is given back.
/// Its one entry is of nothing.
struct TokenEnded {
  Sequence token = {};
  AccountNumber payer = {};
  WalletId payer_id = {};
  Amount amount = *Amount::of(Money::units(1));
  Money held = {};
  Time counted_at = {};
  TokenStatus status = TokenStatus::cancelled;  // or released, expired, sla_breached
  Sequence service = {};                        // none: without one

  friend bool operator==(const TokenEnded&, const TokenEnded&) = default;
};

}  // namespace bursar::ledger
