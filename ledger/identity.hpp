#pragma once

// Who acts and what they may do: the words that keys, routes and records share.

#include "ledger/ids.hpp"

#include <cstdint>
#include <optional>

namespace bursar::ledger {

enum class Environment : std::uint8_t { sandbox = 0, production = 1 };
enum class WalletType : std::uint8_t { org = 0, agent = 1 };
enum class WalletStatus : std::uint8_t { active = 0, frozen = 1, archived = 2 };
enum class KeyClass : std::uint8_t { org = 0, agent = 1, session = 2, explorer = 3, operator_ = 4 };

enum class Permission : std::uint16_t {
  wallets_read = 1 << 0,
  wallets_write = 1 << 1,
  payments_read = 1 << 2,
  payments_write = 1 << 3,
  policies_write = 1 << 4,
  approvals_write = 1 << 5,
  services_write = 1 << 6,
  disputes_write = 1 << 7,
  payouts_write = 1 << 8,
  webhooks_write = 1 << 9,
  halts_write = 1 << 10,
  keys_write = 1 << 11,
  treasury_write = 1 << 12,
};

struct Permissions {
  std::uint16_t bits = 0;

  constexpr bool has(Permission one) const { return (bits & static_cast<std::uint16_t>(one)) != 0; }
  constexpr bool includes(Permissions other) const { return (other.bits & ~bits) == 0; }
  friend constexpr Permissions operator|(Permissions a, Permission b) {
    return {static_cast<std::uint16_t>(a.bits | static_cast<std::uint16_t>(b))};
  }
  friend constexpr bool operator==(Permissions, Permissions) = default;
};

constexpr Permissions every_permission{(1 << 13) - 1};
/// Everything but treasury:write, which comes from the operator alone.
constexpr Permissions org_default{(1 << 12) - 1};
/// The four of wallets and payments.
constexpr Permissions agent_default{0b1111};
/// Through the AgentPay dialect also services, disputes, payouts and webhooks.
constexpr Permissions agentpay_default{0b11'1100'1111};

/// What a wallet id leads to. Accounts of one organisation and environment share four system
/// accounts, numbered one after the other from `system_accounts`.
struct WalletAddress {
  AccountNumber account = {};
  WalletId id = {};
  OrganizationNumber organization = {};
  Environment environment = Environment::sandbox;
  WalletType type = WalletType::agent;
  AccountNumber system_accounts = {};

  friend constexpr bool operator==(const WalletAddress&, const WalletAddress&) = default;
};

enum class SystemAccount : std::uint8_t { treasury = 0, fees = 1, external = 2, inter_org = 3 };
constexpr std::uint64_t system_accounts_count = 4;

constexpr AccountNumber system_account(AccountNumber first, SystemAccount which) {
  return {first.value + static_cast<std::uint64_t>(which)};
}
/// The organisation's own wallet follows on its system accounts, in every environment.
constexpr AccountNumber own_account(AccountNumber first) {
  return {first.value + system_accounts_count};
}

/// Whom a credential speaks for, as the edge sees it.
struct Principal {
  KeyId key = {};
  KeyClass key_class = KeyClass::org;
  OrganizationNumber organization = {};
  OrganizationId organization_id = {};
  Environment environment = Environment::sandbox;
  Permissions permissions = {};
  std::optional<WalletAddress> wallet = {};  // what an agent's or a session's key is bound to
  std::uint64_t number = 0;                  // of the key while this engine lives
};

}  // namespace bursar::ledger
