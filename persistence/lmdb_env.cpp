#include "persistence/lmdb_env.hpp"

#include "ledger/check.hpp"
#include "persistence/errors.hpp"

#include <cstring>
#include <memory>
#include <string>
#include <utility>

#include <lmdb.h>
#include <sys/mman.h>

namespace bursar::persistence {

namespace {

constexpr unsigned tables_max = 32;
constexpr std::size_t readers_max = 64;  // LMDB's own table has 126 slots
constexpr mdb_mode_t file_mode = 0600;

// The two flags of a commit that keeps its word: transactions are not bound to threads, and the
// kernel does not read ahead of random look-ups.
constexpr unsigned use_flags = MDB_NOTLS | MDB_NORDAHEAD;

/// Carried out of `fill` to where the transaction is ended.
struct PutFailed {
  int code;
};

MDB_val value_of(RowBytes bytes) {
  return {bytes.size(), const_cast<std::byte*>(bytes.data())};
}
MDB_val value_of(std::string_view word) {
  return {word.size(), const_cast<char*>(word.data())};
}
MDB_val value_of(std::uint64_t& number) {
  return {sizeof number, &number};
}
RowBytes bytes_of(const MDB_val& value) {
  return {static_cast<const std::byte*>(value.mv_data), value.mv_size};
}
NumberedRow row_of(const MDB_val& key, const MDB_val& value) {
  std::uint64_t number = 0;
  if (key.mv_size != sizeof number) throw Corrupt{"a table's key is not a number"};
  std::memcpy(&number, key.mv_data, sizeof number);
  return {number, bytes_of(value)};
}

/// Whether a row was found.
bool found(int code) {
  if (code == MDB_NOTFOUND) return false;
  if (code != 0) throw Corrupt{std::string{"a page cannot be read: "} + mdb_strerror(code)};
  return true;
}

void store(MDB_txn* transaction, Table table, MDB_val key, RowBytes value, unsigned flags) {
  MDB_val stored = value_of(value);
  const int code = mdb_put(transaction, table.handle, &key, &stored, flags);
  if (code != 0) throw PutFailed{code};
}

struct CursorClose {
  void operator()(MDB_cursor* cursor) const { mdb_cursor_close(cursor); }
};

}  // namespace

LmdbRead::LmdbRead(const LmdbEnv& env) : env_{env}, transaction_{env.begin_read()} {}

LmdbRead::~LmdbRead() {
  env_.end_read(transaction_);
}

std::optional<RowBytes> LmdbRead::find(Table table, std::uint64_t key) const {
  MDB_val wanted = value_of(key);
  MDB_val value{};
  if (!found(mdb_get(transaction_, table.handle, &wanted, &value))) return std::nullopt;
  return bytes_of(value);
}

std::optional<RowBytes> LmdbRead::find(Table table, std::string_view key) const {
  MDB_val wanted = value_of(key);
  MDB_val value{};
  if (!found(mdb_get(transaction_, table.handle, &wanted, &value))) return std::nullopt;
  return bytes_of(value);
}

std::optional<NumberedRow> LmdbRead::last(Table table) const {
  MDB_cursor* opened = nullptr;
  found(mdb_cursor_open(transaction_, table.handle, &opened));
  const std::unique_ptr<MDB_cursor, CursorClose> cursor{opened};
  MDB_val key{};
  MDB_val value{};
  if (!found(mdb_cursor_get(opened, &key, &value, MDB_LAST))) return std::nullopt;
  return row_of(key, value);
}

LmdbRows::LmdbRows(const LmdbRead& read, Table table, std::uint64_t from) : from_{from} {
  found(mdb_cursor_open(read.transaction_, table.handle, &cursor_));
}

LmdbRows::~LmdbRows() {
  mdb_cursor_close(cursor_);
}

std::optional<NumberedRow> LmdbRows::next() {
  MDB_val key = value_of(from_);
  MDB_val value{};
  const auto where = std::exchange(started_, true) ? MDB_NEXT : MDB_SET_RANGE;
  if (!found(mdb_cursor_get(cursor_, &key, &value, where))) return std::nullopt;
  return row_of(key, value);
}

LmdbWords::LmdbWords(const LmdbRead& read, Table table) {
  found(mdb_cursor_open(read.transaction_, table.handle, &cursor_));
}

LmdbWords::~LmdbWords() {
  mdb_cursor_close(cursor_);
}

std::optional<WordRow> LmdbWords::next() {
  MDB_val key{};
  MDB_val value{};
  if (!found(mdb_cursor_get(cursor_, &key, &value, MDB_NEXT))) return std::nullopt;
  return WordRow{{static_cast<const char*>(key.mv_data), key.mv_size}, bytes_of(value)};
}

void LmdbWrite::append(Table table, std::uint64_t key, RowBytes value) {
  store(transaction_, table, value_of(key), value, MDB_APPEND);
}

void LmdbWrite::append(Table table, std::string_view key, RowBytes value) {
  store(transaction_, table, value_of(key), value, MDB_APPEND);
}

void LmdbWrite::put(Table table, std::uint64_t key, RowBytes value) {
  store(transaction_, table, value_of(key), value, 0);
}

void LmdbWrite::put(Table table, std::string_view key, RowBytes value) {
  store(transaction_, table, value_of(key), value, 0);
}

LmdbEnv::LmdbEnv(std::filesystem::path directory, Mode mode, std::uint64_t map_size_bytes)
    : directory_{std::move(directory)}, mode_{mode} {
  const unsigned look_flags = MDB_RDONLY | MDB_NOLOCK;
  int code = mdb_env_create(&env_);
  if (code == 0) code = mdb_env_set_maxdbs(env_, tables_max);
  if (code == 0) code = mdb_env_set_mapsize(env_, map_size_bytes);
  if (code == 0)
    code = mdb_env_open(env_, directory_.c_str(), use_flags | (mode == Mode::look ? look_flags : 0),
                        file_mode);
  try {
    if (code != 0) throw Unusable{directory_.string() + " cannot be opened: " + mdb_strerror(code)};
    require_whole_file();
  } catch (...) {
    mdb_env_close(env_);
    throw;
  }
}

LmdbEnv::~LmdbEnv() {
  for (MDB_txn* const transaction : idle_) mdb_txn_abort(transaction);
  mdb_env_close(env_);
}

void LmdbEnv::require_whole_file() const {
  const auto file_bytes = std::filesystem::file_size(file());
  if (file_bytes >= used_bytes()) return;
  throw Corrupt{file().string() + " is cut off: it ends at byte " + std::to_string(file_bytes) +
                ", what was committed reaches to byte " + std::to_string(used_bytes())};
}

Table LmdbEnv::table(const char* name, Keys keys) {
  const Named named[] = {{name, keys}};
  return tables(named).front();
}

std::vector<Table> LmdbEnv::tables(std::span<const Named> named) {
  const bool looking = mode_ == Mode::look;
  MDB_txn* transaction = nullptr;
  int code = mdb_txn_begin(env_, nullptr, looking ? MDB_RDONLY : 0, &transaction);
  std::vector<Table> opened(named.size());
  for (std::size_t i = 0; code == 0 && i < named.size(); ++i) {
    const unsigned numbered = named[i].keys == Keys::numbers ? MDB_INTEGERKEY : 0;
    const unsigned flags = numbered | (looking ? 0 : MDB_CREATE);
    code = mdb_dbi_open(transaction, named[i].name, flags, &opened[i].handle);
    if (code == 0) continue;
    mdb_txn_abort(transaction);
    throw Unusable{directory_.string() + " has no table '" + named[i].name +
                   "': " + mdb_strerror(code)};
  }
  if (code == 0) code = mdb_txn_commit(transaction);
  if (code == 0) return opened;
  throw Unusable{directory_.string() + " cannot open its tables: " + mdb_strerror(code)};
}

Durability LmdbEnv::write(const std::function<void(LmdbWrite&)>& fill) {
  while (!in_doubt_) {
    const Outcome outcome = try_write(fill);
    if (outcome == Outcome::durable) return Durability::durable;
    in_doubt_ = outcome == Outcome::unknown || !grow_map();
  }
  return Durability::unknown;
}

// MDB_MAP_FULL may come from a put and as well from the commit, which then wrote no meta page: with
// a larger map the same batch is simply tried again.
LmdbEnv::Outcome LmdbEnv::try_write(const std::function<void(LmdbWrite&)>& fill) {
  MDB_txn* transaction = nullptr;
  int code = mdb_txn_begin(env_, nullptr, 0, &transaction);
  if (code != 0) return Outcome::unknown;
  try {
    LmdbWrite write{transaction};
    fill(write);
    code = mdb_txn_commit(transaction);
  } catch (const PutFailed& failed) {
    mdb_txn_abort(transaction);
    code = failed.code;
  } catch (...) {
    mdb_txn_abort(transaction);
    throw;
  }
  if (code == 0) return Outcome::durable;
  return code == MDB_MAP_FULL ? Outcome::map_full : Outcome::unknown;
}

// The map may move, so nobody may hold a row: readers are waited for, and new ones wait. LMDB lets
// go of the old map first, so where there is no address space for the new one, nothing can be read.
bool LmdbEnv::grow_map() {
  std::unique_lock lock{mutex_};
  growing_ = true;
  changed_.wait(lock, [this] { return reading_ == 0; });
  const int code = mdb_env_set_mapsize(env_, 2 * map_size_bytes());
  growing_ = false;
  map_lost_ = code != 0;
  changed_.notify_all();
  return !map_lost_;
}

// In strides of a megabyte, one and a half ahead at most. Where somebody reads elsewhere meanwhile,
// the disk is asked for a little more than is needed.
void LmdbEnv::read_ahead(RowBytes row) const {
  constexpr std::uintptr_t stride = std::uintptr_t{1} << 20U;
  constexpr std::uintptr_t page = 4'096;
  const std::uintptr_t at = reinterpret_cast<std::uintptr_t>(row.data()) & ~(page - 1);
  const std::uintptr_t asked = asked_to_.load(std::memory_order_relaxed);
  const bool near = asked >= at && asked - at <= stride + stride / 2;
  if (near && asked - at > stride / 2) return;
  const std::uintptr_t from = near ? asked : at;
  asked_to_.store(from + stride, std::memory_order_relaxed);
  const auto* const first =
      row.data() + static_cast<std::ptrdiff_t>(from - reinterpret_cast<std::uintptr_t>(row.data()));
  // Past the map's end it fails, and nothing is there to be read.
  static_cast<void>(::madvise(const_cast<std::byte*>(first), stride, MADV_WILLNEED));
}

std::uint64_t LmdbEnv::used_bytes() const {
  MDB_envinfo info{};
  MDB_stat stat{};
  CHECK(mdb_env_info(env_, &info) == 0);
  CHECK(mdb_env_stat(env_, &stat) == 0);
  return (info.me_last_pgno + 1) * std::uint64_t{stat.ms_psize};
}

std::uint64_t LmdbEnv::map_size_bytes() const {
  MDB_envinfo info{};
  CHECK(mdb_env_info(env_, &info) == 0);
  return info.me_mapsize;
}

std::filesystem::path LmdbEnv::file() const {
  return directory_ / "data.mdb";
}

MDB_txn* LmdbEnv::begin_read() const {
  MDB_txn* transaction = nullptr;
  {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return !growing_ && reading_ < readers_max; });
    if (map_lost_) throw Corrupt{directory_.string() + " cannot be read: its map could not grow"};
    ++reading_;
    if (!idle_.empty()) {
      transaction = idle_.back();
      idle_.pop_back();
    }
  }
  const int code = transaction != nullptr ? mdb_txn_renew(transaction)
                                          : mdb_txn_begin(env_, nullptr, MDB_RDONLY, &transaction);
  if (code == 0) return transaction;
  if (transaction != nullptr) mdb_txn_abort(transaction);
  {
    const std::lock_guard lock{mutex_};
    --reading_;
  }
  changed_.notify_all();
  throw Corrupt{std::string{"no read transaction: "} + mdb_strerror(code)};
}

void LmdbEnv::end_read(MDB_txn* transaction) const {
  mdb_txn_reset(transaction);
  bool awaited = false;
  {
    const std::lock_guard lock{mutex_};
    idle_.push_back(transaction);
    awaited = growing_ || reading_ == readers_max;
    --reading_;
  }
  if (awaited) changed_.notify_all();
}

}  // namespace bursar::persistence
