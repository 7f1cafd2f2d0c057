#pragma once

// Permissions as the API writes them: "payments:write".

#include "ledger/identity.hpp"

#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace bursar::net {

constexpr std::array<std::pair<std::string_view, ledger::Permission>, 13> permission_words = {{
    {"wallets:read", ledger::Permission::wallets_read},
    {"wallets:write", ledger::Permission::wallets_write},
    {"payments:read", ledger::Permission::payments_read},
    {"payments:write", ledger::Permission::payments_write},
    {"policies:write", ledger::Permission::policies_write},
    {"approvals:write", ledger::Permission::approvals_write},
    {"services:write", ledger::Permission::services_write},
    {"disputes:write", ledger::Permission::disputes_write},
    {"payouts:write", ledger::Permission::payouts_write},
    {"webhooks:write", ledger::Permission::webhooks_write},
    {"halts:write", ledger::Permission::halts_write},
    {"keys:write", ledger::Permission::keys_write},
    {"treasury:write", ledger::Permission::treasury_write},
}};

constexpr std::optional<ledger::Permission> permission(std::string_view word) {
  for (const auto& [known, permission] : permission_words)
    if (known == word) return permission;
  return std::nullopt;
}

constexpr std::string_view word(ledger::Permission permission) {
  for (const auto& [known, one] : permission_words)
    if (one == permission) return known;
  return "";
}

}  // namespace bursar::net
