#pragma once

// Which number something has, by its id, where the rows by number have the ids: here stands beside
// each number only so much of the id as tells most others apart. Everybody reads and one thread at
// a time changes it: 4,096 immutable shards, each swapped alone. Nothing ever leaves it.

#include "ledger/ids.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace bursar::actors {

class IdIndex {
 public:
  using Numbered = std::pair<ledger::Bits128, std::uint32_t>;

  /// `is` says whether the id is that of a number that may be meant.
  template <class Is>
  std::optional<std::uint32_t> find(const ledger::Bits128& id, Is is) const {
    const std::uint64_t place = place_of(id);
    const auto shard = shards_[shard_of(place)].load(std::memory_order_acquire);
    if (!shard) return std::nullopt;
    const std::uint32_t rest = rest_of(place);
    for (auto row = std::ranges::lower_bound(*shard, Row{rest, 0});
         row != shard->end() && row->rest == rest; ++row)
      if (is(row->number)) return row->number;
    return std::nullopt;
  }

  /// Whoever has that number already has that id.
  void put(const ledger::Bits128& id, std::uint32_t number) {
    const std::uint64_t place = place_of(id);
    auto& shard = shards_[shard_of(place)];
    const auto before = shard.load(std::memory_order_acquire);
    auto after = before ? std::make_shared<Shard>(*before) : std::make_shared<Shard>();
    const Row row{rest_of(place), number};
    const auto at = std::ranges::lower_bound(*after, row);
    if (at != after->end() && *at == row) return;
    after->insert(at, row);
    shard.store(std::move(after), std::memory_order_release);
  }

  /// Instead of what was there: for a start with many.
  void load(const std::vector<Numbered>& all) {
    std::vector<Shard> sorted(shards);
    std::vector<std::size_t> counts(shards);
    for (const auto& [id, number] : all) ++counts[shard_of(place_of(id))];
    for (std::size_t i = 0; i < shards; ++i) sorted[i].reserve(counts[i]);
    for (const auto& [id, number] : all) {
      const std::uint64_t place = place_of(id);
      sorted[shard_of(place)].push_back({rest_of(place), number});
    }
    for (std::size_t i = 0; i < shards; ++i) {
      std::ranges::sort(sorted[i]);
      shards_[i].store(std::make_shared<const Shard>(std::move(sorted[i])));
    }
  }

 private:
  struct Row {
    std::uint32_t rest = 0;
    std::uint32_t number = 0;

    friend auto operator<=>(const Row&, const Row&) = default;
  };
  using Shard = std::vector<Row>;
  static constexpr std::size_t shards = 4'096;

  static std::uint64_t place_of(const ledger::Bits128& id) {
    return std::hash<ledger::Bits128>{}(id) * 0x9E3779B97F4A7C15ULL;
  }
  static std::size_t shard_of(std::uint64_t place) { return place >> 52; }
  static std::uint32_t rest_of(std::uint64_t place) {
    return static_cast<std::uint32_t>(place >> 20);
  }

  std::array<std::atomic<std::shared_ptr<const Shard>>, shards> shards_;
};

}  // namespace bursar::actors
