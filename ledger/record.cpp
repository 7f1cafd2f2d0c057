#include "ledger/record.hpp"

#include <cstddef>

namespace bursar::ledger {

namespace {

constexpr std::array<std::string_view, std::variant_size_v<Fact>> kinds = {
    "genesis",        "opened",         "key_revoked",     "policy_attached", "paid",
    "funded",         "refused",        "recovered",       "clock_accepted",  "checkpointed",
    "cleared",        "key_rotated",    "keys_used",       "policy_changed",  "policy_deleted",
    "session_issued", "wallet_changed", "wallet_archived",
};

}  // namespace

std::string_view kind(const Fact& fact) {
  return kinds.at(fact.index());
}

bool balanced(const std::vector<Entry>& entries) {
  Wide sum = 0;
  for (const Entry& entry : entries) sum += entry.amount.units();
  return sum == 0;
}

}  // namespace bursar::ledger
