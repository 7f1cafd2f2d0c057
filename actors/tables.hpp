#pragma once

// What every thread may look up at once, and nothing that is not durable: whom a key speaks for,
// and where a wallet is. Changed by the journal writer's thread alone.

#include "actors/chunked_table.hpp"
#include "actors/id_index.hpp"
#include "actors/key_tally.hpp"
#include "actors/snapshot_map.hpp"
#include "actors/table_rows.hpp"
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

/// The half of it that keys are told apart by: to find another secret with the same one is as far
/// out of reach as with the whole.
using SecretMark = crypto::Bytes<16>;

struct SecretMarkHash {
  std::size_t operator()(const SecretMark& mark) const {
    std::uint64_t first = 0;
    std::memcpy(&first, mark.data(), sizeof first);
    return first;
  }
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
  void erase(const SecretHash& secret);
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
  void load(const std::vector<KeyRow>& keys);
  void load(const std::vector<ledger::SessionIssued>& sessions);

 private:
  std::uint64_t next_number(ledger::KeyId key);
  /// As the table has it.
  HeldKey kept(const KeyHolder& holder);
  std::optional<KeyHolder> holder(const SecretMark& mark) const;
  ledger::Principal principal(const KeyHolder& holder) const;

  ChunkedTable<ledger::OrganizationId> organizations_;  // by number
  SnapshotMap<ledger::OrganizationId, ledger::OrganizationNumber> organization_numbers_;
  ChunkedTable<AddressRow> addresses_;                                     // by account
  IdIndex accounts_;                                                       // by wallet id
  SnapshotMap<ledger::AccountNumber, ledger::AccountNumber> org_wallets_;  // by system accounts
  SnapshotMap<SecretMark, HeldKey, SecretMarkHash> keys_;
  SnapshotMap<std::uint64_t, ledger::Time> ends_;  // of keys that were rotated, by number
  SnapshotMap<ledger::AccountNumber, SessionHolder> sessions_;
  mutable ChunkedTable<KeyTally> tallies_;  // by number
};

}  // namespace bursar::actors
