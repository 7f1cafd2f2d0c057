#pragma once

// A table that everybody reads and one thread at a time changes: 4,096 immutable shards, each
// swapped alone, so that a change copies little and no reader ever waits.

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace bursar::actors {

template <class Key, class Value, class Hash = std::hash<Key>>
class SnapshotMap {
 public:
  using Row = std::pair<Key, Value>;

  std::optional<Value> find(const Key& key) const {
    const auto shard = at(key).load(std::memory_order_acquire);
    if (!shard) return std::nullopt;
    const auto row = std::ranges::lower_bound(*shard, key, {}, &Row::first);
    if (row == shard->end() || row->first != key) return std::nullopt;
    return row->second;
  }

  void put(const Key& key, Value value) {
    change(key, [&](Shard& shard, auto row) {
      if (row != shard.end() && row->first == key)
        row->second = std::move(value);
      else
        shard.insert(row, Row{key, std::move(value)});
    });
  }

  void erase(const Key& key) {
    change(key, [&](Shard& shard, auto row) {
      if (row != shard.end() && row->first == key) shard.erase(row);
    });
  }

  /// Instead of what was there: for a start with many rows. Of equal keys the first stays.
  void load(std::vector<Row> rows) {
    std::vector<Shard> sorted(shards);
    std::vector<std::size_t> counts(shards);
    for (const Row& row : rows) ++counts[place(row.first)];
    for (std::size_t i = 0; i < shards; ++i) sorted[i].reserve(counts[i]);
    for (Row& row : rows) sorted[place(row.first)].push_back(std::move(row));
    for (std::size_t i = 0; i < shards; ++i) {
      std::ranges::stable_sort(sorted[i], {}, &Row::first);
      const auto again = std::ranges::unique(sorted[i], {}, &Row::first);
      sorted[i].erase(again.begin(), again.end());
      shards_[i].store(std::make_shared<const Shard>(std::move(sorted[i])));
    }
  }

 private:
  using Shard = std::vector<Row>;
  static constexpr std::size_t shards = 4'096;

  static std::size_t place(const Key& key) { return (Hash{}(key) * 0x9E3779B97F4A7C15ULL) >> 52; }
  const std::atomic<std::shared_ptr<const Shard>>& at(const Key& key) const {
    return shards_[place(key)];
  }

  template <class Change>
  void change(const Key& key, Change change) {
    auto& shard = shards_[place(key)];
    const auto before = shard.load(std::memory_order_acquire);
    auto after = before ? std::make_shared<Shard>(*before) : std::make_shared<Shard>();
    change(*after, std::ranges::lower_bound(*after, key, {}, &Row::first));
    shard.store(std::move(after), std::memory_order_release);
  }

  std::array<std::atomic<std::shared_ptr<const Shard>>, shards> shards_;
};

}  // namespace bursar::actors
