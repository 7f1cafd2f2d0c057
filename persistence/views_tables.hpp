#pragma once

// The tables of the views, opened, and rows in and out of them. A row that is not what was written
// throws Corrupt. Their bytes are described in views_tables.cpp.

#include "persistence/lmdb_env.hpp"
#include "persistence/row_bytes.hpp"
#include "persistence/views_rows.hpp"

#include <cstdint>
#include <optional>

namespace bursar::persistence {

/// A table whose rows hold one type and are found by one.
template <class KeyType, class Value>
struct TableOf {
  Table table;
};

struct ViewsTables {
  explicit ViewsTables(LmdbEnv& env);

  Table meta;
  TableOf<std::uint64_t, SystemAccountSnapshot> system_accounts;
  TableOf<std::uint64_t, WalletSnapshot> wallets;
  TableOf<WordKey, WalletSnapshot> milestones;
  TableOf<std::uint64_t, ProfileSnapshot> profiles;
  TableOf<std::uint64_t, OrganizationSnapshot> organizations;
  TableOf<WordKey, KeySnapshot> keys;
  TableOf<WordKey, ledger::Policy> policies;
  TableOf<WordKey, ledger::AccountNumber> wallet_ids;
  TableOf<WordKey, ledger::AccountNumber> agent_ids;
  TableOf<WordKey, ledger::Bits128> lists;
  TableOf<std::uint64_t, ledger::WalletSession> sessions;
  TableOf<std::uint64_t, ledger::Approval> approvals;
  TableOf<std::uint64_t, ledger::Service> services;
  TableOf<std::uint64_t, ledger::Token> tokens;
  TableOf<std::uint64_t, ledger::Payout> payouts;
  TableOf<std::uint64_t, ledger::Dispute> disputes;
  TableOf<std::uint64_t, ledger::Webhook> webhooks;
  TableOf<std::uint64_t, ledger::PaymentCourse> courses;
  TableOf<WordKey, SealSnapshot> seals;
};

inline RowBytes key_bytes(const std::uint64_t& number) {
  return std::as_bytes(std::span{&number, 1});
}
inline RowBytes key_bytes(std::string_view word) {
  return std::as_bytes(std::span{word});
}

/// None: there is no such row.
template <class KeyType, class Value>
std::optional<Value> find(const LmdbRead& read, TableOf<KeyType, Value> in, const KeyType& key);

/// What a row says that was found under a key.
template <class Value>
Value row_value(RowBytes key, RowBytes row);

/// Throws Corrupt when any row is not what was written under its key. Uses two threads.
void check_seals(const LmdbEnv& env, const ViewsTables& tables);

/// Every row in the order of the keys, as `each(key, value)`; a word's key lives as long as `each`.
template <class Value>
void each_row(const LmdbRead& read, TableOf<std::uint64_t, Value> in, auto each) {
  LmdbRows rows{read, in.table, 0};
  while (const auto row = rows.next())
    each(row->key, row_value<Value>(key_bytes(row->key), row->value));
}
template <class Value>
void each_row(const LmdbRead& read, TableOf<WordKey, Value> in, auto each) {
  LmdbWords rows{read, in.table};
  while (const auto row = rows.next())
    each(row->key, row_value<Value>(key_bytes(row->key), row->value));
}

/// Where rows go within one commit.
class RowsOut {
 public:
  enum class Into : std::uint8_t {
    place,
    end,  // of tables that have no row with a larger key
  };
  RowsOut(LmdbWrite& write, Into into) : write_{write}, into_{into} {}

  template <class KeyType, class Value>
  void put(TableOf<KeyType, Value> to, const KeyType& key, const Value& value);

 private:
  LmdbWrite& write_;
  Into into_;
  RowWriter row_;
};

// --- The rows of the table `meta`.

constexpr std::uint64_t views_format = 11;

struct ViewsMeta {
  std::uint64_t format = views_format;
  ledger::Standing standing = {};  // the watermark is its last record
  std::uint64_t checksum = 0;      // which that record has in the journal
};

/// Throws Corrupt. Of an unknown format nothing but that is read.
ViewsMeta read_meta(const LmdbRead& read, const ViewsTables& tables);
void write_meta(LmdbWrite& write, const ViewsTables& tables, const ViewsMeta& meta);

}  // namespace bursar::persistence
