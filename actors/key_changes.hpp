#pragma once

// Which key a command is about, whether it may change it, and what a rotation makes of it. Changes
// nothing by itself; no CAF.

#include "actors/commands.hpp"
#include "actors/ports.hpp"
#include "actors/registry_books.hpp"
#include "actors/tables.hpp"

#include <memory>

namespace bursar::actors {

/// Refuses with not_found and environment_mismatch.
ledger::Result<ledger::Key> key_of(const RegistryBooks& books, ledger::KeyId id,
                                   ledger::OrganizationNumber organization,
                                   ledger::Environment environment);

/// As the calls themselves refuse.
ledger::Result<ledger::Key> key_to_revoke(const RegistryBooks& books, const RevokeKey& asked);
ledger::Result<ledger::Key> key_to_rotate(const RegistryBooks& books, const RotateKey& asked);

/// A key and the one that it gives way to, as one record on its way.
struct KeyRotating {
  static ledger::Result<KeyRotating> begin(const RegistryBooks& books, const Tables& tables,
                                           Random& random, const RotateKey& asked);

  std::shared_ptr<Draft> draft;
  SecretHash old = {};
  Tables::KeyRow row;
  Rotation answer = {};  // but for when the record was made
};

}  // namespace bursar::actors
