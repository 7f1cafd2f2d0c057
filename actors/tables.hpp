#pragma once

// What every thread may look up at once, and nothing that is not durable: whom a key speaks for,
// and where a wallet is. Changed by the journal writer's thread alone.

#include "actors/chunked_table.hpp"
#include "actors/key_tally.hpp"
#include "actors/snapshot_map.hpp"
#include "crypto/bytes.hpp"
#include "ledger/books.hpp"
#include "ledger/identity.hpp"
#include "ledger/time.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

namespace bursar::actors {

/// SHA-256 of a key's secret.
using SecretHash = crypto::Bytes<32>;

struct SecretHashHash {
  std::size_t operator()(const SecretHash& hash) const {
    std::uint64_t first = 0;
    std::memcpy(&first, hash.data(), sizeof first);
    return first;
  }
};

/// Whom a key speaks for, in the few bytes that each of many keys takes.
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

/// The session of a wallet that is heard until then.
struct SessionHolder {
  ledger::WalletSession session = {};
  std::uint64_t number = 0;  // of the tally of the wallet's sessions; given by the table
};

class Tables {
 public:
  using KeyRow = std::pair<SecretHash, KeyHolder>;

  // --- From any thread.

  /// None: no key has that secret, or it was revoked or rotated and is past its grace.
  std::optional<ledger::Principal> principal(const SecretHash& secret, ledger::Time now) const;
  /// The same, and the key has spoken.
  std::optional<ledger::Principal> authenticate(const SecretHash& secret, ledger::Time now) const;
  /// None: it is not the wallet's newest session, or has expired.
  std::optional<ledger::Principal> principal(ledger::WalletId wallet,
                                             const ledger::WalletSession& session,
                                             ledger::Time now) const;
  std::optional<ledger::WalletAddress> wallet(ledger::WalletId id) const;
  std::optional<ledger::WalletAddress> wallet(ledger::AccountNumber account) const;
  /// The organisation's own in that wallet's environment.
  std::optional<ledger::WalletAddress> org_wallet(const ledger::WalletAddress& wallet) const;
  std::optional<ledger::OrganizationNumber> organization(ledger::OrganizationId id) const;
  /// Of one that there is.
  ledger::OrganizationId organization(ledger::OrganizationNumber number) const {
    return *organizations_.find(number.value);
  }
  /// Of the key with that number, Principal::number.
  KeyTally& tally(std::uint64_t number) const;
  std::uint64_t tallies() const { return tallies_.size(); }

  // --- By one thread: whom a key is of, and what it is bound to, comes before the key.

  void put(ledger::OrganizationNumber number, ledger::OrganizationId id);
  void put(const ledger::WalletAddress& wallet);
  void put(const KeyRow& key);
  void erase(const SecretHash& secret) { keys_.erase(secret); }
  /// A key in place of an old one, which ends at that time, or at once where that is zero. There is
  /// no moment in which neither is heard.
  void rotate(const SecretHash& old, const KeyRow& key, ledger::Time ends);
  /// From here on no earlier session of the wallet is heard.
  void put(const ledger::SessionIssued& session);
  /// Nor the newest, until there is a next one.
  void end_session(ledger::AccountNumber wallet);
  /// Many at once, instead of what was there.
  void load(const std::vector<ledger::WalletAddress>& wallets);
  /// By number; the one at 0 is none.
  void load(const std::vector<ledger::OrganizationId>& organizations);
  void load(std::vector<KeyRow> keys);
  void load(const std::vector<ledger::SessionIssued>& sessions);

 private:
  std::uint64_t next_number(ledger::KeyId key);
  ledger::Principal principal(const KeyHolder& holder) const;

  ChunkedTable<ledger::OrganizationId> organizations_;  // by number
  SnapshotMap<ledger::OrganizationId, ledger::OrganizationNumber> organization_numbers_;
  ChunkedTable<ledger::WalletAddress> addresses_;  // by account
  SnapshotMap<ledger::WalletId, ledger::AccountNumber> accounts_;
  SnapshotMap<ledger::AccountNumber, ledger::AccountNumber> org_wallets_;  // by system accounts
  SnapshotMap<SecretHash, KeyHolder, SecretHashHash> keys_;
  SnapshotMap<ledger::AccountNumber, SessionHolder> sessions_;
  mutable ChunkedTable<KeyTally> tallies_;  // by number
};

}  // namespace bursar::actors
