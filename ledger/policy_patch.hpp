#pragma once

// What of a policy is asked to be otherwise: each rule stays, goes, or is another one.

#include "ledger/patch.hpp"
#include "ledger/policy.hpp"

#include <string>

namespace bursar::ledger {

struct PolicyPatch {
  Patch<std::string> name = {};
  Patch<Money> max_per_tx = {};
  Patch<Money> max_per_day = {};
  Patch<Money> max_per_month = {};
  Patch<Money> max_total = {};
  Patch<Velocity> velocity = {};
  Patch<Recipients> allowed_recipients = {};
  Patch<Recipients> blocked_recipients = {};
  Patch<Categories> allowed_categories = {};
  Patch<Categories> blocked_categories = {};
  Patch<ActiveHours> active_hours = {};
  Patch<Time> expires_at = {};
  Patch<Money> approval_above = {};
  Patch<bool> require_approval = {};

  /// Id and version stay as they are.
  void apply(PolicyTerms& terms, std::string& policy_name) const;
};

}  // namespace bursar::ledger
