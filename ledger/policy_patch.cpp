#include "ledger/policy_patch.hpp"

namespace bursar::ledger {

void PolicyPatch::apply(PolicyTerms& terms, std::string& policy_name) const {
  if (name.given) policy_name = name.value.value_or(std::string{});
  max_per_tx.apply(terms.max_per_tx);
  max_per_day.apply(terms.max_per_day);
  max_per_month.apply(terms.max_per_month);
  max_total.apply(terms.max_total);
  velocity.apply(terms.velocity);
  allowed_recipients.apply(terms.allowed_recipients);
  blocked_recipients.apply(terms.blocked_recipients);
  allowed_categories.apply(terms.allowed_categories);
  blocked_categories.apply(terms.blocked_categories);
  active_hours.apply(terms.active_hours);
  expires_at.apply(terms.expires_at);
  approval_above.apply(terms.approval_above);
  if (require_approval.given) terms.require_approval = require_approval.value.value_or(false);
}

}  // namespace bursar::ledger
