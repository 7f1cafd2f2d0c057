#pragma once

// The facts of services: what somebody sells by the call, and to whom the price goes. A service is
// found by its id, and named in the journal by the record that made it.

#include "ledger/identity.hpp"
#include "ledger/ids.hpp"
#include "ledger/money.hpp"

#include <cstdint>
#include <string>

namespace bursar::ledger {

/// What may be changed of a service; it holds for tokens that are issued from then on.
struct ServiceTerms {
  std::string name = {};
  std::string description = {};
  Amount price = *Amount::of(Money::units(1));  // of one call
  std::string category = {};
  std::string endpoint_url = {};       // never called from here
  bool metered = false;                // the provider says what a call came to
  std::uint32_t accept_seconds = 0;    // from when a call has started; zero: no such promise
  std::uint32_t complete_seconds = 0;  // likewise

  friend bool operator==(const ServiceTerms&, const ServiceTerms&) = default;
};

struct ServiceMade {
  ServiceId id = {};
  std::string slug = {};  // of its environment alone
  AccountNumber provider = {};
  WalletId provider_id = {};
  Environment environment = Environment::sandbox;
  ServiceTerms terms = {};

  friend bool operator==(const ServiceMade&, const ServiceMade&) = default;
};

/// The terms anew.
struct ServiceChanged {
  Sequence service = {};
  ServiceTerms terms = {};

  friend bool operator==(const ServiceChanged&, const ServiceChanged&) = default;
};

enum class ServiceMark : std::uint8_t { verified = 0, removed = 1 };

/// The operator vouches for it; or it is offered no more, and its tokens run on.
struct ServiceMarked {
  Sequence service = {};
  ServiceMark mark = ServiceMark::verified;

  friend bool operator==(const ServiceMarked&, const ServiceMarked&) = default;
};

}  // namespace bursar::ledger
