#pragma once

// A journal and what is known of its keys, with tables of a few rows; and all that was ever
// recorded under a key, by which it is judged.

#include "persistence/known_keys.hpp"
#include "tests/persistence/failing_disk.hpp"
#include "tests/support/simulated_store.hpp"
#include "tests/support/temporary_directory.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::tests {

class KeysWorld {
 public:
  using Seen = persistence::KnownKeys::Seen;

  explicit KeysWorld(std::uint64_t hashes = UINT64_MAX) : hashes_{hashes} {
    crypto::start();
    skip_syncs();
    append({});
    start();
  }
  ~KeysWorld() { mend_disk(); }

  /// They take most of a test's time, and only a loss of power would notice.
  static void skip_syncs() {
    break_disk({.call = DiskCall::fsync, .sticky = true, .effect = Effect::lies});
  }

  void start() {
    keys_.reset();
    keys_ = std::make_unique<persistence::KnownKeys>(options(), store_, store_.last_sequence());
  }
  void restart() {
    keys_->close();
    start();
  }
  void pass(std::int64_t milliseconds) {
    now_.milliseconds += milliseconds;
    keys_->forget(now_);
  }
  void work() {
    while (keys_->work()) {
    }
  }

  /// A call with that key, as a wallet would judge it: the record's sequence, an earlier one's when
  /// it is a replay, none when it is refused.
  std::optional<ledger::Sequence> ask(ledger::AccountNumber wallet, const std::string& key) {
    const auto found = keys_->find(hash(wallet, key), wallet, key);
    if (found.seen == Seen::unsure) return std::nullopt;
    if (found.seen == Seen::known) return found.record->sequence;
    if (!keys_->try_take()) return std::nullopt;
    return record(wallet, key);
  }
  /// Whatever is known of the key: its call may have been judged when the key was forgotten.
  ledger::Sequence record(ledger::AccountNumber wallet, const std::string& key) {
    append(ledger::Idempotency{.wallet = wallet, .key = key, .content = {1, 1}});
    recorded_[{wallet.value, key}] = {store_.last_sequence(), now_};
    keys_->add(store_.last_sequence(), now_, hash(wallet, key));
    return store_.last_sequence();
  }
  void append_without_key() {
    append({});
    keys_->add(store_.last_sequence(), now_, 0);
  }

  /// Every key of the last day is known for what it is, and nothing else is. Where there is damage,
  /// nobody may be sure; nobody is wrong.
  void audit(bool damaged = false) const {
    std::size_t young = 0;
    for (const auto& [key, recorded] : recorded_) {
      const ledger::AccountNumber wallet{key.first};
      const auto found = keys_->find(hash(wallet, key.second), wallet, key.second);
      const bool day_old = now_.milliseconds - recorded.time.milliseconds > ledger::day_ms;
      young += day_old ? 0 : 1;
      if (found.seen == Seen::fresh && day_old) continue;
      if (found.seen == Seen::unsure && damaged) continue;
      RC_ASSERT(found.seen == Seen::known);
      RC_ASSERT(found.record->sequence == recorded.sequence);
    }
    const std::size_t keys = keys_->figures().keys;
    RC_ASSERT(keys >= young && keys <= store_.last_sequence().value);
    const Seen never = keys_->find(hash({1}, "never"), {1}, "never").seen;
    RC_ASSERT(never == Seen::fresh || (damaged && never == Seen::unsure));
  }

  std::vector<std::filesystem::path> files() const {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator{options().directory})
      files.push_back(entry.path());
    std::ranges::sort(files);
    return files;
  }
  /// One of the files ends too early, or has a wrong byte somewhere.
  void damage(std::uint64_t number) const {
    const auto all = files();
    if (all.empty()) return;
    const std::filesystem::path& file = all[number % all.size()];
    const std::uint64_t at = number * 7'919 % std::filesystem::file_size(file);
    if (number % 5 == 0)
      std::filesystem::resize_file(file, at);
    else
      damage(file, at);
  }
  static void damage(const std::filesystem::path& file, std::uint64_t at) {
    std::fstream bytes{file, std::ios::in | std::ios::out | std::ios::binary};
    bytes.seekg(static_cast<std::streamoff>(at));
    const char flipped = static_cast<char>(bytes.get() ^ 1);
    bytes.seekp(static_cast<std::streamoff>(at));
    bytes.put(flipped);
  }
  void delete_files(std::uint64_t number) const {
    const auto all = files();
    if (all.empty()) return;
    if (number % 3 == 0)
      std::filesystem::remove_all(options().directory);
    else
      std::filesystem::remove(all[number % all.size()]);
  }

  persistence::KnownKeys& keys() { return *keys_; }
  SimulatedStore& store() { return store_; }
  ledger::Time now() const { return now_; }
  std::uint64_t hash(ledger::AccountNumber wallet, const std::string& key) const {
    return persistence::key_hash(wallet, {0, std::hash<std::string>{}(key)}) % hashes_ + 1;
  }

  std::size_t keys_max = 1'000'000;
  std::size_t table_rows_max = 3;

 private:
  struct Recorded {
    ledger::Sequence sequence;
    ledger::Time time;
  };

  persistence::KnownKeys::Options options() const {
    return {.directory = directory_.path() / "keys",
            .journal = {7},
            .keys_max = keys_max,
            .table_rows_max = table_rows_max,
            .run_rows_max = 12,
            .hash = [this](const ledger::Idempotency& key) { return hash(key.wallet, key.key); }};
  }
  void append(std::optional<ledger::Idempotency> key) {
    ledger::Record record;
    record.sequence = {store_.last_sequence().value + 1};
    record.time = now_;
    record.idempotency = std::move(key);
    const ledger::Record* const batch[] = {&record};
    RC_ASSERT(store_.append(batch, now_) == persistence::Durability::durable);
  }

  const std::uint64_t hashes_;
  TemporaryDirectory directory_;
  SimulatedStore store_;
  ledger::Time now_{1'764'000'000'000};
  std::map<std::pair<std::uint64_t, std::string>, Recorded> recorded_;
  std::unique_ptr<persistence::KnownKeys> keys_;
};

}  // namespace bursar::tests
