#pragma once

// The tables as an engine begins with them.

#include "actors/beginning.hpp"
#include "actors/tables.hpp"

#include <utility>
#include <vector>

namespace bursar::actors {

inline void load(Tables& tables, const Beginning& beginning) {
  std::vector<ledger::OrganizationId> organizations;
  organizations.reserve(beginning.tenants.size());
  for (const RegistryBooks::Tenant& tenant : beginning.tenants)
    organizations.push_back(tenant.opened.id);
  tables.load(organizations);
  tables.load(beginning.wallets);
  std::vector<Tables::KeyRow> keys;
  keys.reserve(beginning.keys.size());
  for (const auto& [row, wallet] : beginning.keys) {
    keys.push_back(row);
    if (!wallet.bits.none()) keys.back().second.wallet = tables.wallet(wallet).value().account;
  }
  tables.load(keys);
  tables.load(beginning.sessions);
}

/// What the operator may do is said by each endpoint; it belongs to no organisation.
inline void let_in_operator(Tables& tables, const SecretHash& key_hash) {
  tables.put({key_hash,
              {.permissions = ledger::every_permission, .key_class = ledger::KeyClass::operator_}});
}

}  // namespace bursar::actors
