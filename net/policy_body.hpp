#pragma once

// The rules of a policy as a body writes them: for a new policy, for a change, for a proposal.

#include "ledger/policy_patch.hpp"
#include "net/json_reader.hpp"
#include "net/schema.hpp"

#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bursar::net {

struct VelocityBody {
  std::int64_t count = 0;
  std::int64_t window_seconds = 0;
};
struct ActiveHoursBody {
  std::string from;
  std::string to;
  std::string timezone;
};

struct PolicyBody {
  ledger::Patch<std::string> name;
  ledger::Patch<ledger::Money> max_per_tx;
  ledger::Patch<ledger::Money> max_per_day;
  ledger::Patch<ledger::Money> max_per_month;
  ledger::Patch<ledger::Money> max_total;
  ledger::Patch<VelocityBody> velocity;
  ledger::Patch<std::vector<std::string>> allowed_recipients;
  ledger::Patch<std::vector<std::string>> blocked_recipients;
  ledger::Patch<std::vector<std::string>> allowed_categories;
  ledger::Patch<std::vector<std::string>> blocked_categories;
  ledger::Patch<ActiveHoursBody> active_hours;
  ledger::Patch<ledger::Time> expires_at;
  ledger::Patch<ledger::Money> approval_above;
  ledger::Patch<bool> require_approval;

  static const Schema schema;
};

/// Whom a recipient names, as it is written: a wallet, a service, or somebody outside.
struct WrittenRecipient {
  ledger::WalletId wallet = {};
  ledger::ServiceId service = {};
  std::string_view label = {};
};
/// None: it begins like an id and is none.
std::optional<WrittenRecipient> recipient_of(std::string_view written);

/// What the body asks for, or what is wrong with it. `zone_known` says whether there is a time zone
/// of that name.
std::expected<ledger::PolicyPatch, Fault> policy_patch(
    const PolicyBody& body, const std::function<bool(std::string_view)>& zone_known);

}  // namespace bursar::net
