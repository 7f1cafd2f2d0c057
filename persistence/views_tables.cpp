// The tables of the views. Numbers are little-endian in rows and big-endian in words, so that words
// order as numbers do. Every row but "format" is sealed (row_bytes.hpp).
//
//   meta:             "format"                       → u64      11
//                     "watermark"                    → where they stand, its checksum:u64
//   system_accounts:  account:u64                    → head, owner:u64
//   wallets:          account:u64                    → the wallet's state, last sequence:u64
//   milestones:       account:u64  n:u64             → the same after n × 256 of its entries
//   profiles:         account:u64                    → what the wallet was opened with, and its
//                                                    newest current key:16
//   organizations:    organization:u64               → its name, its head, what it has by number
//   keys:             id:16                          → as it was made, by whom, when, until
//                                                    when, when it last spoke; beside it
//                                                    in its wallet's chain older:16 newer:16
//   policies:         id:16                          → as they are, by whom, since when,
//                                                    how many wallets they bind
//   wallet_ids:       id:16                          → account:u64
//   agent_ids:        organization:u64  sha-256:16   → account:u64
//   lists:            list:u8  owner:u64  n:u64      → the n-th: account:u64 0:u64, or id:16,
//                                                    or a record's sequence:u64 0:u64; of an
//                                                    organisation's marks its n × 256th
//   sessions:         account:u64                    → generation:u64, until when it is heard
//   approvals:        request's sequence:u64         → whose, which wallet's, what became of it
//                                                    by which record
//   services:         its making's sequence:u64      → as it is, by whom, since when, its trust
//   tokens:           its issue's sequence:u64       → whose, which wallet's, its newest record
//   payouts:          its asking's sequence:u64      → whose, which wallet's, its newest record
//   disputes:         its opening's sequence:u64     → whose, which wallets', of which payment
//   webhooks:         its making's sequence:u64      → as it is, how far it has heard, what it
//                                                    waits for, what was tried last
//   courses:          payment's sequence:u64         → principal, what of it is refunded, the
//                                                    newest record of it, its dispute
//   seals:            account:u64  sha-256:16        → account:u64, key, the record that sealed
//
// One commit writes all that some records came to, and the watermark.

#include "persistence/views_tables.hpp"

#include "persistence/errors.hpp"
#include "persistence/request_rows.hpp"
#include "persistence/webhook_rows.hpp"

#include <cstring>
#include <future>

namespace bursar::persistence {

// Whoever adds a field to the ledger has to find a place for it here, and raises views_format.

template <class Row, Is<ledger::Standing> Value>
void pass(Row& row, Value& value) {
  auto& [genesis, last, last_time, clock, epoch] = value;
  pass_all(row, genesis, last, last_time, clock, epoch);
}

template <class Row, Is<ledger::WalletAddress> Value>
void pass(Row& row, Value& value) {
  auto& [account, id, organization, environment, type, system_accounts] = value;
  pass_all(row, account, id, organization, environment, type, system_accounts);
}

template <class Row, Is<ledger::Velocity> Value>
void pass(Row& row, Value& value) {
  auto& [count, window_seconds] = value;
  pass_all(row, count, window_seconds);
}

template <class Row, Is<ledger::Recipients> Value>
void pass(Row& row, Value& value) {
  auto& [wallets, services, labels] = value;
  pass_all(row, wallets, services, labels);
}

template <class Row, Is<ledger::ActiveHours> Value>
void pass(Row& row, Value& value) {
  auto& [from, to, timezone] = value;
  pass_all(row, from, to, timezone);
}

template <class Row, Is<ledger::PolicyTerms> Value>
void pass(Row& row, Value& value) {
  auto& [id, version, max_per_tx, max_per_day, max_per_month, max_total, velocity,
         allowed_recipients, blocked_recipients, allowed_categories, blocked_categories,
         active_hours, expires_at, approval_above, require_approval] = value;
  pass_all(row, id, version, max_per_tx, max_per_day, max_per_month, max_total, velocity,
           allowed_recipients, blocked_recipients, allowed_categories, blocked_categories,
           active_hours, expires_at, approval_above, require_approval);
}

template <class Row, Is<ledger::RecentPayments> Value>
void pass(Row& row, Value& value) {
  ledger::Time newest = value.newest();
  std::uint16_t kept = value.kept();
  std::vector<std::uint32_t> gaps = value.gaps();
  pass_all(row, newest, kept, gaps);
  if constexpr (Row::reads) value = {newest, kept, std::move(gaps)};
}

template <class Row, Is<ledger::Amount> Value>
void pass_amount(Row& row, Value& value) {
  ledger::Money money = value.money();
  pass(row, money);
  if constexpr (Row::reads) {
    const auto checked = ledger::Amount::of(money);
    if (!checked) throw Corrupt{"a view's amount is out of its range"};
    value = *checked;
  }
}

template <class Row, Is<ledger::TopupTerms> Value>
void pass(Row& row, Value& value) {
  auto& [enabled, trigger_below, amount, max_per_day, from, from_id] = value;
  pass_all(row, enabled, trigger_below);
  pass_amount(row, amount);
  pass_all(row, max_per_day, from, from_id);
}

template <class Row, Is<ledger::OpenToken> Value>
void pass(Row& row, Value& value) {
  auto& [token, held, amount, counted_at, status, deadline, completes_by, service, provider] =
      value;
  pass_all(row, token, held, amount, counted_at, status, deadline, completes_by, service, provider);
}

template <class Row, Is<ledger::OpenPayout> Value>
void pass(Row& row, Value& value) {
  auto& [payout, held, amount, counted_at, status, submit_at, since] = value;
  pass_all(row, payout, held, amount, counted_at, status, submit_at, since);
}

template <class Row, class Values>
  requires(Is<Values, ledger::OpenTokens> || Is<Values, ledger::OpenPayouts>)
void pass(Row& row, Values& values) {
  pass_size(row, values, sizeof(std::uint64_t));
  for (auto& value : values) pass(row, value);
}

template <class Row, Is<ledger::WalletState> Value>
void pass(Row& row, Value& value) {
  auto& [address, status, posted, held, policy, usage, recent, faucet_day, faucet_used, topup,
         topup_day, topup_used, budget_limit, total_spent, total_drawn, transaction_count,
         last_transaction_at, last_time, ever_held_money, holds, tokens, payouts, seals, owed] =
      value;
  pass_all(row, address, status, posted, held, policy, usage, recent, faucet_day, faucet_used,
           topup, topup_day, topup_used, budget_limit, total_spent, total_drawn, transaction_count,
           last_transaction_at, last_time, ever_held_money, holds, tokens, payouts, seals, owed);
}

template <class Row, Is<ledger::WalletOpened> Value>
void pass(Row& row, Value& value) {
  auto& [address, number, agent_id, label, name, agent_name, operator_name, tags, metadata, policy,
         budget_limit, agent] = value;
  pass_all(row, address, number, agent_id, label, name, agent_name, operator_name, tags, metadata,
           policy, budget_limit, agent);
}

template <class Row, Is<ledger::WalletProfile> Value>
void pass(Row& row, Value& value) {
  auto& [opened, policy, created_at, updated_at] = value;
  pass_all(row, opened, policy, created_at, updated_at);
}

template <class Row, Is<ledger::OrganizationOpened> Value>
void pass(Row& row, Value& value) {
  auto& [id, number, name, sandbox_accounts] = value;
  pass_all(row, id, number, name, sandbox_accounts);
}

template <class Row, Is<ledger::KeyMade> Value>
void pass(Row& row, Value& value) {
  auto& [id, name, key_class, environment, permissions, wallet, secret_hash] = value;
  pass_all(row, id, name, key_class, environment, permissions, wallet, secret_hash);
}

template <class Row, Is<ledger::Key> Value>
void pass(Row& row, Value& value) {
  auto& [made, organization, created_at, revoked, ends, last_used] = value;
  pass_all(row, made, organization, created_at, revoked, ends, last_used);
}

template <class Row, Is<KeySnapshot> Value>
void pass(Row& row, Value& value) {
  auto& [key, links] = value;
  pass_all(row, key, links);
}

template <class Row, Is<ledger::PolicyMade> Value>
void pass(Row& row, Value& value) {
  auto& [terms, environment, name] = value;
  pass_all(row, terms, environment, name);
}

template <class Row, Is<ledger::Policy> Value>
void pass(Row& row, Value& value) {
  auto& [made, organization, created_at, updated_at, wallets, deleted] = value;
  pass_all(row, made, organization, created_at, updated_at, wallets, deleted);
}

template <class Row, Is<WalletSnapshot> Value>
void pass(Row& row, Value& value) {
  auto& [state, last] = value;
  pass_all(row, state, last);
}

template <class Row, Is<ProfileSnapshot> Value>
void pass(Row& row, Value& value) {
  auto& [profile, newest_key] = value;
  pass_all(row, profile, newest_key);
}

template <class Row, Is<OrganizationSnapshot> Value>
void pass(Row& row, Value& value) {
  auto& [opened, created_at, head, system_accounts, wallets, agents, keys, policies, approvals,
         payouts, disputes] = value;
  pass_all(row, opened, created_at, head, system_accounts, wallets, agents, keys, policies,
           approvals, payouts, disputes);
}

template <class Row, Is<SystemAccountSnapshot> Value>
void pass(Row& row, Value& value) {
  auto& [head, owner] = value;
  pass_all(row, head, owner);
}

template <class Row, Is<ledger::ServiceMade> Value>
void pass(Row& row, Value& value) {
  auto& [id, slug, provider, provider_id, environment, terms] = value;
  auto& [name, description, price, category, endpoint_url, metered, accept_seconds,
         complete_seconds] = terms;
  pass_all(row, id, slug, provider, provider_id, environment, name, description);
  pass_amount(row, price);
  pass_all(row, category, endpoint_url, metered, accept_seconds, complete_seconds);
}

template <class Row, Is<ledger::Service> Value>
void pass(Row& row, Value& value) {
  auto& [made, organization, created_at, updated_at, verified, removed, trust] = value;
  pass_all(row, made, organization, created_at, updated_at, verified, removed, trust);
}

namespace {

constexpr std::string_view format_key = "format";
constexpr std::string_view watermark_key = "watermark";

std::uint64_t lmdb_key(std::uint64_t key) {
  return key;
}
std::string_view lmdb_key(const WordKey& key) {
  return key.word();
}

}  // namespace

ViewsTables::ViewsTables(LmdbEnv& env) {
  const LmdbEnv::Named named[] = {{"meta", Keys::words},        {"system_accounts", Keys::numbers},
                                  {"wallets", Keys::numbers},   {"milestones", Keys::words},
                                  {"profiles", Keys::numbers},  {"organizations", Keys::numbers},
                                  {"keys", Keys::words},        {"policies", Keys::words},
                                  {"wallet_ids", Keys::words},  {"agent_ids", Keys::words},
                                  {"lists", Keys::words},       {"sessions", Keys::numbers},
                                  {"approvals", Keys::numbers}, {"services", Keys::numbers},
                                  {"tokens", Keys::numbers},    {"payouts", Keys::numbers},
                                  {"disputes", Keys::numbers},  {"webhooks", Keys::numbers},
                                  {"courses", Keys::numbers},   {"seals", Keys::words}};
  const std::vector<Table> opened = env.tables(named);
  auto next = opened.begin();
  meta = *next++;
  for (Table* table :
       {&system_accounts.table, &wallets.table, &milestones.table, &profiles.table,
        &organizations.table, &keys.table, &policies.table, &wallet_ids.table, &agent_ids.table,
        &lists.table, &sessions.table, &approvals.table, &services.table, &tokens.table,
        &payouts.table, &disputes.table, &webhooks.table, &courses.table, &seals.table})
    *table = *next++;
}

void check_seals(const LmdbEnv& env, const ViewsTables& tables) {
  const auto check_all = [](auto rows) {
    while (const auto row = rows.next()) RowReader{key_bytes(row->key), row->value};
  };
  // Of many wallets both halves are about as large.
  auto words = std::async(std::launch::async, [&] {
    const LmdbRead read{env};
    for (const Table table :
         {tables.milestones.table, tables.keys.table, tables.policies.table,
          tables.wallet_ids.table, tables.agent_ids.table, tables.lists.table, tables.seals.table})
      check_all(LmdbWords{read, table});
  });
  const LmdbRead read{env};
  for (const Table table :
       {tables.system_accounts.table, tables.wallets.table, tables.profiles.table,
        tables.organizations.table, tables.sessions.table, tables.approvals.table,
        tables.services.table, tables.tokens.table, tables.payouts.table, tables.disputes.table,
        tables.webhooks.table, tables.courses.table})
    check_all(LmdbRows{read, table, 0});
  words.get();
}

template <class Value>
Value row_value(RowBytes key, RowBytes row) {
  RowReader reader{key, row};
  Value value;
  pass(reader, value);
  reader.end();
  return value;
}

template <class KeyType, class Value>
std::optional<Value> find(const LmdbRead& read, TableOf<KeyType, Value> in, const KeyType& key) {
  const auto row = read.find(in.table, lmdb_key(key));
  if (!row) return std::nullopt;
  return row_value<Value>(key_bytes(lmdb_key(key)), *row);
}

template <class KeyType, class Value>
void RowsOut::put(TableOf<KeyType, Value> to, const KeyType& key, const Value& value) {
  row_.clear();
  pass(row_, value);
  const RowBytes row = row_.sealed(key_bytes(lmdb_key(key)));
  if (into_ == Into::end)
    write_.append(to.table, lmdb_key(key), row);
  else
    write_.put(to.table, lmdb_key(key), row);
}

ViewsMeta read_meta(const LmdbRead& read, const ViewsTables& tables) {
  ViewsMeta meta;
  const auto format = read.find(tables.meta, format_key);
  if (!format || format->size() != sizeof meta.format)
    throw Corrupt{"their table meta lacks a format version"};
  std::memcpy(&meta.format, format->data(), sizeof meta.format);
  if (meta.format != views_format) return meta;
  const auto watermark = read.find(tables.meta, watermark_key);
  if (!watermark) throw Corrupt{"their table meta lacks a watermark"};
  RowReader row{key_bytes(watermark_key), *watermark};
  pass_all(row, meta.standing, meta.checksum);
  row.end();
  return meta;
}

void write_meta(LmdbWrite& write, const ViewsTables& tables, const ViewsMeta& meta) {
  write.put(tables.meta, format_key, key_bytes(meta.format));
  RowWriter row;
  pass_all(row, meta.standing, meta.checksum);
  write.put(tables.meta, watermark_key, row.sealed(key_bytes(watermark_key)));
}

// Macros, as explicit instantiation knows no lists.
#define BURSAR_VALUE(Value) template Value row_value<Value>(RowBytes, RowBytes)
#define BURSAR_ROWS(KeyType, Value)                                                             \
  template std::optional<Value> find(const LmdbRead&, TableOf<KeyType, Value>, const KeyType&); \
  template void RowsOut::put(TableOf<KeyType, Value>, const KeyType&, const Value&)

BURSAR_VALUE(SystemAccountSnapshot);
BURSAR_VALUE(WalletSnapshot);
BURSAR_VALUE(ProfileSnapshot);
BURSAR_VALUE(OrganizationSnapshot);
BURSAR_VALUE(KeySnapshot);
BURSAR_VALUE(ledger::Policy);
BURSAR_VALUE(ledger::AccountNumber);
BURSAR_VALUE(ledger::Bits128);
BURSAR_VALUE(ledger::WalletSession);
BURSAR_VALUE(ledger::Approval);
BURSAR_VALUE(ledger::Service);
BURSAR_VALUE(ledger::Token);
BURSAR_VALUE(ledger::Payout);
BURSAR_VALUE(ledger::Dispute);
BURSAR_VALUE(ledger::Webhook);
BURSAR_VALUE(ledger::PaymentCourse);
BURSAR_VALUE(SealSnapshot);

BURSAR_ROWS(std::uint64_t, SystemAccountSnapshot);
BURSAR_ROWS(std::uint64_t, WalletSnapshot);
BURSAR_ROWS(WordKey, WalletSnapshot);
BURSAR_ROWS(std::uint64_t, ProfileSnapshot);
BURSAR_ROWS(std::uint64_t, OrganizationSnapshot);
BURSAR_ROWS(WordKey, KeySnapshot);
BURSAR_ROWS(WordKey, ledger::Policy);
BURSAR_ROWS(WordKey, ledger::AccountNumber);
BURSAR_ROWS(WordKey, ledger::Bits128);
BURSAR_ROWS(std::uint64_t, ledger::WalletSession);
BURSAR_ROWS(std::uint64_t, ledger::Approval);
BURSAR_ROWS(std::uint64_t, ledger::Service);
BURSAR_ROWS(std::uint64_t, ledger::Token);
BURSAR_ROWS(std::uint64_t, ledger::Payout);
BURSAR_ROWS(std::uint64_t, ledger::Dispute);
BURSAR_ROWS(std::uint64_t, ledger::Webhook);
BURSAR_ROWS(std::uint64_t, ledger::PaymentCourse);
BURSAR_ROWS(WordKey, SealSnapshot);

#undef BURSAR_VALUE
#undef BURSAR_ROWS

}  // namespace bursar::persistence
