#pragma once

#include "actors/policies_in_force.hpp"
#include "ledger/wallet.hpp"

namespace bursar::actors {

/// What a wallet's commands are decided by: a payment by the policy that binds it, too.
struct Judging {
  const ledger::Wallet& wallet;
  FoundPolicy& found;
  const PoliciesInForce& policies;
  const ledger::Terms& terms;
  ledger::Time now;

  auto decide(const ledger::Pay& pay) { return wallet.decide(pay, terms, now, policy()); }
  auto decide(const ledger::Authorize& authorize) {
    return wallet.decide(authorize, terms, now, policy());
  }
  auto decide(const ledger::PayOut& payout) { return wallet.decide(payout, terms, now, policy()); }
  auto decide(const auto& asked) { return wallet.decide(asked, terms, now); }
  bool only_what_is_under_way_refuses(const ledger::Pay& pay) {
    return wallet.only_what_is_under_way_refuses(pay, terms, now, policy());
  }
  bool only_what_is_under_way_refuses(const ledger::Authorize& authorize) {
    return wallet.only_what_is_under_way_refuses(authorize, terms, now, policy());
  }
  bool only_what_is_under_way_refuses(const ledger::PayOut& payout) {
    return wallet.only_what_is_under_way_refuses(payout, terms, now, policy());
  }
  bool only_what_is_under_way_refuses(const auto& asked) {
    return wallet.only_what_is_under_way_refuses(asked, terms, now);
  }

 private:
  const ledger::PolicyInForce* policy() { return found.find(policies, wallet.state().policy); }
};

}  // namespace bursar::actors
