#pragma once

// A registered service as the journal leaves it, and what a record of one must hold.

#include "ledger/dispute_states.hpp"
#include "ledger/record.hpp"
#include "ledger/service_facts.hpp"
#include "ledger/tokens.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace bursar::ledger {

/// How far a provider can be trusted, by what its tokens came to.
class TrustScore {
 public:
  constexpr TrustScore() = default;
  constexpr explicit TrustScore(std::uint8_t points) : points_{points} {}

  constexpr std::uint8_t points() const { return points_; }
  /// A call was paid, or its promise broken; what else ends a token says nothing.
  void count(TokenStatus ended);
  /// A dispute of a payment for one was decided, for the payer or against it.
  void count(DisputeStatus ended);

  friend bool operator==(const TrustScore&, const TrustScore&) = default;

 private:
  std::uint8_t points_ = 50;  // of 100
};

struct Service {
  ServiceMade made = {};  // as it is by its last change
  OrganizationNumber organization = {};
  Time created_at = {};
  Time updated_at = {};
  bool verified = false;
  bool removed = false;
  TrustScore trust = {};

  void change(const ServiceTerms& terms, Time now) {
    made.terms = terms;
    updated_at = now;
  }
  void mark(ServiceMark mark, Time now) {
    (mark == ServiceMark::verified ? verified : removed) = true;
    updated_at = now;
  }

  friend bool operator==(const Service&, const Service&) = default;
};

class Books;

/// What is wrong with what a record says of services, so that applying it would come to nonsense.
std::optional<std::string> broken_service(const Books& books, const Record& record);

}  // namespace bursar::ledger
