#pragma once

// What a policy would have said of payments that one wallet made, shown to it in their order.
// Those that it would have let pass count for the next; what came before the first of them counts
// as it was made. Nothing moves.

#include "ledger/policy.hpp"
#include "ledger/record.hpp"

#include <cstddef>
#include <cstdint>
#include <map>

namespace bursar::ledger {

/// How many payments, and their amounts without fees.
struct PaymentSum {
  std::uint64_t payments = 0;
  Money amount = {};

  void add(Money more) {
    ++payments;
    amount = saturating_sum(amount, more);
  }
  void add(const PaymentSum& more) {
    payments += more.payments;
    amount = saturating_sum(amount, more.amount);
  }

  friend bool operator==(const PaymentSum&, const PaymentSum&) = default;
};

struct PolicyVerdicts {
  PaymentSum seen = {};
  PaymentSum denied = {};
  std::map<PolicyRule, PaymentSum> denied_by = {};  // the first rule that said no
  Time first_denied_at = {};                        // zero: none was

  void add(const PolicyVerdicts& more);

  friend bool operator==(const PolicyVerdicts&, const PolicyVerdicts&) = default;
};

class PolicyReplay {
 public:
  /// The policy outlives it.
  explicit PolicyReplay(const PolicyInForce& policy) : policy_{policy} {}

  /// A payment was made at that time, before all that it is to judge. Sums of such payments the
  /// first one that is judged tells.
  void count(Time at) { recent_.add(at, policy_.velocity_count()); }
  void judge(const Paid& paid, Time at);

  const PolicyVerdicts& verdicts() const { return verdicts_; }

 private:
  const PolicyInForce& policy_;
  Usage usage_ = {};
  RecentPayments recent_ = {};
  PolicyVerdicts verdicts_ = {};
};

}  // namespace bursar::ledger
