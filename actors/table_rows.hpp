#pragma once

// Rows of the tables in the few bytes that each of many takes: there is one for every wallet and
// every key, idle or not. Numbers of accounts, organisations and keys have 28 bits, as many as a
// chunked table has rows.

#include "ledger/check.hpp"
#include "ledger/identity.hpp"
#include "ledger/time.hpp"

#include <cstdint>

namespace bursar::actors {

constexpr std::uint32_t row_number_mask = (std::uint32_t{1} << 28) - 1;

constexpr std::uint32_t row_number(std::uint64_t number) {
  CHECK(number <= row_number_mask);
  return static_cast<std::uint32_t>(number);
}

/// Whom a key speaks for.
struct KeyHolder {
  ledger::KeyId key = {};
  ledger::OrganizationNumber organization = {};
  ledger::AccountNumber wallet = {};  // none: bound to none
  ledger::Time ends = {};             // once it was rotated and left a while; else zero
  std::uint64_t number = 0;           // of its tally; given by the table
  ledger::Permissions permissions = {};
  ledger::KeyClass key_class = ledger::KeyClass::org;
  ledger::Environment environment = ledger::Environment::sandbox;

  bool ended(ledger::Time now) const { return ends != ledger::Time{} && ends <= now; }
};

/// A wallet's address but for its account, which is the row's place.
class AddressRow {
 public:
  AddressRow() = default;
  explicit AddressRow(const ledger::WalletAddress& address)
      : id_{address.id},
        organization_{row_number(address.organization.value) & row_number_mask},
        production_{address.environment == ledger::Environment::production},
        own_{address.type == ledger::WalletType::org},
        there_{1},
        system_accounts_{row_number(address.system_accounts.value)} {}

  bool none() const { return there_ == 0; }
  const ledger::WalletId& id() const { return id_; }
  ledger::WalletAddress at(ledger::AccountNumber account) const {
    using enum ledger::Environment;
    return {.account = account,
            .id = id_,
            .organization = {organization_},
            .environment = production_ != 0 ? production : sandbox,
            .type = own_ != 0 ? ledger::WalletType::org : ledger::WalletType::agent,
            .system_accounts = {system_accounts_}};
  }

 private:
  ledger::WalletId id_ = {};
  std::uint32_t organization_ : 28 = 0;
  std::uint32_t production_ : 1 = 0;
  std::uint32_t own_ : 1 = 0;
  std::uint32_t there_ : 1 = 0;
  std::uint32_t system_accounts_ = 0;
};
static_assert(sizeof(AddressRow) == 24);

/// Whom a key speaks for, but for its id, which its tally has, and when it ends, if it does.
class HeldKey {
 public:
  HeldKey() = default;
  HeldKey(const KeyHolder& holder, std::uint64_t number)
      : number_{row_number(number)},
        organization_{row_number(holder.organization.value) & row_number_mask},
        production_{holder.environment == ledger::Environment::production},
        ends_{holder.ends != ledger::Time{}},
        wallet_{row_number(holder.wallet.value) & row_number_mask},
        key_class_{static_cast<std::uint8_t>(holder.key_class) & 7U},
        permissions_{holder.permissions} {}

  std::uint64_t number() const { return number_; }
  bool ends() const { return ends_ != 0; }
  KeyHolder holder(ledger::KeyId key, ledger::Time ends) const {
    using enum ledger::Environment;
    return {.key = key,
            .organization = {organization_},
            .wallet = {wallet_},
            .ends = ends,
            .number = number_,
            .permissions = permissions_,
            .key_class = static_cast<ledger::KeyClass>(key_class_),
            .environment = production_ != 0 ? production : sandbox};
  }

 private:
  std::uint32_t number_ = 0;
  std::uint32_t organization_ : 28 = 0;
  std::uint32_t production_ : 1 = 0;
  std::uint32_t ends_ : 1 = 0;
  std::uint32_t wallet_ : 28 = 0;
  std::uint32_t key_class_ : 3 = 0;
  ledger::Permissions permissions_ = {};
};
static_assert(sizeof(HeldKey) == 16);

}  // namespace bursar::actors
